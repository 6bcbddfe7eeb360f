// SPDX-License-Identifier: MIT
#include "rows.kqueue.hpp"

#include <sys/param.h>
#include <sys/sysctl.h>
#if __has_include(<sys/user.h>)  // FreeBSD keeps kinfo_proc there.
#include <sys/user.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "watchdog/base/text.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::process::rows {
namespace {

Result<std::vector<Entry>> read(int which, int number) {
  const std::vector<char> answer = ask({CTL_KERN, KERN_PROC, which, number});
  if (answer.empty()) return Error{last_system_error(), "read", "the process table", ""};
  std::vector<Entry> table;
  table.reserve(answer.size() / sizeof(kinfo_proc));
  for (std::size_t at = 0; at + sizeof(kinfo_proc) <= answer.size(); at += sizeof(kinfo_proc)) {
    kinfo_proc row;
    std::memcpy(&row, answer.data() + at, sizeof row);
    table.push_back(to_entry(row));
  }
  return table;
}

std::optional<kinfo_proc> row_of(Pid pid) {
  const std::vector<char> answer = ask({CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(pid)});
  if (answer.size() < sizeof(kinfo_proc)) return std::nullopt;
  kinfo_proc row;
  std::memcpy(&row, answer.data(), sizeof row);
  return row;
}

}  // namespace

std::vector<char> ask(std::vector<int> question) {
  const auto words = static_cast<u_int>(question.size());
  std::vector<char> answer;
  for (int attempt = 0; attempt < 8; ++attempt) {
    std::size_t size = 0;
    if (::sysctl(question.data(), words, nullptr, &size, nullptr, 0) != 0) return {};
    answer.resize(size + size / 8);  // It may grow between the two calls.
    size = answer.size();
    if (::sysctl(question.data(), words, answer.data(), &size, nullptr, 0) == 0) {
      answer.resize(size);
      return answer;
    }
    if (errno != ENOMEM) return {};
  }
  return {};
}

Result<std::vector<Entry>> all() { return read(whole_table, 0); }

Result<Entry> one(Pid pid) {
  Result<std::vector<Entry>> found = read(KERN_PROC_PID, static_cast<int>(pid));
  if (found && !found->empty()) return std::move(found->front());
  return no_such_process("find", pid);
}

Error no_such_process(std::string action, Pid pid) {
  return {std::make_error_code(std::errc::no_such_process), std::move(action), std::to_string(pid),
          ""};
}

std::optional<unsigned> user(Pid pid) {
  const auto row = row_of(pid);
  return row ? std::optional(user_of(*row)) : std::nullopt;
}

std::optional<dev_t> terminal(Pid pid) {
  constexpr auto none = static_cast<dev_t>(-1);
  const auto row = row_of(pid);
  return row && terminal_of(*row) != none ? std::optional(terminal_of(*row)) : std::nullopt;
}

void complete(Entry& entry) {
  if (entry.kind != Entry::Kind::user) return;
  entry.image = image(entry.id.pid);
  const bool cut = entry.title.size() == system_naming().title_limit;
  if (!cut || base_name(entry.image).starts_with(entry.title)) return;
  const Texts told = texts(entry.id.pid);
  if (!told.arguments.empty()) entry.argument0 = told.arguments.front();
}

std::vector<std::string> split(std::string_view all) {
  std::vector<std::string> texts;
  while (!all.empty()) {
    const std::size_t length = std::min(all.find('\0'), all.size());
    texts.emplace_back(all.substr(0, length));
    all.remove_prefix(std::min(length + 1, all.size()));
  }
  return texts;
}

}  // namespace watchdog::process::rows
