// SPDX-License-Identifier: MIT
#include "watchdog/process/recall.hpp"

#include "rows.kqueue.hpp"

namespace watchdog::process {
namespace {

void note(std::string& missing, std::string_view what) {
  missing += missing.empty() ? "" : ", ";
  missing += what;
}

}  // namespace

Result<Recall> recall(const Identity& id) {
  Recall result;
  result.command.program = rows::image(id.pid);
  if (result.command.program.empty()) {
    return Error{last_system_error(), "read the program of", std::to_string(id.pid),
                 "it belongs to another user; give its command after --"};
  }
  rows::Texts texts = rows::texts(id.pid);
  if (texts.arguments.empty()) {
    note(result.missing, "arguments");
  } else {
    result.command.argument0 = texts.arguments.front();
    result.command.arguments.assign(texts.arguments.begin() + 1, texts.arguments.end());
  }
  result.command.directory = rows::directory(id.pid);
  if (result.command.directory.empty()) note(result.missing, "directory");
  // Another user's is withheld, which looks like one that is empty.
  if (texts.environment.empty()) {
    note(result.missing, "environment");
  } else {
    result.command.environment = std::move(texts.environment);
  }

  const Result<Identity> now = identify(id.pid);  // All of it was of one and the same process.
  if (!now) return now.error();
  if (*now == id) return result;
  return Error{std::make_error_code(std::errc::no_such_process), "read", std::to_string(id.pid),
               ""};
}

}  // namespace watchdog::process
