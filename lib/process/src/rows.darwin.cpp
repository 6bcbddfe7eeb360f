// SPDX-License-Identifier: MIT
#include <libproc.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/sysctl.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "rows.kqueue.hpp"

namespace watchdog::process::rows {
namespace {

Entry::Kind kind_of(const extern_proc& process) {
  if (process.p_pid == 0) return Entry::Kind::kernel;
  return process.p_stat == SZOMB ? Entry::Kind::zombie : Entry::Kind::user;
}

}  // namespace

const int whole_table = KERN_PROC_ALL;

Entry to_entry(const kinfo_proc& row) {
  const timeval& start = row.kp_proc.p_starttime;
  Entry entry;
  entry.id.pid = static_cast<Pid>(row.kp_proc.p_pid);
  entry.id.start = static_cast<std::uint64_t>(start.tv_sec) * 1'000'000 +
                   static_cast<std::uint64_t>(start.tv_usec);
  entry.parent = static_cast<Pid>(row.kp_eproc.e_ppid);
  entry.kind = kind_of(row.kp_proc);
  entry.title = row.kp_proc.p_comm;
  return entry;
}

unsigned user_of(const kinfo_proc& row) { return row.kp_eproc.e_ucred.cr_uid; }

dev_t terminal_of(const kinfo_proc& row) { return row.kp_eproc.e_tdev; }

std::string image(Pid pid) {
  std::array<char, PROC_PIDPATHINFO_MAXSIZE> path;
  const int length = ::proc_pidpath(static_cast<int>(pid), path.data(), path.size());
  return {path.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string directory(Pid pid) {
  proc_vnodepathinfo info{};
  const int size =
      ::proc_pidinfo(static_cast<int>(pid), PROC_PIDVNODEPATHINFO, 0, &info, sizeof info);
  return size == sizeof info ? info.pvi_cdir.vip_path : std::string();
}

/// Told as: the number of arguments, the program's path, NULs to a round address, the arguments,
/// the environment.
Texts texts(Pid pid) {
  const std::vector<char> answer = ask({CTL_KERN, KERN_PROCARGS2, static_cast<int>(pid)});
  int count = 0;
  if (answer.size() <= sizeof count) return {};
  std::memcpy(&count, answer.data(), sizeof count);
  std::string_view rest(answer.data() + sizeof count, answer.size() - sizeof count);
  rest.remove_prefix(std::min(rest.find('\0'), rest.size()));
  rest.remove_prefix(std::min(rest.find_first_not_of('\0'), rest.size()));

  Texts result;
  result.arguments = split(rest);
  const auto arguments = std::min(static_cast<std::size_t>(count), result.arguments.size());
  const auto end = result.arguments.begin() + static_cast<std::ptrdiff_t>(arguments);
  // An empty text ends the environment; what follows is for the dynamic linker.
  const auto last = std::find(end, result.arguments.end(), std::string());
  result.environment.assign(end, last);
  result.arguments.erase(end, result.arguments.end());
  return result;
}

}  // namespace watchdog::process::rows
