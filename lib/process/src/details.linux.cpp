// SPDX-License-Identifier: MIT
#include "watchdog/process/details.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "proc.linux.hpp"

namespace watchdog::process {
namespace {

constexpr std::size_t longest_command_line = std::size_t{32} * 1024;

/// What was read of a number was of that process, if it still has it.
bool still_there(const Identity& id) {
  const auto now = identify(id.pid);
  return now && *now == id;
}

/// The second of the four numbers: with whose rights it runs.
std::string effective_user(std::string_view status) {
  const std::size_t line = status.find("\nUid:");
  if (line == status.npos) return {};
  std::istringstream numbers(std::string(status.substr(line + 5, 64)));
  std::string real;
  std::string effective;
  numbers >> real >> effective;
  return effective;
}

bool is_number(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<std::string> words_of(const Identity& id) {
  std::vector<char> buffer(longest_command_line);
  std::error_code ignored;
  std::string_view text = proc::read({}, id.pid, "cmdline", buffer, ignored);
  std::vector<std::string> words;
  while (!text.empty()) {
    words.emplace_back(text.substr(0, text.find('\0')));
    text.remove_prefix(std::min(words.back().size() + 1, text.size()));
  }
  if (!still_there(id)) words.clear();
  return words;
}

std::string user_of(const Identity& id) {
  std::vector<char> buffer(4096);
  std::error_code ignored;
  std::string user = effective_user(proc::read({}, id.pid, "status", buffer, ignored));
  return still_there(id) ? user : std::string();
}

/// Not by getpwnam: a static program would look for plugins of the C library of another machine.
Result<std::string> find_user(const std::string& name) {
  if (is_number(name)) return name;
  std::ifstream users("/etc/passwd");
  for (std::string line; std::getline(users, line);) {
    std::istringstream fields(line);
    std::string user;
    std::string password;
    std::string number;
    std::getline(fields, user, ':');
    std::getline(fields, password, ':');
    std::getline(fields, number, ':');
    if (user == name && is_number(number)) return number;
  }
  return Error{{}, "find the user", name, "it is not in /etc/passwd; its number will do"};
}

std::string executable_of(const Identity& id, const std::string&) {
  return fmt::format("/proc/{}/exe", id.pid);
}

}  // namespace watchdog::process
