// SPDX-License-Identifier: MIT
#include "keeping/alarm.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace watchdog::app {
namespace {

constexpr milliseconds patience{30'000};

}  // namespace

void Alarm::run(const std::string& name, const std::vector<std::string>& words,
                std::vector<std::string> environment) {
  process::Command command;
  command.program = words.front();
  command.arguments.assign(words.begin() + 1, words.end());
  command.extra_environment = std::move(environment);
  const auto pid = std::make_shared<process::Pid>();
  const Result<process::Pid> started = helpers_.start(
      command, [this, name, pid](const process::Exit& exit) { ended(*pid, name, exit); });
  if (!started) return report_.error(started.error());
  *pid = *started;
  asio::steady_timer& deadline = deadlines_.try_emplace(*started, loop_).first->second;
  deadline.expires_after(patience);
  deadline.async_wait([this, number = *started](const std::error_code& cancelled) {
    if (!cancelled) helpers_.kill(number);
  });
}

void Alarm::ended(process::Pid pid, const std::string& name, const process::Exit& exit) {
  deadlines_.erase(pid);
  if (exit == process::Exit::code(0)) return;
  Message told;
  told.event = "alert_failed";
  told.name = name;
  add_exit(told.fields, exit);
  told.text = fmt::format("the alert failed: {}", process::describe(exit));
  report_.say(told);
}

}  // namespace watchdog::app
