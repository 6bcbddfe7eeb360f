// SPDX-License-Identifier: MIT
#include "syncer.hpp"

#include <utility>

namespace watchdog::checkpoint {

Syncer::Syncer(milliseconds interval, std::uint64_t newest, Sync sync)
    : interval_(interval),
      sync_(std::move(sync)),
      newest_(newest),
      synced_(newest),
      thread_([this] { run(); }) {}

Syncer::~Syncer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Syncer::run() {
  std::unique_lock lock(mutex_);
  for (bool last = false; !last;) {
    changed_.wait_for(lock, interval_, [&] { return stopping_ || wanted_; });
    last = stopping_;
    if (newest_ != synced_) sync_once(lock);
    wanted_ = false;
    changed_.notify_all();
  }
}

/// Commits go on meanwhile, into other slots.
void Syncer::sync_once(std::unique_lock<std::mutex>& lock) {
  syncing_ = newest_;
  lock.unlock();
  auto done = sync_(syncing_);
  lock.lock();
  if (done)
    synced_ = syncing_;
  else
    error_ = std::move(done.error());
  syncing_ = 0;
}

Result<std::uint64_t> Syncer::choose(
    const std::function<std::uint64_t(std::uint64_t, std::uint64_t)>& choose) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto error = std::exchange(error_, std::nullopt)) return *error;
    if (const std::uint64_t number = choose(synced_, syncing_)) return number;
    changed_.wait(lock, [&] { return syncing_ == 0; });
  }
}

void Syncer::committed(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  newest_ = number;
}

void Syncer::is_synced(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  newest_ = synced_ = number;
}

std::uint64_t Syncer::synced() const {
  const std::lock_guard lock(mutex_);
  return synced_;
}

Result<void> Syncer::sync_now() {
  std::unique_lock lock(mutex_);
  const std::uint64_t goal = newest_;
  while (synced_ < goal && !error_) {
    wanted_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !wanted_; });
  }
  if (auto error = std::exchange(error_, std::nullopt)) return *error;
  return {};
}

}  // namespace watchdog::checkpoint
