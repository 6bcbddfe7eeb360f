// SPDX-License-Identifier: MIT
#include "manifest.hpp"

#include <fmt/format.h>

namespace inventory {
namespace {

std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (c == '\n')
      text += "\\n";
    else if (c == '\r')
      text += "\\r";
    else if (c == '\\')
      text += "\\\\";
    else
      text += c;
  }
  return text;
}

}  // namespace

watchdog::Error too_short(const std::string& path, std::uint64_t size, std::uint64_t length) {
  return {{},
          "go on with the manifest",
          path,
          fmt::format("it has {} bytes, the checkpoint speaks of {}: bring it back, or use "
                      "--start-over",
                      size, length)};
}

std::string file_line(const std::string& path, const std::string& hash, std::uint64_t size) {
  return fmt::format("{} {:>12} {}\n", hash, size, escaped(path));
}

std::string unreadable_line(const std::string& path, const std::string& reason) {
  return fmt::format("{:->32} {:>12} {} ({})\n", "", "-", escaped(path), reason);
}

}  // namespace inventory
