// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include <filesystem>

#include "resolve_at_once.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::checkpoint {

Result<std::string> resolve(const std::string& path) {
  if (auto usual = resolve_at_once(path)) return std::move(*usual);
  std::error_code error;
  const auto absolute = std::filesystem::absolute(utf8_path(path), error);
  const auto whole = error ? absolute : std::filesystem::weakly_canonical(absolute, error);
  if (error) return Error{error, "find the checkpoint", path, {}};
  return utf8_text(whole);
}

}  // namespace watchdog::checkpoint
