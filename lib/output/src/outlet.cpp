// SPDX-License-Identifier: MIT
#include "watchdog/output/outlet.hpp"

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "losses.hpp"
#include "thread.hpp"
#include "write.hpp"

namespace watchdog::output {
namespace {

constexpr std::size_t capacity = std::size_t{64} * 1024;
constexpr milliseconds patience(1000);
constexpr char nobody_reads[] = "nobody reads them";

}  // namespace

/// What the loop and the writing thread share. Its own thread, which may be stuck for ever, keeps
/// it alive.
class Outlet::Queue {
 public:
  Queue(NativeHandle to, std::function<void()> on_room) : to_(to), on_room_(std::move(on_room)) {}

  std::size_t room() {
    const std::lock_guard lock(mutex_);
    if (stalled_) return capacity;  // To be dropped.
    room_wanted_ = waiting_.size() >= capacity;
    return room_wanted_ ? 0 : capacity - waiting_.size();
  }

  void put(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (stalled_) return losses_.add(bytes.size(), nobody_reads);
    waiting_ += bytes;
    changed_.notify_all();
  }

  /// From now on what comes is lost, until all that came before is written.
  void give_up() {
    const std::lock_guard lock(mutex_);
    stalled_ = waiting_.size() >= capacity;
  }

  /// Grows while it moves.
  std::uint64_t batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }

  bool wait_until_empty(Time deadline) {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [&] { return is_empty(); });
  }

  std::uint64_t lost() {
    const std::lock_guard lock(mutex_);
    return losses_.total();
  }

  /// The thread writes what is there and ends; it tells nobody any more.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    on_room_ = nullptr;
    changed_.notify_all();
  }

  void run() {
    std::unique_lock lock(mutex_);
    std::string batch;
    for (;;) {
      changed_.wait(lock, [&] { return closed_ || !waiting_.empty() || stalled_; });
      if (waiting_.empty() && !stalled_) return;
      const bool caught_up = waiting_.empty();
      take(batch);
      // What was lost in a stall comes after all that was put before.
      if (caught_up || !stalled_) tell_losses(lock);
      write(lock, batch);
      if (caught_up) stalled_ = false;
      ++batches_;
      writing_ = false;
      changed_.notify_all();
    }
  }

 private:
  bool is_empty() const { return waiting_.empty() && !writing_ && !stalled_; }

  void take(std::string& batch) {
    batch.clear();
    batch.swap(waiting_);
    writing_ = true;
    if (room_wanted_ && on_room_) on_room_();
    room_wanted_ = false;
  }

  void write(std::unique_lock<std::mutex>& lock, const std::string& batch) {
    std::error_code failure;
    lock.unlock();
    const std::size_t written = write_patiently(to_, batch, failure);
    lock.lock();
    if (written > 0) mid_line_ = batch[written - 1] != '\n';
    if (failure) losses_.add(batch.size() - written, reason(failure));
  }

  void tell_losses(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t untold = losses_.untold();
    if (untold == 0) return;
    const std::string notice = losses_.notice(mid_line_);
    std::error_code failure;
    lock.unlock();
    const std::size_t written = write_patiently(to_, notice, failure);
    lock.lock();
    if (written > 0) mid_line_ = notice[written - 1] != '\n';
    if (!failure) losses_.told(untold);
  }

  const NativeHandle to_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> on_room_;  ///< Called from the thread.
  std::string waiting_;
  bool writing_ = false;
  bool room_wanted_ = false;
  bool stalled_ = false;
  bool closed_ = false;
  bool mid_line_ = false;
  std::uint64_t batches_ = 0;
  Losses losses_;
};

/// Who waits for room, and for how long still. Lives in the loop.
class Outlet::Waiters : public std::enable_shared_from_this<Waiters> {
 public:
  explicit Waiters(asio::io_context& loop) : timer_(loop) {}

  void connect(std::shared_ptr<Queue> queue) { queue_ = std::move(queue); }

  void add(std::function<void()> resume) {
    waiting_.push_back(std::move(resume));
    if (waiting_.size() == 1) be_patient();
  }

  void resume_all() {
    timer_.cancel();
    std::vector<std::function<void()>> resumed;
    resumed.swap(waiting_);
    for (const std::function<void()>& resume : resumed) resume();
  }

 private:
  void be_patient() {
    timer_.expires_after(patience);
    timer_.async_wait([weak = weak_from_this(), seen = queue_->batches()](std::error_code failed) {
      const auto self = weak.lock();
      if (self && !failed && !self->waiting_.empty()) self->lose_patience(seen);
    });
  }

  void lose_patience(std::uint64_t seen) {
    if (queue_->batches() != seen) return be_patient();
    queue_->give_up();
    resume_all();
  }

  asio::steady_timer timer_;
  std::shared_ptr<Queue> queue_;
  std::vector<std::function<void()>> waiting_;
};

Outlet::Outlet(asio::io_context& loop, NativeHandle to)
    : waiters_(std::make_shared<Waiters>(loop)) {
  // Under the queue's lock, and not after close(): so the loop is still there.
  const auto on_room = [&loop, weak = std::weak_ptr(waiters_)] {
    asio::post(loop, [weak] {
      if (const auto waiters = weak.lock()) waiters->resume_all();
    });
  };
  queue_ = std::make_shared<Queue>(to, on_room);
  waiters_->connect(queue_);
}

Outlet::~Outlet() {
  flush(Clock::now() + patience);
  queue_->close();
}

std::size_t Outlet::room() const { return queue_->room(); }

void Outlet::when_room(std::function<void()> resume) { waiters_->add(std::move(resume)); }

void Outlet::put(std::string_view bytes) {
  if (!started_) start_thread([queue = queue_] { queue->run(); });
  started_ = true;
  queue_->put(bytes);
}

bool Outlet::flush(Time deadline) { return queue_->wait_until_empty(deadline); }

std::uint64_t Outlet::lost() const { return queue_->lost(); }

}  // namespace watchdog::output
