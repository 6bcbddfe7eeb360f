// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"

namespace watchdog::process {

/// A command as words: blanks part them, single or double quotes keep them together, and nothing
/// else has a meaning, so that C:\a\b is what it seems to be.
/// Errors: a quote that is left open; a word that only a shell would understand, unless in quotes.
Result<std::vector<std::string>> split_words(std::string_view text);

/// The words as one line for people, with quotes where blanks ask for them.
std::string join_words(const std::vector<std::string>& words);

}  // namespace watchdog::process
