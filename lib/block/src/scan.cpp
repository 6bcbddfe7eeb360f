// SPDX-License-Identifier: MIT
#include <algorithm>
#include <asio/steady_timer.hpp>
#include <ctime>

#include "newcomers.hpp"
#include "watchdog/block/source.hpp"

namespace watchdog::block {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::chrono::seconds full_round(1);  // A process that is no longer young may exec too.
constexpr int idle_share = 20;                 // Idle for 20 times what a look costs: 5 %.
constexpr microseconds shortest = milliseconds(5);
constexpr microseconds longest = milliseconds(250);

/// Processor time, not the clock: on a busy machine a look takes long without costing more.
microseconds spent() {
  return microseconds(std::int64_t(std::clock()) * 1'000'000 / std::int64_t(CLOCKS_PER_SEC));
}

class Scan : public Source, public std::enable_shared_from_this<Scan> {
 public:
  Scan(asio::io_context& io, std::unique_ptr<Newcomers> newcomers, milliseconds interval)
      : timer_(io), newcomers_(std::move(newcomers)), interval_(interval) {}

  std::string_view name() const noexcept override { return "scan"; }
  std::string_view detail() const noexcept override { return "a look at the process table"; }

  void start(Sink& sink) override {
    sink_ = &sink;
    wait(microseconds(0));
  }
  void stop() override {
    sink_ = nullptr;
    timer_.cancel();
  }

 private:
  void wait(microseconds pause) {
    timer_.expires_after(pause);
    timer_.async_wait([weak = weak_from_this()](const std::error_code&) {
      const auto self = weak.lock();
      if (self && self->sink_) self->round();
    });
  }

  void round() {
    const microseconds before = spent();
    look(Clock::now());
    const microseconds cost = spent() - before;
    const microseconds pause = std::clamp(cost * idle_share, shortest, longest);
    if (sink_) wait(interval_.count() > 0 ? duration_cast<microseconds>(interval_) : pause);
  }

  void look(Time now) {
    const auto found = newcomers_->find(now);
    for (std::size_t i = 0; found && sink_ && i < found->size(); ++i) sink_->look_at((*found)[i]);
    if (sink_ && (!found || now >= next_full_)) {
      next_full_ = now + full_round;
      sink_->look_at_all();
    }
  }

  asio::steady_timer timer_;
  std::unique_ptr<Newcomers> newcomers_;
  milliseconds interval_;
  Time next_full_{};
  Sink* sink_ = nullptr;
};

}  // namespace

Result<std::shared_ptr<Source>> open_scan(asio::io_context& io, milliseconds interval) {
  auto newcomers = Newcomers::open();
  if (!newcomers) return std::move(newcomers).error();
  return std::shared_ptr<Source>(std::make_shared<Scan>(io, *std::move(newcomers), interval));
}

}  // namespace watchdog::block
