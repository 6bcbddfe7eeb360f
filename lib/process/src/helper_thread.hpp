// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <system_error>
#include <thread>

namespace watchdog::process {

/// A thread that does `work`, to be joined; nothing when the system grants no more of them.
inline std::optional<std::thread> start_helper(const std::function<void()>& work) {
  try {
    return std::thread(work);
  } catch (const std::system_error&) {
    return std::nullopt;
  }
}

}  // namespace watchdog::process
