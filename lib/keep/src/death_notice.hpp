// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>

namespace watchdog::keep {

/// Word that children have died: SIGCHLD, for all of them together, so that no child costs a
/// descriptor. Whoever started us may have had it blocked, and passed that on: it is heard all the
/// same. One at a time in a process.
class DeathNotice {
 public:
  /// `on_deaths` is called by the loop, once for all that died meanwhile, and now and then for
  /// none.
  DeathNotice(asio::io_context& loop, std::function<void()> on_deaths);
  ~DeathNotice();
  DeathNotice(const DeathNotice&) = delete;
  DeathNotice& operator=(const DeathNotice&) = delete;

 private:
  struct State;  // Defined once per platform.
  std::unique_ptr<State> state_;
};

}  // namespace watchdog::keep
