// SPDX-License-Identifier: MIT
#include "config/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commands/policy_options.hpp"
#include "size.hpp"
#include "suggest.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::app::config {
namespace {

using keep::ExitSet;
using keep::Policy;
using Words = std::vector<std::string>;

/// What could not be read leaves the target as it was.
template <class Target, class Read>
void take(Target& target, std::optional<Read> read) {
  if (read) target = static_cast<Target>(std::move(*read));
}

std::string from_folder(const std::string& folder, const std::string& text) {
  const std::filesystem::path path = utf8_path(text);
  if (path.is_absolute()) return text;
  return utf8_text((utf8_path(folder) / path).lexically_normal());
}

bool is_path(const std::string& program) {
  return program.find_first_of(process::system_naming().separators) != std::string::npos;
}

/// "C:\temp" is C:, a tab and emp; of a command's words only the drive would be left.
void check_codes(const Setting& setting, const std::string& path) {
  const bool drive = path.size() == 2 && path[1] == ':';
  const bool code = std::any_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
  });
  if (drive || code)
    setting.refuse(R"(in double quotes \t and the like are codes: write paths in single quotes)");
}

void read_command(const Setting& setting, Draft& draft) {
  take(draft.words, setting.words());
  if (draft.words.empty()) return;
  check_codes(setting, draft.words.front());
  if (!is_path(draft.words.front())) return;
  draft.words.front() = from_folder(draft.folder, draft.words.front());
}

void read_directory(const Setting& setting, Draft& draft) {
  const std::optional<std::string> text = setting.text();
  if (!text) return;
  check_codes(setting, *text);
  draft.settings.directory = from_folder(draft.folder, *text);
}

/// After those of the defaults: the later one of a name counts.
void read_environment(const Setting& setting, Draft& draft) {
  const std::optional<Words> added = setting.assignments();
  if (!added) return;
  Words& all = draft.settings.environment;
  all.insert(all.end(), added->begin(), added->end());
}

template <class Parse>
auto parsed(const Setting& setting, const std::optional<std::string>& text, Parse parse) {
  return text ? setting.checked(parse(*text)) : std::nullopt;
}

std::optional<ExitSet> exits(const Setting& setting) {
  return parsed(setting, setting.list(), ExitSet::parse);
}

/// A path of a file or folder, from the folder of ours.
void read_path(const Setting& setting, const Draft& draft, std::string& path) {
  const std::optional<std::string> text = setting.text();
  if (!text) return;
  check_codes(setting, *text);
  path = from_folder(draft.folder, *text);
}

void read_probe(const Setting& setting, Draft& draft) {
  const std::optional<std::string> text = setting.text();
  if (!text) return;
  const Result<void> taken = take_probe(*text, draft.settings.health.probe);
  if (!taken) setting.refuse(taken.error().message());
}

void read_most_memory(const Setting& setting, Draft& draft) {
  const std::optional<std::string> text = setting.text();
  if (!text) return;
  const std::optional<std::uint64_t> size = parse_size(*text);
  if (!size) setting.refuse(fmt::format("'{}' is no size; write 512MiB or 2GiB", *text));
  draft.settings.health.most_memory = size.value_or(0);
}

void read_grace(const Setting& setting, Draft& draft) {
  if (const auto grace = setting.duration()) draft.settings.ladder = ladder_of_grace(*grace);
}

std::optional<Policy::When> when(const Setting& setting) {
  using When = Policy::When;
  return setting.choice<When>(
      {{"always", When::always}, {"on-failure", When::on_failure}, {"never", When::never}});
}

std::optional<Policy::Limit::Action> at_limit(const Setting& setting) {
  using Action = Policy::Limit::Action;
  return setting.choice<Action>({{"give-up", Action::give_up}, {"slow-down", Action::slow_down}});
}

std::optional<Adopt> adopt(const Setting& setting) {
  return setting.choice<Adopt>({{"only", Adopt::only},
                                {"newest", Adopt::newest},
                                {"oldest", Adopt::oldest},
                                {"never", Adopt::never}});
}

std::string unknown_key(std::string_view name, std::string_view where) {
  Words known;
  for (const Key& key : program_keys()) known.emplace_back(key.name);
  const std::string meant = suggest(name, known);
  return fmt::format("there is no key '{}' in {}{}", name, where,
                     meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant));
}

}  // namespace

