// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace watchdog {

/// Our texts are UTF-8 on every system; a path has its system's own characters.
inline std::filesystem::path utf8_path(const std::string& text) {
  return std::u8string(text.begin(), text.end());
}

inline std::string utf8_text(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

}  // namespace watchdog
