// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include <filesystem>

#include "resolve_at_once.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::checkpoint {
namespace {

namespace fs = std::filesystem;

/// Links that lead to where nothing is yet, which canonical() takes for an error and
/// weakly_canonical() for what they are not: the file's own name.
fs::path follow_loose_links(fs::path path) {
  std::error_code none;
  for (int links = 0; links < 40 && !fs::exists(path, none); ++links) {
    const fs::path target = fs::read_symlink(path, none);
    if (none) break;
    path = path.parent_path() / target;
  }
  return path;
}

}  // namespace

Result<std::string> resolve(const std::string& path) {
  if (auto usual = resolve_at_once(path)) return std::move(*usual);
  std::error_code error;
  const fs::path absolute = fs::absolute(utf8_path(path), error);
  const fs::path whole =
      error ? absolute : fs::weakly_canonical(follow_loose_links(absolute), error);
  if (error) return Error{error, "find the checkpoint", path, {}};
  return utf8_text(whole);
}

}  // namespace watchdog::checkpoint
