// SPDX-License-Identifier: MIT
#include "watchdog/process/recall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "proc.linux.hpp"

namespace watchdog::process {
namespace {

/// The texts of a file in which each ends with a NUL; none when it can't be read.
std::optional<std::vector<std::string>> read_texts(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && !in.eof()) return std::nullopt;
  std::vector<std::string> texts;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\0', begin), all.size());
    texts.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return texts;
}

void note(std::string& missing, std::string_view what) {
  missing += missing.empty() ? "" : ", ";
  missing += what;
}

}  // namespace

Result<Recall> recall(const Identity& id) {
  const std::string folder = fmt::format("/proc/{}/", id.pid);
  // A program replaced while it runs is known by its name still; the new file is what is reopened.
  Recall result;
  result.command.program = proc::read_image({}, id.pid);
  if (result.command.program.empty()) {
    return Error{last_system_error(), "read the program of", std::to_string(id.pid),
                 "it belongs to another user; give its command after --"};
  }
  if (auto words = read_texts(folder + "cmdline"); words && !words->empty()) {
    result.command.argument0 = words->front();
    result.command.arguments.assign(words->begin() + 1, words->end());
  } else {
    note(result.missing, "arguments");
  }
  result.command.directory = proc::read_link({}, id.pid, "cwd");
  if (result.command.directory.empty()) note(result.missing, "directory");
  result.command.environment = read_texts(folder + "environ");
  if (!result.command.environment) note(result.missing, "environment");

  const Result<Identity> now = identify(id.pid);  // All of it was of one and the same process.
  if (!now) return now.error();
  if (*now == id) return result;
  return Error{std::make_error_code(std::errc::no_such_process), "read", std::to_string(id.pid),
               ""};
}

}  // namespace watchdog::process
