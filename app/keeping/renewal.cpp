// SPDX-License-Identifier: MIT
#include "keeping/renewal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "watchdog/process/recall.hpp"

namespace watchdog::app {

void Renewal::ask(const Told& told) {
  if (!process::can_replace_self())
    return told("this system can't; end it by force and start the new one, which takes over");
  const Result<process::Identity> self = process::identify(process::own_pid());
  const Result<process::Recall> recall =
      self ? process::recall(*self) : Result<process::Recall>(self.error());
  if (!recall) return told(recall.error().message());
  process::Command trial;
  trial.program = recall->command.program;
  trial.arguments = trial_;
  trial.output = trial.error = process::Stream::to_null();
  const auto on_exit = [this, told, command = recall->command](const process::Exit& exit) {
    const bool runs = exit == process::Exit::code(0);
    if (runs) command_ = command;
    told(runs ? ""
              : fmt::format("{} {}: {}", command.program, fmt::join(trial_, " "),
                            process::describe(exit)));
  };
  const Result<process::Pid> started = world_.start_helper(trial, on_exit);
  if (!started) told(started.error().message());
}

}  // namespace watchdog::app
