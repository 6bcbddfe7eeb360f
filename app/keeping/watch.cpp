// SPDX-License-Identifier: MIT
#include "keeping/watch.hpp"

#include <fmt/format.h>

#include <utility>

#include "duration.hpp"
#include "keeping/notify_address.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/output/log_file.hpp"
#include "watchdog/process/evidence.hpp"

namespace watchdog::app {
namespace {

bool is_failure(const keep::Happening& happening) {
  const process::Exit& exit = happening.exit;
  return happening.next && !(exit.kind == process::Exit::Kind::code && exit.value == 0);
}

}  // namespace

Watch::Watch(asio::io_context& loop, keep::LoopHost& host, keep::Keeper& keeper,
             const Report& report)
    : loop_(loop),
      keeper_(keeper),
      report_(report),
      helpers_(host),
      alarm_(loop, helpers_, report) {}

void Watch::add(const Kept& kept, const std::string& mark, process::Command& command) {
  const Settings& settings = kept.settings;
  const bool is_watched = settings.health.watches() || settings.checkpoint.progress.count() > 0;
  const bool wanted = !settings.log.empty() || is_watched || !settings.alert.empty() ||
                      !settings.report_dir.empty() || !settings.checkpoint.file.empty();
  programs_.push_back(wanted ? std::make_unique<Program>() : nullptr);
  if (!wanted) return;
  Program& program = *programs_.back();
  program.name = kept.name;
  program.report_dir = settings.report_dir;
  program.alert = settings.alert;
  if (!settings.checkpoint.file.empty())
    program.recovery.emplace(settings.checkpoint, settings.policy.healthy_after, kept.name, report_,
                             kept.heritage.streak, kept.heritage.past);
  if (!settings.log.empty() || settings.health.reads()) open_output(kept, program, command);
  if (is_watched) open_monitor(kept, mark, program, command);
}

void Watch::open_output(const Kept& kept, Program& program, process::Command& command) {
  const output::Destination to = destination(kept.settings);
  if (!to.file.empty()) check_log(kept.name, to.file);
  if (kept.running && kept.heritage.alive == kept.running) {
    Result<output::Capture> taken = output::Capture::take_over(loop_, *kept.running, to);
    program.inherits_output = taken.has_value();
    if (taken) program.output = *std::move(taken);
  }
  if (!program.output) {
    Result<output::Capture> opened = output::Capture::open(loop_, to);
    if (!opened) return say_unseen(kept.name, opened.error());
    program.output = *std::move(opened);
  }
  program.output->connect(command);
}

/// What it writes is told nowhere else; it is kept all the same.
void Watch::check_log(const std::string& name, const std::string& log) const {
  const Result<void> opened = output::LogFile::check(log);
  if (opened) return;
  Message told;
  told.event = "unlogged";
  told.name = name;
  told.fields["reason"] = opened.error().message();
  told.text = fmt::format("{}; what it writes is lost until that can be", opened.error().message());
  report_.say(told);
}

output::Destination Watch::destination(const Settings& settings) {
  if (!settings.log.empty()) return {settings.log, nullptr, nullptr};
  if (!own_output_) own_output_.emplace(loop_, output::own_output());
  if (!own_error_) own_error_.emplace(loop_, output::own_error());
  return {{}, &*own_output_, &*own_error_};
}

void Watch::open_monitor(const Kept& kept, const std::string& mark, Program& program,
                         process::Command& command) {
  const Health& health = kept.settings.health;
  program.monitor = std::make_unique<Monitor>(loop_, health, helpers_, hooks(programs_.size() - 1));
  if (health.listens()) {
    const Result<std::string> address = notify_address(mark);
    const Result<void> opened =
        address ? program.monitor->listen(*address) : Result<void>(address.error());
    if (!opened) say_unseen(kept.name, opened.error());
  }
  const Checkpoint& checkpoint = kept.settings.checkpoint;
  if (checkpoint.progress.count() > 0)
    program.monitor->follow(checkpoint.file, checkpoint.progress);
  program.monitor->equip(command);
}

Monitor::Hooks Watch::hooks(keep::Index program) {
  return {[this, program] { keeper_.ready(program); },
          [this, program](std::string reason) { hang(program, std::move(reason)); },
          [this, program](std::string reason) { keeper_.restart(program, std::move(reason)); }};
}

std::vector<std::string> Watch::starting(keep::Index index) {
  if (!programs_[index]) return {};
  Program& program = *programs_[index];
  if (program.monitor)
    program.monitor->end();  // Nothing that is read now is word of the next life.
  end_output(program);
  if (!program.recovery) return {};
  return program.recovery->before_start(keeper_.standing(index));
}

std::uint32_t Watch::memo(keep::Index program) const {
  const auto& watched = programs_[program];
  return watched && watched->recovery ? watched->recovery->memo() : 0;
}

void Watch::happened(const keep::Happening& happening) {
  using Kind = keep::Happening::Kind;
  if (!programs_[happening.program]) return;
  Program& program = *programs_[happening.program];
  switch (happening.kind) {
    case Kind::started:
    case Kind::adopted:
      return begin(program, happening);
    case Kind::exited:
      end(program, happening);
      judge_state(program, happening);
      return raise_alarm(program, happening);
    case Kind::start_failed:
      return raise_alarm(program, happening);
    case Kind::hung:
      program.hung = true;
      [[fallthrough]];
    case Kind::stopping:
    case Kind::replacing:
      if (program.monitor) program.monitor->end();
      return;
    case Kind::ready:
    case Kind::forced:
    case Kind::unkillable:
    case Kind::ended:
      return;
  }
}

void Watch::begin(Program& program, const keep::Happening& happening) {
  const bool adopted = happening.kind == keep::Happening::Kind::adopted;
  program.last_lines.reset();
  if (!program.monitor) return;
  const bool is_heard = program.output && (!adopted || program.inherits_output);
  program.monitor->connect(is_heard ? &*program.output : nullptr);
  program.monitor->begin(happening.id, adopted);
}

void Watch::end(Program& program, const keep::Happening& happening) {
  if (program.monitor) program.monitor->end();
  if (!program.last_lines) end_output(program);
  tell_failure(program, happening);
}

/// Not only before the next start, which may be another watchdog's. What is given up is left as it
/// is, for who looks into it.
void Watch::judge_state(Program& program, const keep::Happening& happening) const {
  const auto& next = happening.next;
  if (!program.recovery || (next && next->action == keep::Decision::Action::give_up)) return;
  program.recovery->ended(keeper_.standing(happening.program));
}

void Watch::end_output(Program& program) {
  program.last_lines.emplace();
  if (!program.output) return;
  program.output->drain();
  program.last_lines = program.output->tail().lines();
  program.output->tail().clear();
}

/// What hung has its report already.
void Watch::tell_failure(Program& program, const keep::Happening& happening) const {
  const bool hung = std::exchange(program.hung, false);
  if (!hung && !is_failure(happening)) return;
  const std::vector<std::string>& lines = *program.last_lines;
  say_last_lines(program, happening.id.pid, lines);
  if (hung) return;
  const std::string reason =
      fmt::format("{} after {}", process::describe(happening.exit), describe(happening.ran));
  write_report(program, {program.name, happening.id.pid, reason, lines, {}});
}

void Watch::raise_alarm(const Program& program, const keep::Happening& happening) {
  if (program.alert.empty() || !happening.next) return;
  const bool gave_up = happening.next->action == keep::Decision::Action::give_up;
  if (!gave_up && !happening.next->flapping) return;
  const std::string exit =
      happening.error ? happening.error->message() : process::describe(happening.exit);
  alarm_.run(
      program.name, program.alert,
      {"WD_NAME=" + program.name, fmt::format("WD_EVENT={}", gave_up ? "gave_up" : "too_often"),
       fmt::format("WD_RESTARTS={}", happening.next->attempt), "WD_EXIT=" + exit});
}

void Watch::hang(keep::Index index, std::string reason) {
  report_incident(index, reason);
  keeper_.hang(index, std::move(reason));
}

/// What it was doing is written down while it still does it.
void Watch::report_incident(keep::Index index, const std::string& reason) {
  Program& program = *programs_[index];
  const std::optional<process::Identity> id = keeper_.standing(index).id;
  if (program.report_dir.empty() || !id) return;
  std::vector<std::string> lines;
  if (program.output) lines = program.output->tail().lines();
  write_report(program, {program.name, id->pid, reason, lines, process::evidence(*id)});
}

void Watch::write_report(const Program& program, const Incident& incident) const {
  if (program.report_dir.empty()) return;
  const Result<std::string> file = write_incident(program.report_dir, incident);
  if (!file) return report_.error(file.error());
  Message told;
  told.event = "report";
  told.name = program.name;
  told.pid = incident.pid;
  told.fields["file"] = *file;
  told.text = fmt::format("a report stands in {}", printable(*file));
  report_.say(told);
}

void Watch::say_last_lines(const Program& program, process::Pid pid,
                           const std::vector<std::string>& lines) const {
  if (lines.empty()) return;
  Message told;
  told.event = "last_lines";
  told.name = program.name;
  told.pid = pid;
  told.fields["lines"] = lines;
  told.text = "it wrote last:";
  for (const std::string& line : lines) told.text += "\n  | " + printable(line);
  report_.say(told);
}

/// The program is kept all the same.
void Watch::say_unseen(const std::string& name, const Error& error) const {
  Message told;
  told.event = "unseen";
  told.name = name;
  told.fields["reason"] = error.message();
  told.text = fmt::format("{}; so it is kept, but not watched by that", error.message());
  report_.say(told);
}

}  // namespace watchdog::app
