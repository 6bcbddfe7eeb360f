// SPDX-License-Identifier: MIT
#include "keeping/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unordered_map>

#include "keeping/blockers.hpp"
#include "keeping/keepers.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/control/client.hpp"
#include "watchdog/control/places.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/marked.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::app {
namespace {

using keep::Inheritance;
using process::Entry;
using process::Identity;

constexpr milliseconds reminder_patience(1'000);

Result<std::string> ledger_folder() {
  Result<std::string> state = control::state_folder();
  if (!state) return state;
  const std::string folder = *state + "/keepers";
  std::error_code failed;
  std::filesystem::create_directories(utf8_path(folder), failed);
  if (failed) return Error{failed, "make the folder", folder, ""};
  return folder;
}

bool is_alive(const Identity& id) {
  const Result<Identity> now = process::identify(id.pid);
  return now && *now == id;
}

bool runs_on(const Inheritance& left) {
  return left.state == Inheritance::State::running && is_alive(left.id);
}

/// The processes that bear the marks of what was left and does not simply run on, found with one
/// look for all of them.
class Bearers {
 public:
  void look_for(const Inheritance& left) {
    if (left.state != Inheritance::State::resting && !runs_on(left)) marks_.push_back(left.mark);
  }

  void look() {
    if (marks_.empty()) return;
    Result<std::vector<process::Marked>> found = process::find_marked(marks_);
    if (!found) return;
    for (process::Marked& one : *found) found_[marks_[one.setting]].push_back(one.entry);
  }

  std::vector<Entry> of(const Inheritance& left) const {
    const auto found = found_.find(left.mark);
    return found == found_.end() ? std::vector<Entry>() : found->second;
  }

 private:
  std::vector<std::string> marks_;
  std::unordered_map<std::string, std::vector<Entry>> found_;
};

/// A keeper that died while it started a program did not write down which process that became. It
/// is the first of those that bear its mark.
std::optional<Identity> first_of(const std::vector<Entry>& entries) {
  const auto earlier = [](const Entry& a, const Entry& b) {
    return a.id.start != b.id.start ? a.id.start < b.id.start : a.id.pid < b.id.pid;
  };
  const auto first = std::min_element(entries.begin(), entries.end(), earlier);
  return first == entries.end() ? std::nullopt : std::optional(first->id);
}

std::optional<Identity> living(const Inheritance& left, const Bearers& bearers) {
  if (runs_on(left)) return left.id;
  if (left.state == Inheritance::State::starting) return first_of(bearers.of(left));
  return std::nullopt;
}

/// The program died while nobody kept it: what it left dies before it starts again.
unsigned end_leftovers(const Inheritance& left, const Bearers& bearers) {
  unsigned ended = 0;
  for (const Entry& entry : bearers.of(left))
    ended += process::end(entry.id, milliseconds(0)) ? 1 : 0;
  return ended;
}

/// A keeper whose ledger somebody has removed writes it again when it is asked for anything. All
/// that have an endpoint and no ledger are asked, which costs nothing where nobody removes files.
void remind_keepers(const std::string& folder) {
  const auto endpoints = control::endpoints();
  if (!endpoints) return;
  const std::vector<std::string> known = keep::Ledger::keepers_in(folder);
  const std::set<std::string> have(known.begin(), known.end());
  std::vector<KeeperRequest> reminders;
  for (const std::string& endpoint : *endpoints) {
    if (!is_block_desk(endpoint) && !have.contains(endpoint))
      reminders.push_back({endpoint, {Request::Deed::status, {""}}});  // Nobody keeps that.
  }
  (void)ask_for_deeds(reminders, reminder_patience);
}

/// The program was refused for what it was called: nothing failed.
Error refusal(Error error) {
  error.code.clear();
  return error;
}

void say_unclaimed(const Report& report, const Error& error) {
  Message message;
  message.event = "unrecorded";
  message.fields["reason"] = error.message();
  message.text = fmt::format(
      "{}; so nobody will know what is kept here: not another watchdog, not the next one",
      error.message());
  report.say(message);
}

/// It is no longer among what we are told to keep. To end it is for who took it out.
void say_released(const Report& report, const std::string& name, const Identity& id) {
  Message message;
  message.event = "released";
  message.name = name;
  message.pid = id.pid;
  message.text = fmt::format(
      "is not to be kept any more; it runs on until this watchdog ends; to end it now: kill {}",
      id.pid);
  report.say(message);
}

void say_survivors(const Report& report, const std::string& name, unsigned count) {
  Message message;
  message.event = "survivor";
  message.name = name;
  message.fields["ended"] = count;
  message.text =
      fmt::format("had left {} process{} behind; ended by force", count, count == 1 ? "" : "es");
  report.say(message);
}

}  // namespace

Result<Claims> claim(const std::vector<keep::Wish>& wishes, bool leave_orphans,
                     const Report& report) {
  Claims claims;
  claims.heritage.resize(wishes.size());
  const Result<std::string> folder = ledger_folder();
  if (folder) remind_keepers(*folder);
  Result<keep::Ledger::Claim> claimed =
      folder ? keep::Ledger::claim(*folder, wishes) : Result<keep::Ledger::Claim>(folder.error());
  if (!claimed) {
    if (claimed.error().code == std::errc::device_or_resource_busy) return refusal(claimed.error());
    say_unclaimed(report, claimed.error());
    return claims;
  }
  Bearers bearers;
  for (const auto& left : claimed->inherited) {
    if (left) bearers.look_for(*left);
  }
  for (const auto& [name, left] : claimed->left) bearers.look_for(left);
  bearers.look();
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const std::optional<Inheritance>& left = claimed->inherited[i];
    if (!left) continue;
    claims.heritage[i] = {living(*left, bearers), left->streak, left->restarts, std::nullopt};
    claims.heritage[i].past = left->past;
    if (left->state == Inheritance::State::resting) {
      claims.heritage[i].rest = left->rest;
      claims.heritage[i].past.last_exit = {left->rest.exit, left->rest.exited_at};
    }
    if (claims.heritage[i].goes_on() || leave_orphans) continue;
    if (const unsigned ended = end_leftovers(*left, bearers); ended > 0)
      say_survivors(report, wishes[i].name, ended);
  }
  for (const auto& [name, left] : claimed->left) {
    if (const auto id = living(left, bearers)) say_released(report, name, *id);
  }
  claims.ledger = std::move(claimed->ledger);
  return claims;
}

std::optional<process::Pid> keeper_of(const Identity& id) {
  const Result<std::string> folder = ledger_folder();
  return folder ? keep::Ledger::keeper_of(*folder, id) : std::nullopt;
}

Result<bool> restore(keep::Ledger& ledger) {
  if (!ledger.lost()) return false;
  if (const Result<std::string> folder = ledger_folder(); !folder) return folder.error();
  if (const Result<void> written = ledger.restore(); !written) return written.error();
  return true;
}

std::vector<std::pair<std::string, Identity>> kept_before() {
  std::vector<std::pair<std::string, Identity>> kept;
  const Result<std::string> folder = ledger_folder();
  if (!folder) return kept;
  const auto left_to_us = keep::Ledger::own(*folder);
  Bearers bearers;
  for (const auto& [name, left] : left_to_us) bearers.look_for(left);
  bearers.look();
  for (const auto& [name, left] : left_to_us) {
    if (const auto id = living(left, bearers)) kept.emplace_back(name, *id);
  }
  return kept;
}

}  // namespace watchdog::app
