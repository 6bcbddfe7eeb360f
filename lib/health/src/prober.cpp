// SPDX-License-Identifier: MIT
#include "watchdog/health/prober.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <utility>

#include "exec_check.hpp"
#include "http_check.hpp"
#include "net_check.hpp"

namespace watchdog::health {
namespace {

/// Between two probes of a program that was not well yet: as long as it may take it is asked for,
/// and seen to be well at most a quarter of its start later than it is.
constexpr milliseconds least_pause{50};
constexpr int share_of_start = 4;

}  // namespace

struct Prober::State : std::enable_shared_from_this<Prober::State> {
  State(asio::io_context& io, ProbeSpec what, Runner& runs, OnResult tells)
      : loop(io),
        spec(std::move(what)),
        runner(runs),
        on_result(std::move(tells)),
        next(io),
        timeout(io) {}

  asio::io_context& loop;
  const ProbeSpec spec;
  Runner& runner;
  OnResult on_result;
  asio::steady_timer next;
  asio::steady_timer timeout;
  std::shared_ptr<Check> check;  ///< The one that is under way, told or not.
  Time started;
  Time begun;
  Time beat;             ///< Of the next failure that is told.
  bool on_beat = false;  ///< The one that is under way.
  bool was_well = false;
  bool told = false;
  bool stopped = false;

  std::shared_ptr<Check> make_check() {
    switch (spec.kind) {
      case ProbeSpec::Kind::exec:
        return std::make_shared<ExecCheck>(loop, spec, runner);
      case ProbeSpec::Kind::tcp:
        return std::make_shared<NetCheck>(loop, spec);
      case ProbeSpec::Kind::http:
        break;
    }
    return std::make_shared<HttpCheck>(loop, spec);
  }

  void wait_until(Time time) {
    next.expires_at(time);
    next.async_wait([self = shared_from_this()](const std::error_code& failed) {
      if (!failed && !self->stopped) self->probe();
    });
  }

  void start() {
    started = beat = Clock::now();
    wait_until(started);
  }

  void probe() {
    begun = Clock::now();
    on_beat = begun >= beat;
    if (on_beat) beat = begun + spec.interval;
    told = false;
    check = make_check();
    check->begin(
        [self = shared_from_this()](std::string reason) { self->over(std::move(reason)); });
    timeout.expires_at(begun + spec.timeout);
    timeout.async_wait([self = shared_from_this()](const std::error_code& failed) {
      if (!failed && self->check) self->give_up();
    });
  }

  /// The check is told to end; only when it has is there a next one.
  void give_up() {
    tell(fmt::format("no answer within {} ms", spec.timeout.count()));
    if (check) check->cancel();
  }

  void over(std::string reason) {
    check.reset();
    timeout.cancel();
    if (!told) tell(std::move(reason));
    if (!stopped) wait_until(std::max(next_time(), Clock::now()));
  }

  Time next_time() const {
    if (was_well) return beat;
    const auto pause = (begun - started) / share_of_start;
    return std::min(beat, begun + std::max<Clock::duration>(pause, least_pause));
  }

  void tell(std::string reason) {
    told = true;
    const bool well = reason.empty();
    was_well = was_well || well;
    if (stopped || (!well && !on_beat)) return;
    const Time now = Clock::now();
    on_result({well, std::move(reason), now,
               std::chrono::duration_cast<std::chrono::microseconds>(now - begun)});
  }

  void stop() {
    stopped = true;
    next.cancel();
    timeout.cancel();
    // What of it is still to come back holds it, and it holds us: no more the other way round.
    if (const auto last = std::exchange(check, nullptr)) last->cancel();
  }
};

Prober::Prober(asio::io_context& loop, ProbeSpec spec, Runner& runner, OnResult on_result)
    : state_(std::make_shared<State>(loop, std::move(spec), runner, std::move(on_result))) {}

Prober::~Prober() { state_->stop(); }

void Prober::start() { state_->start(); }

}  // namespace watchdog::health
