// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/block/rule.hpp"

namespace watchdog::block {

/// Where something is mounted that programs can be executed from, in the order of mounting.
/// Reads /proc/self/mountinfo; `text` is its content.
std::vector<std::string> mount_points(std::string_view text);

/// Those of them on which a program that `rule` names may stand: all, unless every target is a
/// path.
std::vector<std::string> mount_points_of(const Rule& rule, const std::vector<std::string>& all);

}  // namespace watchdog::block
