// SPDX-License-Identifier: MIT
#include "walk.hpp"

#include <algorithm>
#include <utility>

#include "path.hpp"
#include "system.hpp"

namespace inventory {

namespace fs = std::filesystem;

Walk::Walk(fs::path folder, std::set<fs::path> hidden, const std::string& after)
    : folder_(std::move(folder)), hidden_(std::move(hidden)) {
  first_error_ = enter("");
  if (!after.empty()) skip_to_after(after);
}

std::optional<Item> Walk::next() {
  if (first_error_) return Item{".", std::exchange(first_error_, {})};
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.position == level.entries.size()) {
      levels_.pop_back();
      continue;
    }
    const Entry& entry = level.entries[level.position++];
    std::string path = level.prefix + entry.name;
    if (!entry.is_folder) return Item{std::move(path), {}};
    if (const std::error_code error = enter(path + "/")) return Item{std::move(path), error};
  }
  return std::nullopt;
}

/// Lists a folder and makes it the level to go on with.
std::error_code Walk::enter(const std::string& prefix) {
  std::error_code error;
  Level level{prefix, {}, 0};
  for (fs::directory_iterator at(folder_ / to_path(prefix), error), end; !error && at != end;
       at.increment(error)) {
    if (auto entry = look_at(*at)) level.entries.push_back(std::move(*entry));
  }
  if (error) return error;
  std::sort(level.entries.begin(), level.entries.end());
  levels_.push_back(std::move(level));
  return {};
}

std::optional<Walk::Entry> Walk::look_at(const fs::directory_entry& found) const {
  std::error_code error;
  if (is_link(found.path())) return std::nullopt;
  const fs::file_status status = found.symlink_status(error);
  const bool is_folder = fs::is_directory(status);
  // What cannot even be looked at goes on as a file: reading it will say why not.
  if (!is_folder && !error && !fs::is_regular_file(status)) return std::nullopt;
  if (hidden_.contains(found.path())) return std::nullopt;
  return Entry{to_text(found.path().filename()), is_folder};
}

/// Follows `path` down, leaving out on each level what comes before it.
void Walk::skip_to_after(const std::string& path) {
  std::size_t start = 0;
  while (!levels_.empty()) {
    const std::size_t cut = path.find('/', start);
    const Entry wanted{path.substr(start, cut - start), false};
    Level& level = levels_.back();
    const auto found = std::lower_bound(level.entries.begin(), level.entries.end(), wanted);
    level.position = static_cast<std::size_t>(found - level.entries.begin());
    if (found == level.entries.end() || found->name != wanted.name) return;
    ++level.position;
    if (cut == std::string::npos || !found->is_folder) return;
    if (enter(path.substr(0, cut + 1))) return;
    start = cut + 1;
  }
}

}  // namespace inventory
