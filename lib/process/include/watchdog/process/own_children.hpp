// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// The numbers of this process's children, adopted orphans included, and those that died and were
/// not reaped: as often as one dies, so as cheap as can be. None of the numbers can become
/// another's before it is reaped, so use them on the thread that reaps.
/// Children that come, or are reaped by another thread, meanwhile may be missing until the next
/// look. Move-only, not for two threads at once; it belongs to the process that opened it.
///
/// Source: Linux /proc/self/task/TID/children (a few us; 150 us for 1000 children), kept open for
/// each thread; the process table by parent where the kernel has no such file, and on macOS and
/// FreeBSD. Windows knows no such bond: none.
class OwnChildren {
 public:
  /// Errors: those of opening /proc (Linux).
  static Result<OwnChildren> open();
  OwnChildren(OwnChildren&&) noexcept;
  OwnChildren& operator=(OwnChildren&&) noexcept;
  ~OwnChildren();

  /// In no certain order. Empty also when nothing could be read.
  std::vector<Pid> read();

 private:
  struct State;
  explicit OwnChildren(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace watchdog::process
