// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "experiments.hpp"
#include "support/temp_dir.hpp"

namespace watchdog::torture {
namespace {

namespace fs = std::filesystem;

/// Growing twice, then commits into slots.
constexpr test::Sizes growing{1500, 12000};

bool can_trace() { return run({"strace", "-qq", "-e", "trace=none", "true"}) == 0; }

/// The command that does something to the victim's calls, and writes down which.
std::vector<std::string> tracing(const Settings& settings, const std::string& calls,
                                 std::vector<std::string> more = {}) {
  std::vector<std::string> words{"strace", "-qq",           "-f", "-o", settings.file("calls"),
                                 "-e",     "trace=" + calls};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// Of its calls those that reach the checkpoint and what belongs to it: not the loader's. msync
/// names no file, and nobody else calls it.
std::vector<std::string> tampering(const Settings& settings, const Life& life,
                                   const std::string& call, const std::string& how) {
  std::vector<std::string> more{"-e", how};
  if (call == "msync") return tracing(settings, call, std::move(more));
  for (const std::string& path :
       {settings.folder, life.file, life.file + ".new", life.file + ".lock"})
    more.insert(more.end(), {"-P", path});
  return tracing(settings, call, std::move(more));
}

bool was_tampered(const Settings& settings) {
  return test::read_file(settings.file("calls")).find("(INJECTED)") != std::string::npos;
}

/// A file with three states, or none.
void prepare(const Settings& settings, const Life& life, bool resumed) {
  fs::remove(life.file);
  if (!resumed) return;
  Life before = life;
  before.count = 3;
  run(before.words(settings));
}

/// What was acknowledged: by this life, or by the one before.
std::uint64_t acknowledged(const Settings& settings, bool resumed) {
  return std::max<std::uint64_t>(last_acknowledged(settings.file("said")), resumed ? 3 : 0);
}

Expectation expected_after(const Settings& settings, const Life& life, bool resumed) {
  const std::uint64_t last = acknowledged(settings, resumed);
  return {life.sizes, last, last + 1, false, false};
}

/// The kinds of calls that a life makes.
std::set<std::string> calls_of(const Settings& settings, const Life& life, bool resumed) {
  prepare(settings, life, resumed);
  run(life.words(settings, tracing(settings, "all")));
  std::set<std::string> names;
  std::ifstream in(settings.file("calls"));
  for (std::string process, call; in >> process && std::getline(in >> std::ws, call, '(');
       std::getline(in, call))
    if (call.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos)
      names.insert(call);
  return names;
}

/// Nothing when the life makes fewer calls of the kind.
std::optional<Outcome> kill_at(const Settings& settings, const Life& life, bool resumed,
                               const std::string& call, std::size_t n) {
  const std::string how = fmt::format("inject={}:signal=KILL:when={}", call, n);
  const auto code =
      run(life.words(settings, tracing(settings, call, {"-e", how})), settings.file("said"));
  if (code == 0) return std::nullopt;
  if (code != 137) return Outcome::wrong;
  return judge_apart(life.file, expected_after(settings, life, resumed));
}

/// strace counts each kind of call by itself.
Tally kill_at_calls(const Settings& settings, const Life& life, bool resumed, std::size_t step) {
  Tally tally;
  const auto names = calls_of(settings, life, resumed);
  prepare(settings, life, resumed);
  const std::string good = test::read_file(life.file);
  for (const std::string& name : names) {
    for (std::size_t n = 1;; n += step) {
      fs::remove(life.file);
      if (resumed) std::ofstream(life.file, std::ios::binary) << good;
      const auto outcome = kill_at(settings, life, resumed, name, n);
      if (!outcome) break;
      tally.add(*outcome);
    }
  }
  return tally;
}

/// Failures that the program must hear of; others it may make good by itself.
bool must_be_told(const std::string& call, const std::string& error) {
  static const std::vector<std::string> deeds{"pwritev", "fdatasync", "fsync", "rename"};
  return error != "EINTR" && std::find(deeds.begin(), deeds.end(), call) != deeds.end();
}

/// One life in which the call fails; nothing when there were not so many calls.
std::optional<Outcome> live_with_error(const Settings& settings, const Life& life, bool resumed,
                                       const std::string& call, const std::string& error,
                                       const std::string& when) {
  prepare(settings, life, resumed);
  const std::string how = fmt::format("inject={}:error={}:when={}", call, error, when);
  const auto code =
      run(life.words(settings, tampering(settings, life, call, how)), settings.file("said"));
  if (!was_tampered(settings)) return std::nullopt;
  if (!code) return Outcome::hung;
  if (*code > 128) return Outcome::crashed;
  if (*code == 4) return Outcome::wrong;  // Another state than the one it had committed.
  if (*code == 0 && must_be_told(call, error)) return Outcome::wrong;
  const Outcome found = judge_apart(life.file, expected_after(settings, life, resumed));
  return found == Outcome::newest && *code != 0 ? Outcome::reported : found;
}

/// Each of these calls fails, one after the other: that one alone, or with all after it.
Tally fail_calls(const Settings& settings, const std::string& durability, const std::string& error,
                 std::size_t step) {
  static const std::vector<std::string> calls{
      "openat", "openat2",    "pread64",   "pwritev",  "pwrite64", "fdatasync", "fsync",
      "msync",  "newfstatat", "fstat",     "statx",    "rename",   "unlink",    "flock",
      "mmap",   "munmap",     "ftruncate", "readlink", "getcwd"};
  Tally tally;
  for (const bool resumed : {false, true}) {
    const Life life{settings.file("a"), growing, durability, 6};
    for (const std::string& call : calls) {
      for (std::size_t n = 1;; n += step) {
        const auto once = live_with_error(settings, life, resumed, call, error, std::to_string(n));
        if (!once) break;
        tally.add(*once);
        if (error == "EINTR") continue;  // For ever is no interruption.
        const auto for_ever =
            live_with_error(settings, life, resumed, call, error, fmt::format("{}+", n));
        if (for_ever) tally.add(*for_ever);
      }
    }
  }
  return tally;
}

}  // namespace

void kill_at_each_call(const Settings& settings, Report& report) {
  if (!can_trace()) return report.skip("strace can't trace");
  const std::size_t step = settings.pick(7, 1);
  for (const std::string& durability : durabilities) {
    const Life made{settings.file("a"), growing, durability, 7};
    report.row(fmt::format("SIGKILL at each call: made, grown, committed; {}", durability),
               kill_at_calls(settings, made, false, step));
    const Life resumed{settings.file("a"), growing, durability, 3};
    report.row(fmt::format("SIGKILL at each call: opened, committed, grown; {}", durability),
               kill_at_calls(settings, resumed, true, step));
  }
}

void fail_each_call(const Settings& settings, Report& report) {
  if (!can_trace()) return report.skip("strace can't trace");
  const std::size_t step = settings.pick(9, 1);
  for (const std::string& durability : durabilities)
    for (const std::string error : {"EIO", "ENOSPC", "EINTR"})
      report.row(fmt::format("{} of each call; {}", error, durability),
                 fail_calls(settings, durability, error, step));
}

/// The library lets a write (or read) move but a part of what it should; `then` is what follows.
void cut_each_write(const Settings& settings, Report& report) {
  const auto live = [&](const std::string& call, std::size_t n, const std::string& part,
                        const std::string& then) -> std::optional<Outcome> {
    const Life life{settings.file("a"), growing, "power", 6};
    prepare(settings, life, true);
    fs::remove(settings.file("mark"));
    const auto code =
        run(life.words(settings, {"LD_PRELOAD=" + settings.cutter,
                                  fmt::format("WD_CUT={} {} {} {}", call, n, part, then),
                                  "WD_CUT_MARK=" + settings.file("mark")}),
            settings.file("said"));
    if (!fs::exists(settings.file("mark"))) return std::nullopt;
    if (!code) return Outcome::hung;
    if (then == "kill" ? *code != 137 : *code != 0) return Outcome::wrong;
    return judge_apart(life.file, expected_after(settings, life, true));
  };
  const std::map<std::string, std::string> stories{{"write go-on", "a write does but a part"},
                                                   {"read go-on", "a read gives but a part"},
                                                   {"write kill", "SIGKILL within a write"}};
  for (const auto& [story, title] : stories) {
    const std::string call = story.substr(0, story.find(' '));
    const std::string then = story.substr(story.find(' ') + 1);
    for (const std::string part : {"first-byte", "half", "all-but-one"}) {
      Tally tally;
      for (std::size_t n = 1; const auto outcome = live(call, n, part, then); ++n)
        tally.add(*outcome);
      report.row(fmt::format("{}: {}", title, part), tally);
    }
  }
}

}  // namespace watchdog::torture
