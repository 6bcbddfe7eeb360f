// SPDX-License-Identifier: MIT
#include "mounts.linux.hpp"

#include <algorithm>
#include <sstream>

namespace watchdog::block {
namespace {

/// The kernel writes blanks and the like as \040.
std::string unescaped(std::string_view text) {
  const auto octal = [](char c) { return c >= '0' && c <= '7'; };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view digits = text.substr(std::min(i + 1, text.size()), 3);
    if (text[i] == '\\' && digits.size() == 3 && std::all_of(digits.begin(), digits.end(), octal)) {
      result += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + digits[2] - '0');
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (list.substr(0, comma) == word) return true;
    list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
  }
  return false;
}

bool lies_on(std::string_view path, std::string_view mount) {
  if (mount == "/") return true;
  return path.starts_with(mount) && (path.size() == mount.size() || path[mount.size()] == '/');
}

}  // namespace

std::vector<std::string> mount_points(std::string_view text) {
  std::vector<std::string> points;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string skipped;  // Its number, its parent's, the device, the folder of that.
    std::string point;
    std::string options;
    if (!(words >> skipped >> skipped >> skipped >> skipped >> point >> options)) continue;
    // What waits to be mounted (autofs) holds no program, and is better not touched.
    const bool waits = line.find(" - autofs ") != line.npos;
    if (!waits && !has_word(options, "noexec")) points.push_back(unescaped(point));
  }
  return points;
}

std::vector<std::string> mount_points_of(const Rule& rule, const std::vector<std::string>& all) {
  if (rule.targets().empty() || !rule.terms().names.empty()) return all;
  std::vector<std::string> needed;
  for (const process::Target& target : rule.targets()) {
    if (!target.has_path()) return all;
    const std::string* innermost = nullptr;
    for (const std::string& point : all) {
      const bool deeper = !innermost || point.size() >= innermost->size();
      if (deeper && lies_on(target.path(), point)) innermost = &point;
    }
    if (innermost) needed.push_back(*innermost);
  }
  return needed;
}

}  // namespace watchdog::block
