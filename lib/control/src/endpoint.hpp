// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Whether it may name an endpoint: it becomes part of a file's name, so nothing in it may lead
/// elsewhere.
bool is_endpoint(std::string_view name) noexcept;

/// Nothing, or the Error that says what a name must be.
Result<void> check_endpoint(const std::string& name);

inline constexpr std::string_view endpoint_suffix = ".sock";

/// The file by which an endpoint is found, there or not: its socket, or what stands for its pipe.
/// Errors: invalid_argument when it is no name, and those of runtime_folder().
Result<std::string> endpoint_file(const std::string& name);

}  // namespace watchdog::control
