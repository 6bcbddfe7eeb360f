// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "system.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

/// Our clock has no date; the wall's is asked for only to tell people and programs.
std::string timestamp(Time at) {
  using std::chrono::microseconds;
  using std::chrono::system_clock;
  const auto age = std::chrono::duration_cast<microseconds>(Clock::now() - at);
  const auto when = std::chrono::time_point_cast<microseconds>(system_clock::now()) - age;
  const long long since_epoch = when.time_since_epoch().count();
  const std::time_t seconds = static_cast<std::time_t>(since_epoch / 1'000'000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(seconds), since_epoch % 1'000'000);
}

Fields as_fields(const Message& message) {
  Fields fields{{"ts", timestamp(message.at)}, {"event", message.event}};
  if (!message.name.empty()) fields["name"] = message.name;
  if (message.pid != 0) fields["pid"] = message.pid;
  fields.update(message.fields);
  return fields;
}

std::string as_sentence(const Message& message) {
  if (message.name.empty()) return fmt::format("watchdog: {}\n", message.text);
  const std::string pid = message.pid != 0 ? fmt::format("[{}]", message.pid) : "";
  return fmt::format("watchdog: {}{} {}\n", printable(message.name), pid, message.text);
}

}  // namespace

void Report::say(const Message& message) const {
  if (voice_.json) return write_error(json_line(as_fields(message)));
  if (!voice_.quiet && !message.text.empty()) write_error(as_sentence(message));
}

void Report::error(const Error& error) const { this->error(error.message()); }

int Report::failed(const Error& error, ExitCode code) const {
  this->error(error);
  return number(code);
}

void Report::error(std::string_view text) const {
  Message message;
  message.event = "error";
  message.fields = {{"reason", text}};
  message.text = text;
  write_error(voice_.json ? json_line(as_fields(message)) : as_sentence(message));
}

void add_exit(Fields& fields, const process::Exit& exit) {
  if (exit.kind == process::Exit::Kind::code) fields["code"] = exit.value;
  if (exit.kind == process::Exit::Kind::signal) fields["signal"] = exit.value;
  fields["reason"] = process::describe(exit);
}

std::string json_line(const Fields& fields) {
  return fields.dump(-1, ' ', false, Fields::error_handler_t::replace) + "\n";
}

}  // namespace watchdog::app
