// SPDX-License-Identifier: MIT
#include "keeping/monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "duration.hpp"
#include "size.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/process/marked.hpp"
#include "watchdog/process/vitals.hpp"

namespace watchdog::app {
namespace {

using std::chrono::duration_cast;

/// A timer later than that shows that we slept, and not only the program.
constexpr milliseconds lateness{1'000};

const std::string notify_variable = "NOTIFY_SOCKET=";

constexpr milliseconds most_between_looks{5'000};

milliseconds between_looks(const Health& health) {
  if (health.frozen.count() == 0) return most_between_looks;
  return std::clamp(health.frozen / 4, milliseconds(100), most_between_looks);
}

void set_earlier(std::optional<Time>& earliest, const std::optional<Time>& other) {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

bool is_due(const std::optional<Time>& due, Time now) { return due && *due <= now; }

}  // namespace

Monitor::Monitor(asio::io_context& loop, Health health, health::Runner& runner, Hooks hooks)
    : health_(std::move(health)),
      runner_(runner),
      hooks_(std::move(hooks)),
      loop_(loop),
      timer_(loop),
      heartbeat_(health_.heartbeat),
      verdict_(health_.probe) {}

Result<void> Monitor::listen(const std::string& address) {
  Result<health::Receiver> opened =
      health::Receiver::open(loop_, address, [this](const health::Words& words) { hear(words); });
  if (!opened) return opened.error();
  receiver_ = *std::move(opened);
  return {};
}

void Monitor::follow(std::string checkpoint, milliseconds limit) {
  checkpoint_ = std::move(checkpoint);
  progress_.emplace(limit);
}

/// The number of its newest state; 0 where none can be seen.
std::uint64_t Monitor::committed() const {
  const Result<std::uint64_t> newest = checkpoint::newest_sequence(checkpoint_);
  return newest ? *newest : 0;
}

void Monitor::equip(process::Command& command) {
  health_.probe.command.directory = command.directory;
  health_.probe.command.extra_environment = command.extra_environment;
  if (!receiver_) return;
  command.extra_environment.push_back(notify_variable + receiver_->address());
  if (health_.heartbeat.count() == 0) return;
  const auto limit = duration_cast<std::chrono::microseconds>(health_.heartbeat);
  command.extra_environment.push_back(fmt::format("WATCHDOG_USEC={}", limit.count()));
}

void Monitor::begin(const process::Identity& id, bool taken_over) {
  const Time now = Clock::now();
  id_ = id;
  began_ = now;
  late_ = false;
  awake_since_ = {};
  frozen_since_.reset();
  if (receiver_) heartbeat_.start(now);
  if (progress_) progress_->start(committed(), now);
  if (taken_over) {
    take_over(now);
  } else {
    await_ready(now);
  }
  if (health_.looks()) look_due_ = now + between_looks(health_);
  if (health_.probes()) {
    verdict_.start(now);
    prober_.emplace(loop_, health_.probe, runner_,
                    [this](const health::ProbeResult& result) { probed(result); });
    prober_->start();
  }
  arm();
}

void Monitor::take_over(Time now) {
  const Result<process::Vitals> vitals = process::vitals(*id_);
  if (vitals) began_ -= vitals->age;
  if (!receiver_ || !process::is_marked(id_->pid, notify_variable + receiver_->address())) return;
  health::Words ready;
  ready.ready = true;
  heartbeat_.hear(ready, now);
}

/// Where nothing came of all that could tell, it is not held against the program.
void Monitor::await_ready(Time now) {
  const bool reads = output_ != nullptr && !health_.ready_line.empty();
  if (reads) {
    output_->await(health_.ready_line, [this] {
      if (id_) become_ready();
    });
  }
  if (health_.ready_within.count() > 0 && (receiver_ || health_.probes() || reads))
    ready_due_ = now + health_.ready_within;
}

void Monitor::end() {
  id_.reset();
  prober_.reset();
  ready_due_.reset();
  look_due_.reset();
  timer_.cancel();
}

void Monitor::hear(const health::Words& words) {
  if (!id_) return;
  const Time now = Clock::now();
  heartbeat_.hear(words, now);
  if (words.ready || words.alive) become_ready();
  if (words.extend_timeout && ready_due_)
    ready_due_ = std::max(*ready_due_, now + *words.extend_timeout);
  if (words.trigger) return hang("it says so itself");
  if (id_) arm();
}

void Monitor::probed(const health::ProbeResult& result) {
  if (!id_) return;
  using Kind = health::Standing::Kind;
  const health::Standing standing = verdict_.take(result.well, result.at);
  if (standing.kind == Kind::ready) return become_ready();
  if (standing.kind != Kind::hung) return;
  hang(fmt::format("{} failed {} time{} in a row: {}", health_.probe.text, standing.failures,
                   standing.failures == 1 ? "" : "s", result.reason));
}

void Monitor::become_ready() {
  ready_due_.reset();
  hooks_.ready();
}

void Monitor::hang(std::string reason) {
  end();
  hooks_.hung(std::move(reason));
}

/// When it will have been silent for too long, unless it writes something.
std::optional<Time> Monitor::silent_at() const {
  if (health_.silence.count() == 0 || output_ == nullptr) return std::nullopt;
  return std::max({output_->last_output(), began_, awake_since_}) + health_.silence;
}

void Monitor::arm() {
  std::optional<Time> next = heartbeat_.due();
  set_earlier(next, ready_due_);
  set_earlier(next, look_due_);
  set_earlier(next, silent_at());
  if (progress_) set_earlier(next, progress_->due());
  if (health_.longest_run.count() > 0) set_earlier(next, began_ + health_.longest_run);
  if (!next) return;
  timer_.expires_at(*next);
  timer_.async_wait([this, due = *next](const std::error_code& cancelled) {
    if (cancelled || !id_) return;
    const Time now = Clock::now();
    late_ = !late_ && now - due > lateness;
    if (!late_) return look(now);
    awake_since_ = now;  // The program may have stood still, too: its times count anew.
    if (ready_due_) ready_due_ = now + health_.ready_within;
    timer_.expires_after(lateness);
    timer_.async_wait([this](const std::error_code& again) {
      if (!again && id_) look(Clock::now());
    });
  });
}

void Monitor::look(Time now) {
  if (std::optional<std::string> reason = find_hang(now)) return hang(*std::move(reason));
  if (is_due(look_due_, now)) look_at_process(now);
  if (id_ && health_.longest_run.count() > 0 && now >= began_ + health_.longest_run) {
    end();
    return hooks_.worn(fmt::format("it has run for {}", describe(health_.longest_run)));
  }
  if (id_) arm();
}

std::optional<std::string> Monitor::find_hang(Time now) {
  if (is_due(heartbeat_.due(), now) && heartbeat_.hung(now))
    return fmt::format("no sign of life for {}",
                       describe(duration_cast<milliseconds>(heartbeat_.limit())));
  if (is_due(ready_due_, now))
    return fmt::format("not ready after {}", describe(health_.ready_within));
  if (progress_ && progress_->due() <= now) {
    progress_->see(committed(), now);
    if (progress_->hung(now))
      return fmt::format("it has committed nothing to its checkpoint for {}",
                         describe(progress_->limit()));
  }
  if (!is_due(silent_at(), now)) return std::nullopt;
  output_->drain();
  if (!is_due(silent_at(), now)) return std::nullopt;
  return fmt::format("it has written nothing for {}", describe(health_.silence));
}

void Monitor::look_at_process(Time now) {
  look_due_ = now + between_looks(health_);
  const Result<process::Vitals> vitals = process::vitals(*id_);
  if (!vitals) return;
  const bool stopped = vitals->activity == process::Vitals::Activity::stopped;
  if (std::optional<std::string> reason = find_frozen(stopped, now))
    return hang(*std::move(reason));
  if (health_.most_memory == 0 || vitals->resident_bytes <= health_.most_memory) return;
  end();
  hooks_.worn(fmt::format("it uses {}, more than {}", describe_size(vitals->resident_bytes),
                          describe_size(health_.most_memory)));
}

std::optional<std::string> Monitor::find_frozen(bool stopped, Time now) {
  if (health_.frozen.count() == 0) return std::nullopt;
  if (!stopped && !process::window_hung(id_->pid)) {
    frozen_since_.reset();
    return std::nullopt;
  }
  if (!frozen_since_) frozen_since_ = now;
  if (now - *frozen_since_ < health_.frozen) return std::nullopt;
  return fmt::format("{} for {}", stopped ? "it was stopped" : "its window did not respond",
                     describe(health_.frozen));
}

}  // namespace watchdog::app
