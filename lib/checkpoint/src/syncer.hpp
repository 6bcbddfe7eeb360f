// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::checkpoint {

/// A thread that brings to the disk, again and again, what was committed without waiting for it.
/// It knows which state is there, and which is on its way: neither may be overwritten.
class Syncer {
 public:
  using Sync = std::function<Result<void>(std::uint64_t number)>;
  /// Calls `sync` with the newest number from a thread of its own, at most once in the interval,
  /// when there is something new. `newest` is on the disk already.
  Syncer(milliseconds interval, std::uint64_t newest, Sync sync);
  Syncer(const Syncer&) = delete;
  Syncer& operator=(const Syncer&) = delete;
  ~Syncer();  ///< Syncs what is left, and ends the thread.

  /// The number that `choose(synced, syncing)` gives; asks again after a sync while that is 0.
  /// Errors: that of a sync that failed since the last call.
  Result<std::uint64_t> choose(
      const std::function<std::uint64_t(std::uint64_t, std::uint64_t)>& choose);
  void committed(std::uint64_t number);
  std::uint64_t synced() const;
  /// Waits until what was committed is on the disk. Errors: that of the sync.
  Result<void> sync_now();
  /// Does it while no sync runs, and none begins.
  template <class Deed>
  auto alone(Deed deed) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return syncing_ == 0; });
    return deed();
  }
  /// The newest is this one, and on the disk by somebody else's doing.
  void is_synced(std::uint64_t number);

 private:
  void run();
  void sync_once(std::unique_lock<std::mutex>& lock);

  const milliseconds interval_;
  const Sync sync_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t newest_;
  std::uint64_t synced_;
  std::uint64_t syncing_ = 0;  ///< 0: no sync runs.
  bool wanted_ = false;        ///< Somebody waits: the interval does not count.
  bool stopping_ = false;
  std::optional<Error> error_;
  std::thread thread_;
};

}  // namespace watchdog::checkpoint
