// SPDX-License-Identifier: MIT
#include "keeping/recovery.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/checkpoint/rollback.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::app {
namespace {

/// The program may be started in another folder.
std::string absolute(const std::string& file) {
  std::error_code failed;
  const std::filesystem::path path = std::filesystem::absolute(utf8_path(file), failed);
  return failed ? file : utf8_text(path);
}

/// What is damaged, and what a later version wrote; another program's file is not ours.
bool can_be_put_aside(const std::error_code& code) {
  return code == checkpoint::Errc::damaged || code == checkpoint::Errc::newer_format;
}

constexpr std::uint32_t state_count = 3;  // Of StateChoice.

std::string_view word(StateChoice::State state) {
  switch (state) {
    case StateChoice::State::newest:
      return "0";
    case StateChoice::State::previous:
      return "1";
    case StateChoice::State::none:
      break;
  }
  return "none";
}

}  // namespace

Result<void> check(const Checkpoint& checkpoint) {
  if (checkpoint.progress.count() == 0 || !checkpoint.file.empty()) return {};
  return Error{{}, "tell whether it gets on", "", "name its checkpoint as well"};
}

StateChoice::StateChoice(unsigned failures, std::uint32_t memo)
    : failures_(failures), seen_(memo / state_count) {
  state_ = static_cast<State>(memo % state_count);
}

std::uint32_t StateChoice::memo() const noexcept {
  return seen_ * state_count + static_cast<std::uint32_t>(state_);
}

StateChoice::Deed StateChoice::ended(bool early_failure) {
  if (!early_failure) {
    seen_ = 0;
    state_ = State::newest;
    return Deed::nothing;
  }
  if (++seen_ < failures_ || state_ == State::none) return Deed::nothing;
  seen_ = 0;
  state_ = state_ == State::newest ? State::previous : State::none;
  return state_ == State::previous ? Deed::roll_back : Deed::put_aside;
}

Recovery::Recovery(const Checkpoint& checkpoint, milliseconds healthy, std::string name,
                   const Report& report, unsigned streak, const keep::Past& past)
    : file_(absolute(checkpoint.file)),
      healthy_(healthy),
      name_(std::move(name)),
      report_(report),
      choice_(checkpoint.failures, past.note),
      streak_(streak) {
  if (past.last_exit) seen_ = past.last_exit->at;
}

void Recovery::ended(const keep::Standing& standing) {
  if (!standing.has_exited || standing.last_exit_at == seen_) return;
  seen_ = standing.last_exit_at;
  act(choice_.ended(failed_early(standing)));
}

std::vector<std::string> Recovery::before_start(const keep::Standing& standing) {
  ended(standing);
  return environment(standing);
}

/// What a hand ended did not fail: the policy's count stays as it is then.
bool Recovery::failed_early(const keep::Standing& standing) {
  const bool counted = std::exchange(streak_, standing.streak) != standing.streak;
  const bool early = standing.last_exit_at - standing.since < healthy_;
  return counted && early && !standing.last_exit.success();
}

/// A program that has not committed yet has no state to blame.
void Recovery::act(StateChoice::Deed deed) const {
  if (deed == StateChoice::Deed::nothing) return;
  const Result<std::uint64_t> newest = checkpoint::newest_sequence(file_);
  if (!newest && newest.error().code == std::errc::no_such_file_or_directory) return;
  if (!newest && !can_be_put_aside(newest.error().code)) return report_.error(newest.error());
  if (deed == StateChoice::Deed::roll_back) {
    const Result<checkpoint::RolledBack> done = checkpoint::rollback(file_);
    if (!done) return report_.error(done.error());
    return say_recovered(done->kept, "it gets its state before");
  }
  const Result<std::string> aside = checkpoint::put_aside(file_);
  if (!aside) return report_.error(aside.error());
  say_recovered(*aside, "it begins without a state");
}

void Recovery::say_recovered(const std::string& kept, const std::string& text) const {
  Message told;
  told.event = "recovered";
  told.name = name_;
  told.fields["file"] = file_;
  told.fields["kept"] = kept;
  told.text = fmt::format("failed again and again soon after its start; {}, and {} has the bad one",
                          text, printable(kept));
  report_.say(told);
}

std::vector<std::string> Recovery::environment(const keep::Standing& standing) const {
  std::vector<std::string> settings{
      "WD_CHECKPOINT=" + file_, fmt::format("WD_CHECKPOINT_GENERATION={}", word(choice_.state())),
      fmt::format("WD_RESTARTS={}", standing.restarts)};
  if (standing.has_exited)
    settings.push_back(fmt::format("WD_LAST_EXIT={}", process::shell_code(standing.last_exit)));
  return settings;
}

}  // namespace watchdog::app
