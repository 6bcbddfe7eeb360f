// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

namespace watchdog::test {

/// The calls by which a checkpoint reaches its files; a mapping's bytes go without one.
enum class Call : std::uint8_t { write, flush, rename, remove, lock, identify };

/// What happens before each of these calls of this program, on whatever thread. Returns 0, or the
/// errno with which the call is to fail in place of being made.
using Watcher = std::function<int(Call call, int file)>;

/// Watches until its destruction; one at a time, and no store is open at either end.
class Watch {
 public:
  explicit Watch(Watcher watcher);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
};

/// What this thread calls meanwhile is not watched, nor what a watcher calls.
class Unwatched {
 public:
  Unwatched();
  ~Unwatched();
  Unwatched(const Unwatched&) = delete;
  Unwatched& operator=(const Unwatched&) = delete;
};

}  // namespace watchdog::test
