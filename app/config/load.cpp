// SPDX-License-Identifier: MIT
#include <array>
#include <filesystem>
#include <fstream>

#include "config/config.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::app::config {
namespace {

namespace fs = std::filesystem;

/// So that a device, or a file of another kind, does not fill the memory.
constexpr std::size_t largest = 16UL << 20U;

Error failure(std::error_code code, const std::string& path, std::string advice) {
  return {code, "read the file", path, std::move(advice)};
}

Result<std::string> read_all(const fs::path& file, const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored))
    return failure(std::make_error_code(std::errc::is_a_directory), path, "name a file in it");
  std::ifstream in(file, std::ios::binary);
  if (!in) return failure(last_system_error(), path, "");
  std::string text;
  std::array<char, 16'384> piece{};
  do {
    in.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  } while (in && text.size() <= largest);
  if (in.bad()) return failure(last_system_error(), path, "");
  if (text.size() <= largest) return text;
  return failure(std::make_error_code(std::errc::file_too_large), path, "is it the right one?");
}

std::string folder_of(const fs::path& file) {
  std::error_code failed;
  const fs::path whole = fs::absolute(file, failed);
  return utf8_text((failed ? file : whole).parent_path());
}

}  // namespace

Config load_config(const std::string& path) {
  const fs::path file = utf8_path(path);
  const Result<std::string> text = read_all(file, path);
  if (!text) return {{}, {{{}, text.error().message()}}};
  return read_config(*text, folder_of(file));
}

}  // namespace watchdog::app::config
