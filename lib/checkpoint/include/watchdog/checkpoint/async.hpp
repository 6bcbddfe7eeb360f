// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "watchdog/base/clock.hpp"
#include "watchdog/checkpoint/cereal.hpp"

/// Commits that a thread does, so that the program never waits for the disk.
namespace watchdog::checkpoint {

/// Commits in the background. What is handed over while a commit runs is committed after it, and of
/// several such states the last one alone. Any thread may call; neither copied nor moved.
template <class T, class Format = PortableBinary>
class AsyncCheckpoint {
 public:
  explicit AsyncCheckpoint(Checkpoint<T, Format> checkpoint)
      : checkpoint_(std::move(checkpoint)), thread_([this] { run(); }) {}
  AsyncCheckpoint(const AsyncCheckpoint&) = delete;
  AsyncCheckpoint& operator=(const AsyncCheckpoint&) = delete;
  /// Commits what is left first. Whoever wants to hear of it calls wait() before.
  ~AsyncCheckpoint() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  /// Takes a copy, and returns at once. Not durable yet: see wait().
  /// Errors: that of a commit since the last call; this state is taken all the same.
  Result<void> commit(T state) {
    const std::lock_guard lock(mutex_);
    next_ = std::move(state);
    changed_.notify_all();
    return take_error();
  }
  /// Returns when all that was handed over before is as durable as Options says.
  /// Errors: that of a commit since the last call.
  Result<void> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !next_ && !busy_; });
    return take_error();
  }
  /// The number of the last commit that is done.
  std::uint64_t sequence() const {
    const std::lock_guard lock(mutex_);
    return sequence_;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return next_ || stopping_; });
      if (!next_) return;
      commit_next(lock);
      changed_.notify_all();
    }
  }
  void commit_next(std::unique_lock<std::mutex>& lock) {
    const T state = std::move(*std::exchange(next_, std::nullopt));
    busy_ = true;
    lock.unlock();
    auto done = checkpoint_.commit(state);
    lock.lock();
    busy_ = false;
    sequence_ = checkpoint_.sequence();
    if (!done) error_ = std::move(done.error());
  }
  Result<void> take_error() {
    if (auto error = std::exchange(error_, std::nullopt)) return std::move(*error);
    return {};
  }

  Checkpoint<T, Format> checkpoint_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<T> next_;
  std::optional<Error> error_;
  std::uint64_t sequence_ = checkpoint_.sequence();
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

/// While it lives, a thread commits the state again and again, and once more at the end:
///
///     const CommitEvery<Progress> saving(checkpoint, milliseconds(500), [&] {
///       const std::lock_guard lock(mutex);
///       return progress;
///     });
///
/// The checkpoint must outlive it and is not to be touched meanwhile.
template <class T, class Format = PortableBinary>
class CommitEvery {
 public:
  /// `take` is called from the thread, and takes the locks that reading the state needs. What
  /// `failed` is told is an error of a commit, from the thread; the next interval tries again.
  CommitEvery(
      Checkpoint<T, Format>& checkpoint, milliseconds interval, std::function<T()> take,
      std::function<void(const Error&)> failed = [](const Error&) {})
      : checkpoint_(checkpoint),
        interval_(interval),
        take_(std::move(take)),
        failed_(std::move(failed)),
        thread_([this] { run(); }) {}
  CommitEvery(const CommitEvery&) = delete;
  CommitEvery& operator=(const CommitEvery&) = delete;
  ~CommitEvery() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (bool last = false; !last;) {
      last = changed_.wait_for(lock, interval_, [&] { return stopping_; });
      lock.unlock();
      if (auto done = checkpoint_.commit(take_()); !done) failed_(done.error());
      lock.lock();
    }
  }

  Checkpoint<T, Format>& checkpoint_;
  const milliseconds interval_;
  const std::function<T()> take_;
  const std::function<void(const Error&)> failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace watchdog::checkpoint
