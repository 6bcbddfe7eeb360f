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
  Time begun;
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

  void probe() {
    begun = Clock::now();
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
    if (!stopped) wait_until(std::max(begun + spec.interval, Clock::now()));
  }

  void tell(std::string reason) {
    told = true;
    if (stopped) return;
    const Time now = Clock::now();
    const bool well = reason.empty();
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

void Prober::start() { state_->wait_until(Clock::now()); }

}  // namespace watchdog::health
