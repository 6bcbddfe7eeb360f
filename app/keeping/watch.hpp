// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/keep_programs.hpp"
#include "keeping/alarm.hpp"
#include "keeping/helpers.hpp"
#include "keeping/incident.hpp"
#include "keeping/monitor.hpp"
#include "keeping/recovery.hpp"
#include "report.hpp"
#include "watchdog/keep/keeper.hpp"
#include "watchdog/output/outlet.hpp"

namespace watchdog::app {

/// What is looked at of the kept programs while they run: their health and their output. What their
/// settings don't ask for costs nothing.
class Watch {
 public:
  /// All of them must outlive this.
  Watch(asio::io_context& loop, keep::LoopHost& host, keep::Keeper& keeper, const Report& report);

  /// The program that the keeper will know by the next number; `command` is what will start it,
  /// `mark` what it is known by from outside. What can't be opened is said, and not looked at.
  void add(const Kept& kept, const std::string& mark, process::Command& command);
  /// Before the program is started: what it wrote in the life before is no part of the next one.
  /// Returns what its environment gets besides, this time.
  std::vector<std::string> starting(keep::Index index);
  /// What the next watchdog of the program wants to know: see keep::Past::note.
  std::uint32_t memo(keep::Index program) const;
  /// A word of the keeper, after it was told.
  void happened(const keep::Happening& happening);
  /// Something is still under way that was started here: we should not end yet.
  bool is_busy() const noexcept { return alarm_.is_running(); }

 private:
  struct Program {
    std::string name;
    std::string report_dir;
    std::vector<std::string> alert;
    std::optional<output::Capture> output;
    bool inherits_output = false;
    std::optional<std::vector<std::string>> last_lines;  ///< Of the life that ended last.
    bool hung = false;  ///< The present run: whatever its code will be, it failed.
    std::unique_ptr<Monitor> monitor;
    std::optional<Recovery> recovery;
  };

  void open_output(const Kept& kept, Program& program, process::Command& command);
  void check_log(const std::string& name, const std::string& log) const;
  output::Destination destination(const Settings& settings);
  void open_monitor(const Kept& kept, const std::string& mark, Program& program,
                    process::Command& command);
  Monitor::Hooks hooks(keep::Index program);
  static void begin(Program& program, const keep::Happening& happening);
  void end(Program& program, const keep::Happening& happening);
  void raise_alarm(const Program& program, const keep::Happening& happening);
  void hang(keep::Index index, std::string reason);
  void report_incident(keep::Index index, const std::string& reason);
  void tell_failure(Program& program, const keep::Happening& happening) const;
  static void end_output(Program& program);
  void judge_state(Program& program, const keep::Happening& happening) const;
  void write_report(const Program& program, const Incident& incident) const;
  void say_last_lines(const Program& program, process::Pid pid,
                      const std::vector<std::string>& lines) const;
  void say_unseen(const std::string& name, const Error& error) const;

  asio::io_context& loop_;
  keep::Keeper& keeper_;
  const Report& report_;
  Helpers helpers_;
  Alarm alarm_;
  std::optional<output::Outlet> own_output_;
  std::optional<output::Outlet> own_error_;
  std::vector<std::unique_ptr<Program>> programs_;  ///< None where nothing is looked at.
};

}  // namespace watchdog::app
