// SPDX-License-Identifier: MIT
#include "commands/block_report.hpp"

#include <fmt/format.h>

#include "commands/targets.hpp"
#include "duration.hpp"

namespace watchdog::app {
namespace {

Fields fields_of(const block::Sight& sight) {
  Fields fields = Fields::object();
  if (!sight.source.empty()) fields["source"] = sight.source;
  if (sight.after) fields["after_us"] = sight.after->count();
  return fields;
}

}  // namespace

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

void BlockReport::blocked(const process::Entry& entry, const block::Verdict& verdict,
                          const block::Sight& sight) {
  Message message = about("blocked", entry, verdict);
  message.fields.update(fields_of(sight));
  if (options_.dry_run) message.fields["dry_run"] = true;
  if (options_.act == block::Act::freeze) message.fields["frozen"] = true;
  if (options_.grace.count() > 0) message.fields["grace_ms"] = options_.grace.count();
  message.text =
      fmt::format("{}{}: {}", options_.dry_run ? "would be " : "", deed(), reason(verdict));
  report_.say(message);
  pass_on("blocked", deed(), entry, verdict);
}

void BlockReport::pass_on(std::string_view event, std::string_view deed,
                          const process::Entry& entry, const block::Verdict& verdict) const {
  if (exec_) exec_->run(event, entry, verdict);
  if (message_ && !options_.dry_run) message_->tell(entry, fmt::format("was {}", deed));
}

std::string_view BlockReport::deed() const {
  if (options_.act == block::Act::freeze) return "frozen";
  return options_.grace.count() > 0 ? "asked to end" : "ended";
}

void BlockReport::forced(const process::Entry& entry) {
  Message message = about("forced", entry);
  message.text = fmt::format("ended by force: it did not in {}", describe(options_.grace));
  report_.say(message);
}

void BlockReport::denied(const process::Entry& entry, const block::Verdict& verdict,
                         const block::Sight& sight) {
  Message message = about("denied", entry, verdict);
  message.fields.update(fields_of(sight));
  if (options_.dry_run) message.fields["dry_run"] = true;
  message.text = fmt::format("{}: {}", options_.dry_run ? "would be denied" : "denied its start",
                             reason(verdict));
  report_.say(message);
  pass_on("denied", "denied its start", entry, verdict);
}

std::string BlockReport::reason(const block::Verdict& verdict) const {
  return explain_ ? why(verdict) : why_in_short(verdict);
}

void BlockReport::spared(const process::Entry& entry, const block::Verdict& verdict,
                         const block::Sight& sight) {
  say_spared(report_, entry, verdict, fields_of(sight));
}

void BlockReport::failed(const process::Entry& entry, const Error& error,
                         const block::Sight& sight) {
  say_failed(report_, voice_, entry, error, fields_of(sight));
}

void BlockReport::broken(const Error& error) { report_.error(error); }

}  // namespace watchdog::app
