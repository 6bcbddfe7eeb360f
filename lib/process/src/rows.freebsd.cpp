// SPDX-License-Identifier: MIT
#include <sys/param.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/user.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "rows.kqueue.hpp"

namespace watchdog::process::rows {
namespace {

Entry::Kind kind_of(const kinfo_proc& row) {
  if ((row.ki_flag & P_SYSTEM) != 0) return Entry::Kind::kernel;
  return row.ki_stat == SZOMB ? Entry::Kind::zombie : Entry::Kind::user;
}

std::vector<char> ask_about(Pid pid, int what) {
  return ask({CTL_KERN, KERN_PROC, what, static_cast<int>(pid)});
}

/// The kernel tells starts by the wall clock: as the time of the boot and what had passed then.
/// When the clock is set that time moves, and each process would be another one. What had passed
/// stays.
std::uint64_t since_boot(const timeval& start) {
  std::array<int, 2> question{CTL_KERN, KERN_BOOTTIME};
  timeval boot{};
  std::size_t size = sizeof boot;
  ::sysctl(question.data(), question.size(), &boot, &size, nullptr, 0);
  return static_cast<std::uint64_t>((start.tv_sec - boot.tv_sec) * 1'000'000 + start.tv_usec -
                                    boot.tv_usec);
}

}  // namespace

const int whole_table = KERN_PROC_PROC;

Entry to_entry(const kinfo_proc& row) {
  Entry entry;
  entry.id.pid = static_cast<Pid>(row.ki_pid);
  entry.id.start = since_boot(row.ki_start);
  entry.parent = static_cast<Pid>(row.ki_ppid);
  entry.kind = kind_of(row);
  entry.title = row.ki_comm;
  return entry;
}

unsigned user_of(const kinfo_proc& row) { return row.ki_uid; }

dev_t terminal_of(const kinfo_proc& row) { return row.ki_tdev; }

std::string image(Pid pid) {
  const std::vector<char> path = ask_about(pid, KERN_PROC_PATHNAME);
  return path.empty() ? std::string() : path.data();
}

std::string directory(Pid pid) {
  const std::vector<char> answer = ask_about(pid, KERN_PROC_CWD);
  constexpr std::size_t path = offsetof(kinfo_file, kf_path);
  if (answer.size() <= path) return {};
  return {answer.data() + path, ::strnlen(answer.data() + path, answer.size() - path)};
}

Texts texts(Pid pid) {
  const std::vector<char> arguments = ask_about(pid, KERN_PROC_ARGS);
  const std::vector<char> environment = ask_about(pid, KERN_PROC_ENV);
  return {split({arguments.data(), arguments.size()}),
          split({environment.data(), environment.size()})};
}

}  // namespace watchdog::process::rows
