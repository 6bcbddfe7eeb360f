// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include <filesystem>

#include "watchdog/base/utf8_path.hpp"

namespace watchdog::checkpoint {

Result<std::string> resolve(const std::string& path) {
  std::error_code error;
  const std::filesystem::path given = utf8_path(path);
  const auto existing = std::filesystem::canonical(given, error);  // The usual case, and the quick.
  if (!error) return utf8_text(existing);
  const auto absolute = std::filesystem::absolute(given, error);
  const auto whole = error ? absolute : std::filesystem::weakly_canonical(absolute, error);
  if (error) return Error{error, "find the checkpoint", path, {}};
  return utf8_text(whole);
}

}  // namespace watchdog::checkpoint
