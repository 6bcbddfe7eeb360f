// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "watchdog/keep/keeper.hpp"

namespace watchdog::test {

/// A world without processes and without waiting: its clock jumps from one event to the next.
///
/// What programs do is told by the test through the hooks; deaths and alarms come in the order of
/// their times. The world itself checks what must hold of any keeper in any story, and keeps the
/// first breach in `breach`.
class SimulatedWorld final : public keep::Host, public keep::Listener {
 public:
  /// How long a run lasts and how it ends; none: it does not end by itself.
  struct Run {
    std::optional<milliseconds> life;
    process::Exit exit;
  };
  std::function<Result<Run>(keep::Index)> on_start = [](keep::Index) { return Run{}; };
  /// How long a program takes to obey that signal; none: it ignores it.
  std::function<std::optional<milliseconds>(keep::Index, int)> on_ask = [](keep::Index, int) {
    return milliseconds(0);
  };
  /// How long force takes to work; none: it does not.
  std::function<std::optional<milliseconds>(keep::Index)> on_force = [](keep::Index) {
    return milliseconds(0);
  };

  milliseconds pause{0};  ///< How long words wait after a start; 0: they belong to its event.
  std::vector<keep::Happening> happenings;
  std::vector<std::size_t> together;  ///< How many were started at one time.
  bool remember = true;
  std::string breach;
  bool stop_requested = false;
  std::set<keep::Index> halted;  ///< These a hand stopped, and none has started since.

  void connect(keep::Keeper& keeper) { keeper_ = &keeper; }

  /// Lives through the next event; false when there is none or it would come after `until`.
  bool next(Time until = Time::max()) {
    if (queue_.empty() || queue_.begin()->first > until) return false;
    const auto [time, event] = *queue_.begin();
    queue_.erase(queue_.begin());
    now_ = std::max(now_, time);
    event();
    if (queue_.empty() || queue_.begin()->first > now_) tell_deaths();
    if (pause.count() == 0) end_pause();
    return true;
  }
  void at(Time time, std::function<void()> event) { queue_.emplace(time, std::move(event)); }
  void run_until(Time time) {
    while (next(time)) {
    }
    now_ = time;
  }
  /// Somebody kills everything at once.
  void kill_all() {
    for (const auto& [program, id] : runs_) die(program, now_, process::Exit::signal(9));
  }
  /// The machine sleeps: the time of this world goes on, and nothing else does.
  void sleep(milliseconds time) { now_ += time; }
  bool running(keep::Index program) const { return runs_.count(program) > 0; }
  unsigned starts(keep::Index program) const {
    const auto found = starts_.find(program);
    return found == starts_.end() ? 0 : found->second;
  }

  Time now() const override { return now_; }

  std::vector<Result<process::Identity>> start(const std::vector<keep::Start>& programs) override {
    together.push_back(programs.size());
    std::vector<Result<process::Identity>> started;
    for (const keep::Start& one : programs) started.push_back(start(one.program));
    return started;
  }
  Result<process::Identity> start(keep::Index program) {
    if (running(program)) breach = "two at once";
    if (stop_requested) breach = "a start after the stop";
    if (halted.count(program) > 0) breach = "a start after a stop by hand";
    Result<Run> run = on_start(program);
    if (!run) return run.error();
    return begin(program, *run);
  }

  Result<void> adopt(keep::Index program, const process::Identity&) override {
    Result<Run> run = on_start(program);
    if (!run) return run.error();
    begin(program, *run);
    return {};
  }

  Result<void> ask(keep::Index program, int signal) override {
    if (!running(program)) breach = "asked what does not run";
    if (const auto obeys = on_ask(program, signal))
      die(program, now_ + *obeys, process::Exit::signal(static_cast<std::uint32_t>(signal)));
    return {};
  }

  void force(keep::Index program) override {
    if (!running(program)) breach = "forced what does not run";
    if (const auto works = on_force(program)) die(program, now_ + *works, process::Exit::signal(9));
  }

  void wake_at(keep::Index program, Time time) override {
    const unsigned alarm = ++alarms_[program];
    at(time, [this, program, alarm] {
      if (alarms_[program] == alarm) keeper_->on_due(program);
    });
  }

  void tell_soon() override {
    if (std::exchange(pausing_, true) || pause.count() == 0) return;
    at(now_ + pause, [this] { end_pause(); });
  }

  void happened(const keep::Happening& happening) override {
    const bool start = happening.kind == keep::Happening::Kind::started;
    if (start && happening.id != newest_[happening.program]) breach = "an older start told late";
    if (remember) happenings.push_back(happening);
  }

 private:
  void end_pause() {
    if (std::exchange(pausing_, false)) keeper_->on_tell();
  }

  process::Identity begin(keep::Index program, const Run& run) {
    const process::Identity id{++last_pid_, 1};
    runs_[program] = newest_[program] = id;
    ++starts_[program];
    if (run.life) die(program, now_ + *run.life, run.exit);
    return id;
  }

  void die(keep::Index program, Time time, process::Exit exit) {
    const process::Identity id = runs_[program];
    at(time, [this, program, id, exit] { dead_.push_back({id, {program, exit}}); });
  }

  /// Those that died at one time are told of together. The first death that comes is the one that
  /// counts.
  void tell_deaths() {
    std::vector<keep::Death> deaths;
    for (const auto& [id, death] : std::exchange(dead_, {})) {
      const auto found = runs_.find(death.program);
      if (found == runs_.end() || found->second != id) continue;
      runs_.erase(found);
      deaths.push_back(death);
    }
    if (!deaths.empty()) keeper_->on_exit(deaths);
  }

  keep::Keeper* keeper_ = nullptr;
  Time now_{};
  std::multimap<Time, std::function<void()>> queue_;
  std::map<keep::Index, process::Identity> runs_;
  std::vector<std::pair<process::Identity, keep::Death>> dead_;  ///< Nobody has heard of it yet.
  std::map<keep::Index, process::Identity> newest_;              ///< Also of those that ended.
  std::map<keep::Index, unsigned> starts_;
  std::map<keep::Index, unsigned> alarms_;
  process::Pid last_pid_ = 100;
  bool pausing_ = false;
};

}  // namespace watchdog::test
