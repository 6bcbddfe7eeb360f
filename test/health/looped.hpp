// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>

#include "support/victim.hpp"

namespace watchdog::test {

/// A loop that is run step by step until something is so.
template <class Condition>
bool run_until(asio::io_context& loop, Condition condition) {
  const Time deadline = soon();
  while (!condition() && Clock::now() < deadline) {
    loop.restart();  // It stops when it runs out of work, which may come again.
    loop.run_one_for(milliseconds(100));
  }
  return condition();
}

}  // namespace watchdog::test
