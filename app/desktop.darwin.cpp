// SPDX-License-Identifier: MIT
#include "desktop.hpp"

#include <unistd.h>

#include "watchdog/process/details.hpp"

namespace watchdog::app {

/// The texts are arguments, and no part of the script.
bool show_on_desktop(const process::Identity& whom, const std::string& title,
                     const std::string& text,
                     const std::function<void(const process::Command&)>& run) {
  const std::string user = process::user_of(whom);
  process::Command command;
  command.program = "/usr/bin/osascript";
  command.arguments = {"-e",  "on run argv",
                       "-e",  "display notification (item 2 of argv) with title (item 1 of argv)",
                       "-e",  "end run",
                       title, text};
  command.output = command.error = process::Stream::to_null();
  if (user.empty()) return false;
  if (user != std::to_string(::geteuid())) {
    // Into the user's session, then with the user's rights.
    command.arguments.insert(command.arguments.begin(), {"asuser", user, "/usr/bin/sudo", "-n",
                                                         "-u", "#" + user, command.program});
    command.program = "/bin/launchctl";
  }
  run(command);
  return true;
}

}  // namespace watchdog::app
