// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace inventory {

/// Between the UTF-8 of the program and the paths of the system.
inline std::filesystem::path to_path(const std::string& utf8) {
  return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

/// With '/' on every system.
inline std::string to_text(const std::filesystem::path& path) {
  const std::u8string text = path.generic_u8string();
  return {text.begin(), text.end()};
}

}  // namespace inventory
