// SPDX-License-Identifier: MIT
#include "commands/keep_programs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/process/recall.hpp"
#include "watchdog/process/target.hpp"
#include "watchdog/process/vitals.hpp"

namespace watchdog::app {
namespace {

using process::Entry;
using process::Identity;
using process::Target;
using Table = std::vector<Entry>;

constexpr const char* start_another = "; --adopt never starts another one";

Error refusal(std::string subject, std::string advice) {
  return {std::error_code(), "keep", std::move(subject), std::move(advice)};
}

/// Those that match and don't descend from another that matches: a server counts once, not once for
/// each of its workers.
Table matching(const Table& table, const Target& target) {
  Table found;
  for (const Entry& entry : table) {
    if (target.matches(entry)) found.push_back(entry);
  }
  const auto is_match = [&](process::Pid pid) {
    return std::any_of(found.begin(), found.end(),
                       [&](const Entry& entry) { return entry.id.pid == pid; });
  };
  Table roots;
  for (const Entry& entry : found) {
    const std::vector<process::Pid> above = process::ancestors(table, entry.id.pid);
    if (std::none_of(above.begin(), above.end(), is_match)) roots.push_back(entry);
  }
  return roots;
}

/// Keeping ourselves, what started us, or pid 1 alive makes no sense: none of them can be reopened
/// by us.
Result<void> check_allowed(const Table& table, const Table& matches, const std::string& target) {
  const std::vector<process::Pid> above = process::ancestors(table, process::own_pid());
  for (const Entry& entry : matches) {
    if (entry.id.pid == process::own_pid()) return refusal(target, "it is this program itself");
    if (entry.id.pid == 1)
      return refusal(target, "it is the system's first process, which never ends");
    if (std::find(above.begin(), above.end(), entry.id.pid) != above.end()) {
      return refusal(target,
                     fmt::format("pid {} started this program{}", entry.id.pid, start_another));
    }
  }
  return {};
}

void sort_by_start(Table& table) {
  std::sort(table.begin(), table.end(),
            [](const Entry& a, const Entry& b) { return a.id.start < b.id.start; });
}

Result<std::optional<Identity>> choose(Table matches, Adopt adopt, const std::string& target) {
  if (matches.empty() || adopt == Adopt::never) return std::optional<Identity>();
  sort_by_start(matches);
  if (matches.size() == 1 || adopt == Adopt::oldest) return std::optional(matches.front().id);
  if (adopt == Adopt::newest) return std::optional(matches.back().id);
  std::vector<process::Pid> pids;
  for (const Entry& entry : matches) pids.push_back(entry.id.pid);
  return refusal(
      target,
      fmt::format("{} run by that name (pids {}); choose with --adopt newest, oldest, all or never",
                  pids.size(), fmt::join(pids, ", ")));
}

/// As typed where that is found as another file than the system's suffix makes of it: npm may be
/// npm.cmd.
std::string name_of(const Target& target) {
  const process::Naming& naming = process::system_naming();
  if (target.text() == target.program()) return std::string(target.name());
  const Result<std::string> found = process::find_program(target.text());
  const bool usual = !found || lower_ascii(*found).ends_with(naming.suffix);
  return std::string(usual ? target.name() : base_name(target.text(), naming.separators));
}

/// What is gone on with may be missing just now: as any program that was kept before.
Result<Kept> start_of(const Target& target, const Heritage& heritage = {}) {
  Result<std::string> found = process::find_program(target.text());
  if (!found && !heritage.goes_on()) return found.error();
  Kept kept;
  kept.name = target.name();
  // Not to be looked for again at every restart.
  kept.command.program = std::move(found).value_or(target.text());
  kept.command.argument0 = target.text();
  return kept;
}

/// A running process is reopened as it was; where that can't be read, as its name says.
Result<Kept> adoption_of(const Target& target, const Identity& id) {
  Result<process::Recall> recalled = process::recall(id);
  if (recalled) {
    Kept kept;
    kept.name = target.name();
    kept.command = std::move(recalled->command);
    kept.running = id;
    kept.as_found = true;
    kept.missing = recalled->missing;
    return kept;
  }
  Result<Kept> kept = start_of(target, {id, 0, 0, std::nullopt});
  if (!kept) return recalled.error();
  kept->running = id;
  kept->missing = "how it was started";
  return kept;
}

/// Which file a number was written to and when is no proof of whose number it is now: what started
/// after the file was written is somebody else.
bool is_younger_than(const Identity& id, const std::filesystem::path& file) {
  constexpr milliseconds tolerance{2'000};  // File systems' times, and ticks.
  std::error_code failed;
  const auto written = std::filesystem::last_write_time(file, failed);
  const Result<process::Vitals> vitals = process::vitals(id);
  if (failed || !vitals) return true;
  const auto age = std::filesystem::file_time_type::clock::now() - written;
  return vitals->age + tolerance < age;
}

/// What we may not end can be neither stopped nor replaced. What another keeper has would be
/// started twice when it dies.
Result<void> check_ours(const Identity& id, const std::string& target, const char* instead) {
  if (const std::optional<process::Pid> keeper = keeper_of(id))
    return refusal(target,
                   fmt::format("watchdog[{}] keeps pid {} already{}", *keeper, id.pid, instead));
  const Result<process::Process> process = process::Process::open(id);
  if (!process || process->may_end()) return {};  // Gone meanwhile: then it is started.
  return refusal(target, fmt::format("pid {} belongs to another user, and is not ours to stop{}",
                                     id.pid, instead));
}

Result<std::vector<Kept>> resolve_all_of(const Table& table, const Target& target,
                                         const std::string& text) {
  Table matches = matching(table, target);
  if (const Result<void> allowed = check_allowed(table, matches, text); !allowed)
    return allowed.error();
  sort_by_start(matches);
  std::vector<Kept> result;
  for (const Entry& entry : matches) {
    if (const Result<void> ours = check_ours(entry.id, text, start_another); !ours)
      return ours.error();
    Result<Kept> kept = adoption_of(target, entry.id);
    if (!kept) return kept.error();
    if (!result.empty()) kept->name += fmt::format("-{}", result.size() + 1);
    result.push_back(*std::move(kept));
  }
  if (!result.empty()) return result;
  Result<Kept> kept = start_of(target);
  if (!kept) return kept.error();
  result.push_back(*std::move(kept));
  return result;
}

}  // namespace

Result<Kept> resolve_one(const Table& table, const std::string& text, Adopt adopt,
                         const Heritage& heritage) {
  const Result<Target> target = Target::parse(text);
  if (!target) return target.error();
  if (heritage.alive) return adoption_of(*target, *heritage.alive);
  if (heritage.rest) return start_of(*target, heritage);
  Table matches = adopt == Adopt::never ? Table() : matching(table, *target);
  if (const Result<void> allowed = check_allowed(table, matches, text); !allowed)
    return allowed.error();
  const Result<std::optional<Identity>> running = choose(std::move(matches), adopt, text);
  if (!running) return running.error();
  if (!*running) return start_of(*target);
  if (const Result<void> ours = check_ours(**running, text, start_another); !ours)
    return ours.error();
  return adoption_of(*target, **running);
}

Result<std::vector<keep::Wish>> wishes_of_targets(const std::vector<std::string>& targets) {
  std::vector<keep::Wish> wishes;
  for (const std::string& text : targets) {
    const Result<Target> target = Target::parse(text);
    if (!target) return target.error();
    const std::string name = name_of(*target);
    wishes.push_back({name, name});
  }
  return wishes;
}

Result<keep::Wish> wish_of_words(const std::vector<std::string>& words) {
  const Result<Target> target = Target::parse(words.front());
  if (!target) return target.error();
  keep::Wish wish{"", name_of(*target)};
  for (const std::string& word : words) wish.key += word + '\0';
  return wish;
}

Result<std::vector<Kept>> resolve(const std::vector<std::string>& targets, Adopt adopt,
                                  const std::vector<Heritage>& heritage) {
  const Result<Table> table = process::list();
  if (!table) return table.error();
  std::vector<Kept> result;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    Result<Kept> kept = resolve_one(*table, targets[i], adopt, heritage[i]);
    if (!kept) return kept.error();
    kept->heritage = heritage[i];
    result.push_back(std::move(*kept));
  }
  return result;
}

Result<std::vector<Kept>> resolve_all(const std::vector<std::string>& targets) {
  const Result<Table> table = process::list();
  if (!table) return table.error();
  std::vector<Kept> result;
  for (const std::string& text : targets) {
    const Result<Target> target = Target::parse(text);
    if (!target) return target.error();
    Result<std::vector<Kept>> found = resolve_all_of(*table, *target, text);
    if (!found) return found;
    std::move(found->begin(), found->end(), std::back_inserter(result));
  }
  return result;
}

Result<Kept> from_words(const std::vector<std::string>& words, const Heritage& heritage) {
  const Result<Target> target = Target::parse(words.front());
  if (!target) return target.error();
  Result<Kept> kept = start_of(*target, heritage);
  if (!kept) return kept;
  kept->command.arguments.assign(words.begin() + 1, words.end());
  kept->running = heritage.alive;
  kept->heritage = heritage;
  return kept;
}

Result<Kept> from_process(const Identity& id) {
  const Result<Table> table = process::list();
  if (!table) return table.error();
  Result<Entry> entry = process::inspect(id.pid);
  if (!entry) return entry.error();
  const std::string name(entry->name());
  if (Result<void> allowed = check_allowed(*table, {*entry}, name); !allowed)
    return allowed.error();
  Result<process::Recall> recalled = process::recall(id);
  if (!recalled) return recalled.error();
  Kept kept;
  kept.name = name;
  kept.command = std::move(recalled->command);
  kept.running = id;
  kept.as_found = true;
  kept.missing = recalled->missing;
  return kept;
}

Result<void> check_ours(const Identity& id) { return check_ours(id, std::to_string(id.pid), ""); }

Result<std::optional<Identity>> from_pid_file(const std::string& path) {
  const std::filesystem::path file = utf8_path(path);
  std::ifstream in(file);
  std::error_code ignored;
  if (!in && !std::filesystem::exists(file, ignored)) return std::optional<Identity>();
  process::Pid pid = 0;
  if (!in || !(in >> pid) || pid == 0) {
    return Error{std::make_error_code(std::errc::invalid_argument), "read the pid file", path,
                 "it begins with the number of a process"};
  }
  const Result<Identity> id = process::identify(pid);
  if (!id || is_younger_than(*id, file)) return std::optional<Identity>();
  return std::optional(*id);
}

}  // namespace watchdog::app
