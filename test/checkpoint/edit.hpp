// SPDX-License-Identifier: MIT
#pragma once

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

namespace watchdog::test {

inline void write_whole(const std::string& path, const std::string& content) {
  std::ofstream out(utf8_path(path), std::ios::binary | std::ios::trunc);
  out << content;
  REQUIRE(out.flush());
}

/// Flips a bit of the byte there.
inline void damage(const std::string& path, std::size_t offset) {
  std::string bytes = read_file(path);
  REQUIRE(offset < bytes.size());
  bytes[offset] = static_cast<char>(bytes[offset] ^ 1);
  write_whole(path, bytes);
}

}  // namespace watchdog::test
