// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "report.hpp"
#include "watchdog/block/blocker.hpp"
#include "watchdog/block/schedule.hpp"

namespace watchdog::app {

/// The times of a rule, as they were typed.
struct TimeOptions {
  std::vector<std::string> windows;
  std::string until;
  milliseconds allowance{0};  ///< A day; 0: none.

  bool any() const { return !windows.empty() || !until.empty() || allowance.count() > 0; }
};

/// --until, --during and --allow. Returns them, for what they exclude.
std::vector<CLI::Option*> add_times(CLI::App& app, TimeOptions& options);

/// What a rule has spent of its day, in a checkpoint of ours: a restart fills nothing up.
class BudgetBook {
 public:
  /// `spent` becomes what is written there. Errors: those of Checkpoint::open; in use by another
  /// watchdog with the same rule.
  static Result<BudgetBook> open(const block::Terms& terms, block::Spent& spent);
  BudgetBook(BudgetBook&&) noexcept;
  BudgetBook& operator=(BudgetBook&&) noexcept;
  ~BudgetBook();

  Result<void> write(const block::Spent& spent);

 private:
  struct Pages;
  explicit BudgetBook(std::unique_ptr<Pages> pages);
  std::unique_ptr<Pages> pages_;
};

/// Has a blocker block when it is time to, and counts what is spent of a budget meanwhile. What the
/// wall's clock shows is looked at every ten seconds at the latest, since it may jump.
class BlockTimes {
 public:
  /// `over` is called at the end of all times, `broken` when the blocker can't be started again.
  struct Told {
    std::function<void()> over;
    std::function<void(const Error&)> broken;
  };

  BlockTimes(asio::io_context& loop, block::Blocker& blocker, const Report& report, Told told)
      : timer_(loop), blocker_(blocker), report_(report), told_(std::move(told)) {}
  BlockTimes(const BlockTimes&) = delete;
  BlockTimes& operator=(const BlockTimes&) = delete;

  /// Without any times the blocker is started, and that is all. Errors: a word that is no time;
  /// those of Blocker::start and BudgetBook.
  Result<void> start(const TimeOptions& options);
  /// The blocker is stopped and what was spent is written.
  void stop();

 private:
  using Phase = block::Times::Phase;

  Result<void> look();
  Result<void> enter(Phase phase, block::WallTime now);
  void wait(block::WallTime now);
  void spend(block::WallTime now);
  void write();
  void say(Phase phase, block::WallTime now) const;

  asio::steady_timer timer_;
  block::Blocker& blocker_;
  const Report& report_;
  Told told_;
  block::Times times_;
  std::optional<BudgetBook> book_;
  std::optional<Phase> phase_;
  Time looked_{};
  block::Spent written_;
};

}  // namespace watchdog::app
