// SPDX-License-Identifier: MIT
#include "watchdog/block/ending.hpp"

#include "hold.hpp"
#include "watchdog/block/look.hpp"

namespace watchdog::block {
namespace {

using process::Entry;
using process::Process;

/// A kill takes effect when the system gets to it; never for one stuck in an uninterruptible call.
constexpr milliseconds force_limit(5'000);

struct Ending {
  const Entry* entry;
  Verdict verdict;
  Process process;
};

Fate failed(Error error) { return {Fate::Kind::failed, {}, std::move(error)}; }

Fate done(Fate::Kind kind, const Process& process) { return {kind, process.exit(), {}}; }

/// Those of the table that are to be ended, held; the rest is told.
std::vector<Ending> hold_all(const Rule& rule, const std::vector<Entry>& table,
                             const FateTold& tell) {
  std::vector<Ending> held;
  for (const Entry& entry : table) {
    const Verdict verdict = look(rule, entry);
    if (!verdict.named()) continue;
    if (!verdict.ends()) {
      tell(entry, verdict, {Fate::Kind::spared, {}, {}});
      continue;
    }
    auto process = hold(rule, entry, true);
    if (!process) {
      tell(entry, verdict, failed(std::move(process).error()));
    } else if (*process) {
      held.push_back({&entry, verdict, **std::move(process)});
    }
  }
  return held;
}

/// `send` goes to all first, so that they end side by side. Returns those that outlived `limit`.
template <class Send>
std::vector<Ending> end_within(std::vector<Ending> endings, Fate::Kind kind, milliseconds limit,
                               Send send, const FateTold& tell) {
  std::vector<Ending> sent;
  for (Ending& ending : endings) {
    const Result<void> result = send(ending.process);
    const bool gone = !result && result.error().code == std::errc::no_such_process;
    if (!result && !gone) tell(*ending.entry, ending.verdict, failed(result.error()));
    if (result) sent.push_back(std::move(ending));
  }
  std::vector<Ending> left;
  const Time deadline = Clock::now() + limit;
  for (Ending& ending : sent) {
    if (ending.process.wait(deadline)) {
      tell(*ending.entry, ending.verdict, done(kind, ending.process));
    } else {
      left.push_back(std::move(ending));
    }
  }
  return left;
}

}  // namespace

void end_all(const Rule& rule, const std::vector<Entry>& table, milliseconds grace,
             const FateTold& tell) {
  std::vector<Ending> left = hold_all(rule, table, tell);
  if (grace.count() > 0) {
    const auto ask = [](const Process& process) { return process.ask(); };
    left = end_within(std::move(left), Fate::Kind::ended, grace, ask, tell);
  }
  const auto force = [](const Process& process) { return process.force(); };
  left = end_within(std::move(left), Fate::Kind::forced, force_limit, force, tell);
  const Error stuck{std::make_error_code(std::errc::timed_out), "end", "",
                    "the system holds it in an uninterruptible call"};
  for (const Ending& ending : left) tell(*ending.entry, ending.verdict, failed(stuck));
}

}  // namespace watchdog::block
