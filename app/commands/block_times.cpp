// SPDX-License-Identifier: MIT
#include "commands/block_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "duration.hpp"
#include "system.hpp"
#include "watchdog/base/sha256.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/block/look.hpp"
#include "watchdog/checkpoint/cereal.hpp"
#include "watchdog/control/places.hpp"

namespace watchdog::app {
namespace {

using block::WallTime;
using std::chrono::seconds;

constexpr seconds look_at_clock(10);
constexpr seconds look_at_processes(1);
/// What a power cut may lose; a kill loses what was spent since the last look.
constexpr seconds between_syncs(10);

/// What is written.
struct Page {
  std::int64_t day = 0;
  std::int64_t milliseconds = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(day, milliseconds);
  }
};

/// The same for the same rule, whatever its order.
std::string key_of(const block::Terms& terms) {
  std::vector<std::string> words;
  const auto take = [&](char kind, const std::string& text) {
    words.push_back(kind + text + '\n');
  };
  for (const auto& target : terms.targets)
    take('t', target.has_path() ? target.path() : target.program());
  for (const auto& pattern : terms.names) take('n', pattern.text());
  for (const auto& pattern : terms.commands) take('c', pattern.text());
  for (const auto& script : terms.scripts) take('s', script.program());
  for (const auto& user : terms.users) take('u', user.id);
  for (const auto& parent : terms.parents) take('p', parent.program());
  for (const auto& hash : terms.hashes) take('h', hash);
  for (const auto& target : terms.except) take('e', target.program());
  std::sort(words.begin(), words.end());
  Sha256 sha;
  for (const std::string& word : words) sha.update(std::as_bytes(std::span(word)));
  return sha.finish().substr(0, 16);
}

Result<std::string> page_file(const block::Terms& terms) {
  Result<std::string> state = control::state_folder();
  if (!state) return state;
  const std::string folder = *state + "/budgets";
  std::error_code failed;
  std::filesystem::create_directories(utf8_path(folder), failed);
  if (failed) return Error{failed, "make the folder", folder, ""};
  return fmt::format("{}/{}.ckpt", folder, key_of(terms));
}

/// "Mon 09:00"
std::string short_text(WallTime time) {
  constexpr std::array<const char*, 7> days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
  return fmt::format("{} {:02}:{:02}", days[weekday], minutes / 60, minutes % 60);
}

bool anybody_runs(const block::Rule& rule) {
  const auto rows = process::find_if([&](const process::Entry& row) { return rule.may_mean(row); });
  return rows && std::any_of(rows->begin(), rows->end(), [&](const process::Entry& row) {
           return block::look(rule, row).ends();
         });
}

Result<block::Times> times_of(const TimeOptions& options, WallTime now) {
  block::Times times;
  for (const std::string& text : options.windows) {
    auto window = block::Window::parse(text);
    if (!window) return std::move(window).error();
    times.windows.push_back(*window);
  }
  if (!options.until.empty()) {
    const auto until = block::parse_moment(options.until, now);
    if (!until) return until.error();
    times.until = *until;
  }
  return times;
}

/// "30m/day", "30m"
milliseconds parse_allowance(const std::string& text) {
  std::string_view time = text;
  for (const std::string_view suffix : {"/day", "/d"}) {
    if (time.ends_with(suffix)) time.remove_suffix(suffix.size());
  }
  const auto parsed = parse_duration(time);
  if (parsed && parsed->count() > 0 && *parsed <= std::chrono::hours(24)) return *parsed;
  throw CLI::ValidationError(
      "--allow", fmt::format("'{}' is no part of a day; write 30m/day", printable(text)));
}

/// Found out now, so that it is an error of usage.
void check_times(const TimeOptions& options) {
  const auto times = times_of(options, local_now());
  if (!times) throw CLI::ValidationError(times.error().message());
}

}  // namespace

std::vector<CLI::Option*> add_times(CLI::App& app, TimeOptions& options) {
  CLI::Option* until = app.add_option_function<std::string>(
                              "--until",
                              [&options](const std::string& text) {
                                options.until = text;
                                check_times(options);
                              },
                              "Stop when the clock shows this, like 18:00")
                           ->type_name("TIME");
  CLI::Option* during = app.add_option_function<std::vector<std::string>>(
                               "--during",
                               [&options](const std::vector<std::string>& texts) {
                                 options.windows = texts;
                                 check_times(options);
                               },
                               "Block at these times only, like 'Mon-Fri 09:00-17:00'")
                            ->type_name("DAYS TIMES")
                            ->allow_extra_args(false);
  CLI::Option* allow =
      app.add_option_function<std::string>(
             "--allow",
             [&options](const std::string& text) { options.allowance = parse_allowance(text); },
             "Let them run for so long a day, like 30m/day, and block then")
          ->type_name("TIME");
  return {until, during, allow};
}

