// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "watchdog/base/error.hpp"

namespace watchdog::app {

/// What the program's exit codes mean. `keep` passes a kept program's own code through besides.
/// docs/exit-codes.md is checked against this table.
enum class ExitCode : int {
  ok = 0,
  none_matched = 1,
  flawed = 1,
  usage = 2,
  failed = 3,
  not_active = 3,
  unknown = 4,
  gave_up = 123,
  deadline = 124,
  own_failure = 125,
  not_runnable = 126,
  not_found = 127
};

struct ExitCodeMeaning {
  ExitCode code;
  std::string_view meaning;
};

inline constexpr std::array exit_code_meanings{
    ExitCodeMeaning{ExitCode::ok, "done; something matched"},
    ExitCodeMeaning{ExitCode::none_matched,
                    "no process matched; a state of a checkpoint is broken"},
    ExitCodeMeaning{ExitCode::usage, "the command line can't be understood"},
    ExitCodeMeaning{
        ExitCode::failed,
        "some process could not be ended; some program does not run; a checkpoint can't be used"},
    ExitCodeMeaning{ExitCode::unknown, "no such program is kept; no such checkpoint or state"},
    ExitCodeMeaning{ExitCode::gave_up, "gave up: the program ended too often"},
    ExitCodeMeaning{ExitCode::deadline, "the time was over first"},
    ExitCodeMeaning{ExitCode::own_failure, "watchdog itself failed"},
    ExitCodeMeaning{ExitCode::not_runnable, "the program was found but can't be run"},
    ExitCodeMeaning{ExitCode::not_found,
                    "the program, or the process of that number, was not found"},
};

constexpr int number(ExitCode code) noexcept { return static_cast<int>(code); }

/// The code for a program that could not be started: 127 not found, 126 not runnable, 2
/// where it was refused for what it was called, 125 otherwise.
ExitCode start_failure(const Error& error) noexcept;

}  // namespace watchdog::app
