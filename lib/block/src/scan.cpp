// SPDX-License-Identifier: MIT
#include <algorithm>
#include <asio/steady_timer.hpp>

#include "newcomers.hpp"
#include "pacer.hpp"
#include "processor_time.hpp"
#include "watchdog/block/source.hpp"

namespace watchdog::block {
namespace {

constexpr std::chrono::seconds full_round(1);  // A process that is no longer young may exec too.
/// To wait and to wake up costs something, too. What was used since the last look beyond this was
/// for others.
constexpr std::chrono::microseconds most_between(100);

class Scan : public Source, public std::enable_shared_from_this<Scan> {
 public:
  Scan(asio::io_context& io, std::unique_ptr<Newcomers> newcomers, milliseconds interval,
       double cpu)
      : timer_(io), newcomers_(std::move(newcomers)), interval_(interval), pacer_(cpu) {}

  std::string_view name() const noexcept override { return "scan"; }
  std::string_view detail() const noexcept override { return "a look at the process table"; }

  void start(Sink& sink) override {
    sink_ = &sink;
    wait(std::chrono::microseconds(0));
  }
  void stop() override {
    sink_ = nullptr;
    timer_.cancel();
  }

 private:
  void wait(std::chrono::microseconds pause) {
    timer_.expires_after(pause);
    timer_.async_wait([weak = weak_from_this()](const std::error_code&) {
      const auto self = weak.lock();
      if (self && self->sink_) self->round();
    });
  }

  void round() {
    const auto before = processor_time();
    Pacer::Look look;
    look.all = interval_.count() > 0 ? Clock::now() >= next_all_ : pacer_.all_due(Clock::now());
    look.busy = see(look.all);
    const auto after = processor_time();
    look.cost = after - before + std::min(before - used_, most_between);
    used_ = after;
    if (!sink_) return;
    const auto pause = pacer_.pause_after(Clock::now(), look);
    wait(interval_.count() > 0 ? Pacer::Cost(interval_) : pause);
  }

  /// Whether somebody is new or young, as far as that can be told.
  bool see(bool all) {
    const Time now = Clock::now();
    const auto found = newcomers_->find(now);
    // At first everybody is new: the look at all is enough.
    for (std::size_t i = 0; !first_ && found && sink_ && i < found->size(); ++i)
      sink_->look_at((*found)[i]);
    first_ = false;
    if (sink_ && (!found || all)) {
      next_all_ = now + full_round;
      sink_->look_at_all();
    }
    return found && !found->empty();
  }

  asio::steady_timer timer_;
  std::unique_ptr<Newcomers> newcomers_;
  milliseconds interval_;
  Pacer pacer_;
  std::chrono::microseconds used_{};  // Of processor time, until the last look had ended.
  Time next_all_{};                   // With an interval; otherwise the pacer knows.
  bool first_ = true;
  Sink* sink_ = nullptr;
};

}  // namespace

Result<std::shared_ptr<Source>> open_scan(asio::io_context& io, milliseconds interval, double cpu) {
  auto newcomers = Newcomers::open();
  if (!newcomers) return std::move(newcomers).error();
  return std::shared_ptr<Source>(std::make_shared<Scan>(io, *std::move(newcomers), interval, cpu));
}

}  // namespace watchdog::block
