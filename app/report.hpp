// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "exit_code.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/base/error.hpp"
#include "watchdog/process/exit.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::app {

/// How much is said, and to whom.
struct Voice {
  bool json = false;   ///< One object per line, for programs.
  bool quiet = false;  ///< Errors only.
};

using Fields = nlohmann::ordered_json;

/// Something to say: for programs as fields, for people as a sentence.
struct Message {
  std::string_view event;  ///< "started", "exited" ...
  std::string name;        ///< Of the program; disarmed before a person sees it.
  process::Pid pid = 0;    ///< 0: none.
  Fields fields = Fields::object();
  std::string text;        ///< Empty: for programs only.
  Time at = Clock::now();  ///< When it happened.
};

/// The only place that speaks: to stderr, since stdout belongs to the program that is kept.
class Report {
 public:
  explicit Report(Voice voice) : voice_(voice) {}

  void say(const Message& message) const;
  void error(const Error& error) const;
  void error(std::string_view text) const;
  /// Says the error; the exit code that it ends with.
  int failed(const Error& error, ExitCode code) const;

 private:
  Voice voice_;
};

/// The fields that tell how a process ended: "code" or "signal" or neither.
void add_exit(Fields& fields, const process::Exit& exit);

/// One object as one line, whatever bytes its texts hold.
std::string json_line(const Fields& fields);

}  // namespace watchdog::app
