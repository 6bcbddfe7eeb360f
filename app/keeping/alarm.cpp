// SPDX-License-Identifier: MIT
#include "keeping/alarm.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "watchdog/base/text.hpp"

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
  const Result<void> started =
      start(command, [this, name](const process::Exit& exit) { tell(name, exit); });
  if (!started)
    report_.error(
        fmt::format("the alert of '{}' failed: {}", printable(name), started.error().message()));
}

void Alarm::try_to(const process::Command& command) {
  (void)start(command, [](const process::Exit&) {});
}

Result<void> Alarm::start(const process::Command& command, Ended ended) {
  const auto pid = std::make_shared<process::Pid>();
  const Result<process::Pid> started =
      helpers_.start(command, [this, pid, ended = std::move(ended)](const process::Exit& exit) {
        deadlines_.erase(*pid);
        ended(exit);
      });
  if (!started) return started.error();
  *pid = *started;
  asio::steady_timer& deadline = deadlines_.try_emplace(*started, loop_).first->second;
  deadline.expires_after(patience);
  deadline.async_wait([this, number = *started](const std::error_code& cancelled) {
    if (!cancelled) helpers_.kill(number);
  });
  return {};
}

void Alarm::tell(const std::string& name, const process::Exit& exit) const {
  if (exit == process::Exit::code(0)) return;
  Message told;
  told.event = "alert_failed";
  told.name = name;
  add_exit(told.fields, exit);
  told.text = fmt::format("the alert failed: {}", process::describe(exit));
  report_.say(told);
}

}  // namespace watchdog::app
