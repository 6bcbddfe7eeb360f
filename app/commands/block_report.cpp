// SPDX-License-Identifier: MIT
#include "commands/block_report.hpp"

#include <fmt/format.h>

#include "commands/targets.hpp"

namespace watchdog::app {

void BlockReport::armed(const block::Source& source, const std::string& why) {
  Message message;
  message.event = "armed";
  message.fields["source"] = source.name();
  message.fields["detail"] = source.detail();
  if (!why.empty()) message.fields["reason"] = why;
  message.text = fmt::format("blocking by {} ({})", source.name(), source.detail());
  if (!why.empty()) message.text += fmt::format("; {}", why);
  report_.say(message);
}

void BlockReport::blocked(const process::Entry& entry, const block::Verdict& verdict) {
  Message message = about("blocked", entry, verdict);
  if (dry_run_) message.fields["dry_run"] = true;
  message.text = fmt::format("{}: {}", dry_run_ ? "would be ended" : "ended", reason(verdict));
  report_.say(message);
}

void BlockReport::denied(const process::Entry& entry, const block::Verdict& verdict) {
  Message message = about("denied", entry, verdict);
  if (dry_run_) message.fields["dry_run"] = true;
  message.text =
      fmt::format("{}: {}", dry_run_ ? "would be denied" : "denied its start", reason(verdict));
  report_.say(message);
}

std::string BlockReport::reason(const block::Verdict& verdict) const {
  return explain_ ? why(verdict) : why_in_short(verdict);
}

void BlockReport::spared(const process::Entry& entry, const block::Verdict& verdict) {
  say_spared(report_, entry, verdict);
}

void BlockReport::failed(const process::Entry& entry, const Error& error) {
  say_failed(report_, voice_, entry, error);
}

}  // namespace watchdog::app
