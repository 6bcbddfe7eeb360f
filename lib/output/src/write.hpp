// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::output {

/// Opens to append, and creates the file. What is not a regular file never makes a write wait: a
/// pipe nobody reads, a terminal that was stopped. Others may rename and delete it meanwhile.
Result<UniqueHandle> open_to_append(const std::string& path);

/// Whether the open file has no name left: what is written to it is gone with us.
bool is_deleted(NativeHandle file) noexcept;

/// Whether `path` leads to the open file, and not to another or nowhere.
bool leads_to(const std::string& path, NativeHandle file);

/// Returns how many bytes were written; `failure` tells why not all.
std::size_t write_all(NativeHandle to, std::string_view bytes, std::error_code& failure);

/// The same for what is not ours alone: waits where others made it say "try again".
std::size_t write_patiently(NativeHandle to, std::string_view bytes, std::error_code& failure);

}  // namespace watchdog::output
