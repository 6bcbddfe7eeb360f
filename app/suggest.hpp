// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace watchdog::app {

/// The one of `known` that was probably meant by `word`; empty when none is near.
std::string suggest(std::string_view word, const std::vector<std::string>& known);

}  // namespace watchdog::app
