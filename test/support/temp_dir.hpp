// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <system_error>

#include "watchdog/base/utf8_path.hpp"

namespace watchdog::test {

using watchdog::utf8_path;
using watchdog::utf8_text;

/// A name no other test uses at the same time: names matter here, since watchdog ends by name.
inline std::string unique_name(const std::string& stem) {
  std::random_device random;
  return fmt::format("{}{:08x}", stem, random());
}

/// A folder of its own for one test, removed at its end with all that is in it.
class TempDir {
 public:
  TempDir() : path_(std::filesystem::temp_directory_path() / unique_name("wdtest-")) {
    std::filesystem::create_directories(path_);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  /// UTF-8, as the library takes it.
  std::string file(const std::string& name) const { return utf8_text(path_ / utf8_path(name)); }

 private:
  std::filesystem::path path_;
};

/// The whole file; empty when it is not there.
inline std::string read_file(const std::string& path) {
  std::ifstream in(utf8_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace watchdog::test
