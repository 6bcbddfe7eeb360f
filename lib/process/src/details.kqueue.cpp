// SPDX-License-Identifier: MIT
#include "watchdog/process/details.hpp"

#include <pwd.h>

#include <algorithm>
#include <charconv>

#include "rows.kqueue.hpp"

namespace watchdog::process {
namespace {

bool still_there(const Identity& id) {
  const auto now = identify(id.pid);
  return now && *now == id;
}

}  // namespace

std::vector<std::string> words_of(const Identity& id) {
  std::vector<std::string> words = rows::texts(id.pid).arguments;
  if (!still_there(id)) words.clear();
  return words;
}

std::string user_of(const Identity& id) {
  const std::optional<unsigned> user = rows::user(id.pid);
  return user && still_there(id) ? std::to_string(*user) : std::string();
}

Result<std::string> find_user(const std::string& name) {
  unsigned number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size()) return name;
  passwd row{};
  passwd* found = nullptr;
  std::vector<char> texts(16'384);
  ::getpwnam_r(name.c_str(), &row, texts.data(), texts.size(), &found);
  if (found) return std::to_string(found->pw_uid);
  return Error{{}, "find the user", name, "its number will do, too"};
}

std::string executable_of(const Identity&, const std::string& image) { return image; }

}  // namespace watchdog::process