struct BudgetBook::Pages {
  checkpoint::Checkpoint<Page> file;
};

BudgetBook::BudgetBook(std::unique_ptr<Pages> pages) : pages_(std::move(pages)) {}
BudgetBook::BudgetBook(BudgetBook&&) noexcept = default;
BudgetBook& BudgetBook::operator=(BudgetBook&&) noexcept = default;
BudgetBook::~BudgetBook() = default;

Result<BudgetBook> BudgetBook::open(const block::Terms& terms, block::Spent& spent) {
  const auto file = page_file(terms);
  if (!file) return file.error();
  Page page;
  checkpoint::Options options;
  options.type = "watchdog budget";
  options.durability = checkpoint::Durability::periodic;
  options.generations = 4;  // With fewer a commit may wait for the disk.
  options.sync_interval = between_syncs;
  auto opened = checkpoint::Checkpoint<Page>::open(*file, page, options);
  if (!opened) return std::move(opened).error();
  spent = {page.day, milliseconds(page.milliseconds)};
  return BudgetBook(std::make_unique<Pages>(Pages{*std::move(opened)}));
}

Result<void> BudgetBook::write(const block::Spent& spent) {
  return pages_->file.commit({spent.day, spent.time.count()});
}

Result<void> BlockTimes::start(const TimeOptions& options) {
  if (!options.any()) return blocker_.start();
  auto times = times_of(options, local_now());
  if (!times) return std::move(times).error();
  times_ = *std::move(times);
  if (options.allowance.count() > 0) {
    block::Spent spent;
    auto book = BudgetBook::open(blocker_.rule().terms(), spent);
    if (!book) return std::move(book).error();
    book_ = *std::move(book);
    written_ = spent;
    times_.budget = block::Budget(options.allowance, spent);
  }
  return look();
}

void BlockTimes::stop() {
  timer_.cancel();
  if (phase_ == Phase::allow) spend(local_now());
  write();
  blocker_.stop();
}

Result<void> BlockTimes::look() {
  const WallTime now = local_now();
  if (phase_ == Phase::allow) spend(now);
  looked_ = Clock::now();
  const Phase phase = times_.phase(now);
  if (phase != phase_) {
    if (auto entered = enter(phase, now); !entered) return entered;
  }
  write();
  if (phase == Phase::over) {
    told_.over();
  } else {
    wait(now);
  }
  return {};
}

Result<void> BlockTimes::enter(Phase phase, WallTime now) {
  if (phase_ == Phase::block) blocker_.stop();
  phase_ = phase;
  say(phase, now);
  return phase == Phase::block ? blocker_.start() : Result<void>();
}

void BlockTimes::wait(WallTime now) {
  milliseconds pause = std::min<milliseconds>(times_.next_change(now) - now, look_at_clock);
  if (phase_ == Phase::allow)
    pause = std::min({pause, milliseconds(look_at_processes), times_.budget->left(now)});
  timer_.expires_after(std::max(pause, milliseconds(10)));
  timer_.async_wait([this](const std::error_code& cancelled) {
    if (cancelled) return;
    if (const auto looked = look(); !looked) told_.broken(looked.error());
  });
}

/// Since the last look, if anybody runs.
void BlockTimes::spend(WallTime now) {
  const auto passed = std::chrono::ceil<milliseconds>(Clock::now() - looked_);
  if (anybody_runs(blocker_.rule())) times_.budget->spend_since_last_look(now, passed);
}

/// A copy in memory, when something was spent.
void BlockTimes::write() {
  if (!book_ || times_.budget->spent() == written_) return;
  written_ = times_.budget->spent();
  if (const auto done = book_->write(written_); !done) report_.error(done.error());
}

void BlockTimes::say(Phase phase, WallTime now) const {
  Message message;
  if (phase == Phase::rest) {
    message.event = "resting";
    message.fields["until"] = short_text(times_.next_change(now));
    message.text = fmt::format("nothing is blocked until {}", short_text(times_.next_change(now)));
  } else if (phase == Phase::allow) {
    const milliseconds left = times_.budget->left(now);
    message.event = "allowed";
    message.fields["left_ms"] = left.count();
    message.text = fmt::format("allowed for {} more today", describe(left));
  } else {
    return;
  }
  report_.say(message);
}

}  // namespace watchdog::app