const std::vector<Key>& program_keys() {
  using S = const Setting&;
  using D = Draft&;
  static const std::vector<Key> keys{
      {"command", read_command},
      {"directory", read_directory},
      {"environment", read_environment},
      {"enabled", [](S s, D d) { take(d.enabled, s.flag()); }},
      {"instances", [](S s, D d) { take(d.instances, s.whole(1, 1'000)); }},
      {"adopt", [](S s, D d) { take(d.adopt, adopt(s)); }},
      {"restart", [](S s, D d) { take(d.settings.policy.when, when(s)); }},
      {"restart_on", [](S s, D d) { take(d.settings.policy.restart_on, exits(s)); }},
      {"stop_on", [](S s, D d) { take(d.settings.policy.stop_on, exits(s)); }},
      {"delay", [](S s, D d) { take(d.settings.policy.second_delay, s.duration()); }},
      {"factor", [](S s, D d) { take(d.settings.policy.factor, s.number(1, 100)); }},
      {"max_delay", [](S s, D d) { take(d.settings.policy.longest_delay, s.duration()); }},
      {"jitter", [](S s, D d) { take(d.settings.policy.jitter, s.number(0, 1)); }},
      {"healthy_after", [](S s, D d) { take(d.settings.policy.healthy_after, s.duration()); }},
      {"give_up_after",
       [](S s, D d) { take(d.settings.policy.limit.count, s.whole(1, 1'000'000)); }},
      {"within", [](S s, D d) { take(d.settings.policy.limit.within, s.duration()); }},
      {"at_limit", [](S s, D d) { take(d.settings.policy.limit.action, at_limit(s)); }},
      {"alert", [](S s, D d) { take(d.settings.alert, s.words()); }},
      {"grace", read_grace},
      {"die_with_me", [](S s, D d) { take(d.settings.die_with_us, s.flag()); }},
      {"heartbeat", [](S s, D d) { take(d.settings.health.heartbeat, s.duration()); }},
      {"notify", [](S s, D d) { take(d.settings.health.notify, s.flag()); }},
      {"ready_line", [](S s, D d) { take(d.settings.health.ready_line, s.text()); }},
      {"ready_within", [](S s, D d) { take(d.settings.health.ready_within, s.duration()); }},
      {"probe", read_probe},
      {"probe_interval", [](S s, D d) { take(d.settings.health.probe.interval, s.duration()); }},
      {"probe_timeout", [](S s, D d) { take(d.settings.health.probe.timeout, s.duration()); }},
      {"probe_failures",
       [](S s, D d) { take(d.settings.health.probe.failures, s.whole(1, 1'000)); }},
      {"probe_grace", [](S s, D d) { take(d.settings.health.probe.start_period, s.duration()); }},
      {"silence", [](S s, D d) { take(d.settings.health.silence, s.duration()); }},
      {"frozen", [](S s, D d) { take(d.settings.health.frozen, s.duration()); }},
      {"report_dir", [](S s, D d) { read_path(s, d, d.settings.report_dir); }},
      {"checkpoint", [](S s, D d) { read_path(s, d, d.settings.checkpoint.file); }},
      {"checkpoint_failures",
       [](S s, D d) { take(d.settings.checkpoint.failures, s.whole(1, 1'000)); }},
      {"checkpoint_progress", [](S s, D d) { take(d.settings.checkpoint.progress, s.duration()); }},
      {"restart_above", read_most_memory},
      {"max_age", [](S s, D d) { take(d.settings.health.longest_run, s.duration()); }},
      {"log", [](S s, D d) { read_path(s, d, d.settings.log); }},
      {"stop", [](S s, D d) { take(d.settings.ladder, parsed(s, s.list(), parse_ladder)); }},
  };
  return keys;
}

void read_keys(const Value::Table& table, std::string_view where, Draft& draft, Flaws& flaws) {
  const std::vector<Key>& keys = program_keys();
  for (const Member& member : table) {
    const auto key = std::find_if(keys.begin(), keys.end(),
                                  [&](const Key& known) { return known.name == member.name; });
    if (key == keys.end()) {
      flaws.push_back({member.place, unknown_key(member.name, where)});
    } else {
      key->read(Setting(member.name, member.value, flaws), draft);
    }
  }
}

}  // namespace watchdog::app::config
