// SPDX-License-Identifier: MIT
#include "commands/block_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "desktop.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/terminal.hpp"

namespace watchdog::app {
namespace {

/// The process, and what started it: that sits at the same place, as a rule, and is still there
/// when the process is gone, which may be at any moment.
std::vector<process::Identity> who_can_be_asked(const process::Entry& entry) {
  std::vector<process::Identity> ids{entry.id};
  const auto parent = process::inspect(entry.parent);
  if (parent && parent->id.start <= entry.id.start) ids.push_back(parent->id);
  return ids;
}

}  // namespace

void BlockMessage::tell(const process::Entry& entry, std::string_view deed) {
  if (text_.empty() || !rate_.take(Clock::now())) return;
  const std::string title = fmt::format("{} {}", printable(entry.label()), deed);
  const std::string text = printable(text_);
  const std::string line = fmt::format("\r\nwatchdog: {}: {}\r\n", title, text);
  const auto run = [this](const process::Command& command) { alarm_.try_to(command); };
  const std::vector<process::Identity> ids = who_can_be_asked(entry);
  (void)std::any_of(ids.begin(), ids.end(), [&](const process::Identity& id) {
    return bool(process::write_to_terminal(id, line));
  });
  (void)std::any_of(ids.begin(), ids.end(), [&](const process::Identity& id) {
    return show_on_desktop(id, title, text, run);
  });
}

}  // namespace watchdog::app
