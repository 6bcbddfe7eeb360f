// SPDX-License-Identifier: MIT
#include "watchdog/block/blocker.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "family.hpp"
#include "hold.hpp"
#include "watchdog/block/look.hpp"

namespace watchdog::block {

using process::Entry;
using process::Identity;
using process::Process;

namespace {

/// What was done is done by now.
Sight sight_of(std::string_view source, std::optional<Time> when) {
  using std::chrono::microseconds;
  if (!when) return {source, std::nullopt};
  const auto after = std::chrono::duration_cast<microseconds>(Clock::now() - *when);
  return {source, std::max(after, microseconds(0))};
}

}  // namespace

Blocker::~Blocker() { stop(); }

Result<void> Blocker::start() {
  if (auto armed = arm(options_.source, ""); !armed) return armed;
  if (auto armed = arm_deny(); !armed) {
    stop();
    return armed;
  }
  auto table = sweep([&](const Entry& entry) { see(entry, {}); });
  return table ? Result<void>() : std::move(table).error();
}

void Blocker::stop() {
  // First who keeps others waiting.
  for (auto* armed : {&deny_, &source_}) {
    if (const auto source = std::move(*armed)) source->stop();
  }
  hasher_.reset();
  to_be_hashed_.clear();
  grace_over_.cancel();
  for (const auto& [id, pending] : std::exchange(asked_, {}))
    tally_.ended += pending.process.wait(Clock::now()) ? 1 : 0;
  continue_the_frozen();
}

Result<void> Blocker::once(milliseconds limit) {
  std::vector<Process> ended;
  waits_ = true;
  auto table = sweep([&](const Entry& entry) {
    if (auto process = see(entry, {})) ended.push_back(*std::move(process));
  });
  if (!table) return std::move(table).error();
  const Time deadline = Clock::now() + limit;
  for (const Process& process : ended) {
    if (process.wait(deadline)) continue;
    const auto entry = std::find_if(table->begin(), table->end(),
                                    [&](const Entry& row) { return row.id == process.id(); });
    if (!failed_.contains(entry->id)) --tally_.ended;
    fail(*entry,
         {std::make_error_code(std::errc::timed_out), "end", std::string(entry->name()),
          "the system holds it in an uninterruptible call"},
         {"scan", std::nullopt});
  }
  return {};
}

Result<void> Blocker::arm(Want want, const std::string& because) {
  Options wanted = options_;
  wanted.source = want;
  auto choice = open_source(io_, rule_, wanted);
  if (!choice) return std::move(choice).error();
  source_ = std::move(choice->source);
  source_name_ = source_->name();
  listener_.armed(*source_, because.empty() ? choice->why : because);
  source_->start(*this);
  return {};
}

Result<void> Blocker::arm_deny() {
  if (!options_.deny) return {};
  auto deny = open_deny(io_, rule_, options_);
  if (!deny) return std::move(deny).error();
  deny_ = std::move(deny->source);
  listener_.armed(*deny_, deny->why);
  deny_->start(*this);
  return {};
}

void Blocker::ended(const Entry& entry) {
  told_late(entry.id.pid);
  const Verdict verdict = rule_.judge(entry);
  if (verdict.named()) tell_blocked(entry, verdict, {source_name_, std::chrono::microseconds(0)});
  tidy();
}

void Blocker::denied(const Entry& entry) {
  ++tally_.denied;
  listener_.denied(entry, look_ahead(rule_, entry), {deny_->name(), std::nullopt});
}

void Blocker::lost(const Source& source, const Error& error) {
  if (&source == deny_.get()) {
    std::exchange(deny_, nullptr)->stop();
    return listener_.broken(error);
  }
  std::exchange(source_, nullptr)->stop();
  // The scan needs no more than what worked when the first source was armed.
  if (auto armed = arm(Want::scan, error.message()); !armed) listener_.broken(armed.error());
}

void Blocker::look_at(process::Pid pid, std::optional<Time> when) {
  told_late(pid);
  const auto entry = process::inspect(pid);
  if (entry) see(*entry, {source_name_, when});
  tidy();
}

void Blocker::tidy() {
  if (blocked_.size() + spared_.size() + failed_.size() > told_limit_) look_at_all();
}

void Blocker::look_at_all() {
  // A table that can't be read now is read again at the next occasion.
  if (auto table = sweep([&](const Entry& entry) { rescue(entry); })) forget_the_gone(*table);
}

/// Sees whom the source may have missed.
void Blocker::rescue(const Entry& entry) {
  const bool known = is_told(entry.id);
  see(entry, {});
  if (known || !is_told(entry.id) || source_name_ == "scan") return;
  rescued_.insert(entry.id.pid);
  ++tally_.rescued;
}

Result<std::vector<Entry>> Blocker::sweep(const std::function<void(const Entry&)>& each) {
  auto table = process::find_if([&](const Entry& row) { return rule_.may_mean(row); });
  if (!table) return table;
  for (const Entry& entry : *table) each(entry);
  return table;
}

Verdict Blocker::judge(const Entry& entry, const Hint& hint) {
  if (waits_) return look(rule_, entry);
  std::string unread;
  Verdict verdict = look_at_once(rule_, entry, &unread);
  if (!unread.empty()) see_when_hashed(entry.id.pid, hint, std::move(unread));
  return verdict;
}

/// Until then it runs.
void Blocker::see_when_hashed(process::Pid pid, const Hint& hint, std::string file) {
  if (!to_be_hashed_.insert(pid).second) return;
  if (!hasher_) hasher_.emplace(io_);
  hasher_->hash(std::move(file), [this, pid, hint] {
    to_be_hashed_.erase(pid);
    if (const auto entry = process::inspect(pid)) see(*entry, hint);
  });
}

Held Blocker::see(const Entry& entry, const Hint& hint) {
  const Verdict verdict = judge(entry, hint);
  if (verdict.named() && !verdict.ends()) {
    tell(spared_, entry, tally_.spared,
         [&] { listener_.spared(entry, verdict, sight_of(hint.source, hint.when)); });
    return std::nullopt;
  }
  // Who is frozen and continued by another hand runs on.
  if (!verdict.named() || asked_.contains(entry.id) || frozen_.contains(entry.id))
    return std::nullopt;
  if (options_.dry_run) tell_of_family(entry, verdict, hint);
  auto ended = options_.dry_run ? Result<Held>(Held()) : act(entry, verdict, hint);
  if (!ended) {
    fail(entry, ended.error(), sight_of(hint.source, hint.when));
    return std::nullopt;
  }
  if (*ended || options_.dry_run) tell_blocked(entry, verdict, sight_of(hint.source, hint.when));
  return *std::move(ended);
}

/// In a dry run: of those whom act() would take along. Nobody is touched.
void Blocker::tell_of_family(const Entry& entry, const Verdict& verdict, const Hint& hint) {
  if (!options_.tree || blocked_.contains(entry.id)) return;
  if (const auto held = Process::open(entry.id)) act_on_family(entry, *held, verdict, hint);
}

Result<Held> Blocker::act(const Entry& seen, const Verdict& verdict, const Hint& hint) {
  auto held = hold(rule_, seen, waits_);
  if (!held || !*held) return held;
  if (options_.tree) act_on_family(seen, **held, verdict, hint);
  auto done = act_on(seen, **held);
  return done ? std::move(held) : unless_gone(std::move(done).error());
}

Result<void> Blocker::act_on(const Entry& entry, const Process& process) {
  if (options_.act == Act::end)
    return options_.grace.count() > 0 ? ask(entry, process) : process.force();
  auto held = Process::open(entry.id);
  if (!held) return std::move(held).error();
  auto stopped = held->suspend();
  if (stopped) frozen_.emplace(entry.id, *std::move(held));
  return stopped;
}

/// Before the root is ended: its children become another's with its end.
void Blocker::act_on_family(const Entry& root, const Process& process, const Verdict& verdict,
                            const Hint& hint) {
  const Ground ground{Part::family, std::string(root.name()), verdict.grounds.front().meant, false};
  const bool at_once =
      !options_.dry_run && (options_.act == Act::freeze || options_.grace.count() == 0);
  for (const Relative& relative : hold_family(rule_, process, at_once)) {
    if (asked_.contains(relative.entry.id) || frozen_.contains(relative.entry.id)) continue;
    const auto done = options_.dry_run ? Result<void>() : act_on(relative.entry, relative.process);
    const bool gone = !done && done.error().code == std::errc::no_such_process;
    if (!done && !gone) fail(relative.entry, done.error(), {hint.source, std::nullopt});
    if (done) tell_blocked(relative.entry, {{ground}, Shield::none}, {hint.source, std::nullopt});
  }
}

/// Who can't be asked is forced at once.
Result<void> Blocker::ask(const Entry& entry, const Process& process) {
  auto held = Process::open(entry.id);
  if (!held) return std::move(held).error();
  auto asked = process.ask();
  if (!asked && asked.error().code == std::errc::no_such_process) return asked;
  if (!asked) return process.force();
  asked_.emplace(entry.id, Pending{entry, *std::move(held), Clock::now() + options_.grace});
  if (asked_.size() == 1) wait_for_grace();
  return {};
}

void Blocker::wait_for_grace() {
  Time next = Time::max();
  for (const auto& [id, pending] : asked_) next = std::min(next, pending.deadline);
  grace_over_.expires_at(next);
  grace_over_.async_wait([this](const std::error_code& cancelled) {
    if (!cancelled) force_the_late();
  });
}

void Blocker::force_the_late() {
  const Time now = Clock::now();
  for (auto at = asked_.begin(); at != asked_.end();) {
    const Pending& pending = at->second;
    const bool gone = pending.process.wait(now);
    const bool late = !gone && pending.deadline <= now;
    if (late) {
      const auto forced = pending.process.force();
      tally_.forced += forced ? 1 : 0;
      tally_.ended += forced ? 1 : 0;
      if (forced) listener_.forced(pending.entry);
      if (!forced && forced.error().code != std::errc::no_such_process)
        fail(pending.entry, forced.error(), Sight());
    }
    tally_.ended += gone ? 1 : 0;
    at = gone || late ? asked_.erase(at) : std::next(at);
  }
  if (!asked_.empty()) wait_for_grace();
}

void Blocker::continue_the_frozen() {
  for (const auto& [id, process] : std::exchange(frozen_, {}))
    tally_.continued += process.resume() ? 1 : 0;
}

void Blocker::tell_blocked(const Entry& entry, const Verdict& verdict, const Sight& sight) {
  tell(blocked_, entry, tally_.blocked, [&] {
    const bool by_force = options_.act == Act::end && !asked_.contains(entry.id);
    tally_.ended += by_force && !options_.dry_run ? 1 : 0;
    listener_.blocked(entry, verdict, sight);
  });
}

void Blocker::fail(const Entry& entry, const Error& error, const Sight& sight) {
  tell(failed_, entry, tally_.failed, [&] { listener_.failed(entry, error, sight); });
}

/// It was not lost, only not read yet when somebody looked at all.
void Blocker::told_late(process::Pid pid) { tally_.rescued -= rescued_.erase(pid); }

bool Blocker::is_told(const Identity& id) const {
  return blocked_.contains(id) || spared_.contains(id) || failed_.contains(id);
}

template <class Telling>
void Blocker::tell(Told& told, const Entry& entry, std::size_t& count, Telling telling) {
  if (told.contains(entry.id)) return;
  tally_.seen += is_told(entry.id) ? 0 : 1;
  told.insert(entry.id);
  ++count;
  telling();
}

void Blocker::forget_the_gone(const std::vector<Entry>& table) {
  Told there;
  for (const Entry& entry : table) there.insert(entry.id);
  // Not by the table: who descends from somebody frozen may stand in no rule.
  std::erase_if(frozen_, [now = Clock::now()](const auto& one) { return one.second.wait(now); });
  for (Told* told : {&blocked_, &spared_, &failed_})
    std::erase_if(*told, [&](const Identity& id) { return !there.contains(id); });
  told_limit_ = 2 * (blocked_.size() + spared_.size() + failed_.size()) + 4'096;
}

}  // namespace watchdog::block
