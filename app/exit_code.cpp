// SPDX-License-Identifier: MIT
#include "exit_code.hpp"

#include <algorithm>
#include <initializer_list>

namespace watchdog::app {

ExitCode start_failure(const Error& error) noexcept {
  using std::errc;
  const auto is_one_of = [&](std::initializer_list<errc> causes) {
    return std::any_of(causes.begin(), causes.end(),
                       [&](errc cause) { return error.code == cause; });
  };
  if (!error.code || is_one_of({errc::invalid_argument})) return ExitCode::usage;
  if (is_one_of({errc::no_such_file_or_directory, errc::no_such_process, errc::not_a_directory,
                 errc::filename_too_long})) {
    return ExitCode::not_found;
  }
  if (is_one_of({errc::permission_denied, errc::is_a_directory, errc::executable_format_error})) {
    return ExitCode::not_runnable;
  }
  return ExitCode::own_failure;
}

}  // namespace watchdog::app
