// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace watchdog {

/// `text` fit for a terminal or a log line: control characters (C0, DEL, C1) and bytes that are not
/// UTF-8 become `?`. Process names are chosen by strangers and may hold escape sequences.
std::string printable(std::string_view text);

/// Whether all of it is well-formed UTF-8.
bool is_utf8(std::string_view text) noexcept;

/// ASCII letters in lower case; other characters stay.
std::string lower_ascii(std::string_view text);

/// The last part of a path: what stands after the last separator. `separators` lists them.
std::string_view base_name(std::string_view path, std::string_view separators = "/") noexcept;

}  // namespace watchdog
