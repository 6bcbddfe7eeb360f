// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

#include "watchdog/keep/host.hpp"

namespace watchdog::keep {

/// One time per program, all on one timer.
class Alarms {
 public:
  using OnDue = std::function<void(Index)>;

  Alarms(asio::io_context& loop, OnDue on_due) : timer_(loop), on_due_(std::move(on_due)) {}

  void set(Index program, Time time) {
    if (const auto old = times_.find(program); old != times_.end())
      queue_.erase({old->second, program});
    times_[program] = time;
    queue_.insert({time, program});
    arm();
  }

 private:
  void arm() {
    if (queue_.empty() || queue_.begin()->first == armed_for_) return;
    armed_for_ = queue_.begin()->first;
    timer_.expires_at(armed_for_);
    timer_.async_wait([this](const std::error_code& failed) {
      if (!failed) ring();
    });
  }

  void ring() {
    armed_for_ = {};
    while (!queue_.empty() && queue_.begin()->first <= Clock::now()) {
      const Index program = queue_.begin()->second;
      queue_.erase(queue_.begin());
      times_.erase(program);
      on_due_(program);
    }
    arm();
  }

  asio::steady_timer timer_;
  Time armed_for_{};
  OnDue on_due_;
  std::set<std::pair<Time, Index>> queue_;
  std::unordered_map<Index, Time> times_;
};

}  // namespace watchdog::keep
