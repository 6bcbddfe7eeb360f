// SPDX-License-Identifier: MIT
#include "commands/keep_report.hpp"

#include <fmt/format.h>

#include "duration.hpp"

namespace watchdog::app {
namespace {

using keep::Decision;
using keep::Happening;

/// What comes next, as the end of a sentence.
std::string outlook(const std::optional<Decision>& next) {
  if (!next) return "";
  switch (next->action) {
    case Decision::Action::restart:
      return fmt::format("; {}restart {} {}", next->flapping ? "too often; " : "", next->attempt,
                         next->delay.count() == 0 ? "at once" : "in " + describe(next->delay));
    case Decision::Action::give_up:
      return fmt::format("; giving up after {} restart{}", next->attempt,
                         next->attempt == 1 ? "" : "s");
    case Decision::Action::finish:
      break;
  }
  return "; not restarted";
}

}  // namespace

void KeepReport::add(std::string name, std::string missing) {
  if (!missing.empty()) missing_[names_.size()] = std::move(missing);
  names_.push_back(std::move(name));
}

void KeepReport::happened(const Happening& happening) {
  switch (happening.kind) {
    case Happening::Kind::started:
      return started(happening);
    case Happening::Kind::adopted:
      return adopted(happening);
    case Happening::Kind::exited:
      return exited(happening);
    case Happening::Kind::start_failed:
      return start_failed(happening);
    case Happening::Kind::stopping: {
      Message told = message(happening, "stopping");
      told.text = "asked to stop";
      return report_.say(told);
    }
    case Happening::Kind::forced: {
      Message told = message(happening, "forced");
      told.text = "did not stop in time; ended by force";
      return report_.say(told);
    }
    case Happening::Kind::ready: {
      Message told = message(happening, "ready");
      told.fields["ran_ms"] = happening.ran.count();
      told.text = fmt::format("ready after {}", describe(happening.ran));
      return report_.say(told);
    }
    case Happening::Kind::hung: {
      Message told = message(happening, "hung");
      told.fields["reason"] = happening.reason;
      told.text = fmt::format("hangs: {}", happening.reason);
      return report_.say(told);
    }
    case Happening::Kind::replacing: {
      Message told = message(happening, "replacing");
      told.fields["reason"] = happening.reason;
      told.text = fmt::format("is replaced: {}", happening.reason);
      return report_.say(told);
    }
    case Happening::Kind::unkillable: {
      Message told = message(happening, "unkillable");
      told.text = "can't be ended, not even by force: it is in an uninterruptible call";
      return report_.say(told);
    }
    case Happening::Kind::ended:
      break;
  }
}

Message KeepReport::message(const Happening& happening, std::string_view event) const {
  Message told;
  told.event = event;
  told.name = name(happening.program);
  told.pid = happening.id.pid;
  told.at = happening.at;
  return told;
}

void KeepReport::started(const Happening& happening) const {
  Message told = message(happening, "started");
  told.fields["attempt"] = happening.attempt;
  told.text = happening.attempt == 0 ? "started"
                                     : fmt::format("started again (restart {})", happening.attempt);
  report_.say(told);
}

void KeepReport::adopted(const Happening& happening) const {
  Message told = message(happening, "adopted");
  told.text = "ran already; adopted";
  if (const auto found = missing_.find(happening.program); found != missing_.end()) {
    told.fields["missing"] = found->second;
    told.text += fmt::format("; could not be read: {}", found->second);
  }
  report_.say(told);
}

void KeepReport::exited(const Happening& happening) const {
  const bool stopped = !happening.next;
  Message told = message(happening, stopped ? "stopped" : "exited");
  add_exit(told.fields, happening.exit);
  told.fields["ran_ms"] = happening.ran.count();
  told.text = fmt::format("{}: {} after {}{}", stopped ? "stopped" : "ended",
                          process::describe(happening.exit), describe(happening.ran),
                          outlook(happening.next));
  report_.say(told);
  say_next(happening);
}

void KeepReport::start_failed(const Happening& happening) const {
  Message told = message(happening, "error");
  told.pid = 0;
  told.fields["reason"] = happening.error->message();
  told.text = happening.error->message() + outlook(happening.next);
  report_.say(told);
  say_next(happening);
}

/// Programs get what comes next as an event of its own; people had it in the sentence.
void KeepReport::say_next(const Happening& happening) const {
  if (!happening.next || happening.next->action == Decision::Action::finish) return;
  const bool restart = happening.next->action == Decision::Action::restart;
  Message told = message(happening, restart ? "restarting" : "gave_up");
  told.fields["attempt"] = happening.next->attempt;
  if (restart) told.fields["delay_ms"] = happening.next->delay.count();
  if (happening.next->flapping) told.fields["flapping"] = true;
  report_.say(told);
}

}  // namespace watchdog::app
