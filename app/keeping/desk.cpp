// SPDX-License-Identifier: MIT
#include "keeping/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "watchdog/process/identity.hpp"
#include "watchdog/process/vitals.hpp"

namespace watchdog::app {
namespace {

using keep::Index;
using keep::Standing;
using Deed = Request::Deed;

std::string_view word(const Standing& standing) {
  switch (standing.kind) {
    case Standing::Kind::running:
      return standing.ready ? "ready" : "running";
    case Standing::Kind::ending:
      return "ending";
    case Standing::Kind::waiting:
      return "waiting";
    case Standing::Kind::resting:
      break;
  }
  return "stopped";
}

std::string_view word(keep::Outcome::Kind kind) {
  using Kind = keep::Outcome::Kind;
  switch (kind) {
    case Kind::finished:
      return "finished";
    case Kind::gave_up:
      return "gave up";
    case Kind::never_started:
      return "could not be started";
    case Kind::halted:
      return "stopped by hand";
    case Kind::unkillable:
      return "can't be ended";
    case Kind::stopped:
    case Kind::pending:
      break;
  }
  return "";
}

long long milliseconds_since(Time time) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - time).count();
}

void add_vitals(Fields& row, const process::Identity& id) {
  const Result<process::Vitals> vitals = process::vitals(id);
  if (!vitals) return;
  row["uptime_ms"] = vitals->age.count();  // Also of one that ran before we took it.
  row["memory_bytes"] = vitals->resident_bytes;
  row["cpu_ms"] = vitals->cpu_time.count();
}

}  // namespace

Desk::Desk(asio::io_context& loop, keep::Keeper& keeper, const std::vector<std::string>& names,
           Hooks hooks)
    : loop_(loop), keeper_(keeper), names_(names), hooks_(std::move(hooks)) {}

Result<void> Desk::open() {
  const Result<process::Identity> self = process::identify(process::own_pid());
  if (!self) return self.error();
  Result<control::Server> server = control::Server::open(
      loop_, fmt::format("{}-{}", self->pid, self->start),
      [this](const std::string& text, control::Reply reply) { handle(text, std::move(reply)); });
  if (!server) return server.error();
  server_ = std::move(*server);
  return {};
}

Result<void> Desk::reopen() { return server_ ? server_->reopen() : open(); }

void Desk::handle(const std::string& text, control::Reply reply) {
  hooks_.asked();
  const Result<Request> request = read_request(text);
  if (!request) return reply(write_refusal(request.error().message()));
  std::optional<Indices> programs = meant_by(*request);
  if (!programs) return reply(write_refusal("no such program is kept"));
  if (request->deed != Deed::status && keeper_.stopping())
    return reply(write_refusal("watchdog itself is being stopped"));
  if (request->deed == Deed::reexec) return renew(std::move(*programs), std::move(reply));
  for (const Index program : *programs) act(request->deed, program);
  pending_.push_back({request->deed, std::move(*programs), std::move(reply)});
  look();
}

/// Nothing when one of the names is none of ours.
std::optional<Desk::Indices> Desk::meant_by(const Request& request) const {
  std::set<Index> meant;
  for (const std::string& name : request.names) {
    bool found = false;
    for (Index program = 0; program < names_.size(); ++program) {
      if (names_[program] != name) continue;
      meant.insert(program);
      found = true;
    }
    if (!found) return std::nullopt;
  }
  if (request.names.empty()) {
    for (Index program = 0; program < names_.size(); ++program) meant.insert(program);
  }
  return Indices(meant.begin(), meant.end());
}

/// Answered while there is still somebody to answer.
void Desk::renew(Indices programs, control::Reply reply) {
  hooks_.reexec(
      [this, programs = std::move(programs), reply = std::move(reply)](const std::string& refusal) {
        reply(refusal.empty() ? answer(programs) : write_refusal(refusal));
      });
}

void Desk::act(Deed deed, Index program) {
  switch (deed) {
    case Deed::start:
      return keeper_.start(program);
    case Deed::stop:
      return keeper_.halt(program);
    case Deed::restart:
      return keeper_.restart(program, "a restart was asked for");
    case Deed::status:
    case Deed::reexec:
      break;
  }
}

/// Also when another hand has wished for something else since: the answer tells what came of it.
bool Desk::is_done(Deed deed, Index program) const {
  return deed == Deed::status || keeper_.standing(program).kind != Standing::Kind::ending;
}

void Desk::look() {
  for (std::size_t i = 0; i < pending_.size();) {
    const Pending& one = pending_[i];
    const auto done = [&](Index program) { return is_done(one.deed, program); };
    if (!std::all_of(one.programs.begin(), one.programs.end(), done)) {
      ++i;
      continue;
    }
    one.reply(answer(one.programs));
    pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::string Desk::answer(const Indices& programs) const {
  std::vector<Fields> rows;
  for (const Index program : programs) rows.push_back(row(program));
  return write_programs(rows);
}

Fields Desk::row(Index program) const {
  const Standing standing = keeper_.standing(program);
  Fields row{{"name", names_[program]}, {"state", word(standing)}};
  if (const auto why = word(keeper_.outcome(program).kind); !why.empty()) row["why"] = why;
  if (standing.id) {
    row["pid"] = standing.id->pid;
    row["uptime_ms"] = milliseconds_since(standing.since);
    add_vitals(row, *standing.id);
  }
  row["restarts"] = standing.restarts;
  row["streak"] = standing.streak;
  if (standing.kind == Standing::Kind::waiting)
    row["restart_in_ms"] = std::max(0LL, -milliseconds_since(standing.next_start));
  if (standing.has_exited) {
    Fields last{{"ago_ms", milliseconds_since(standing.last_exit_at)}};
    add_exit(last, standing.last_exit);
    row["last_exit"] = std::move(last);
  }
  row["keeper"] = process::own_pid();
  return row;
}

}  // namespace watchdog::app
