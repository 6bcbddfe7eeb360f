// SPDX-License-Identifier: MIT
#include "witness.hpp"

#include <libproc.h>
#include <mach/thread_info.h>
#include <sys/proc_info.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rows.kqueue.hpp"

namespace watchdog::process::witness {
namespace {

std::string_view word(int state) {
  switch (state) {
    case TH_STATE_RUNNING:
      return "running";
    case TH_STATE_STOPPED:
      return "stopped";
    case TH_STATE_WAITING:
      return "waiting";
    case TH_STATE_UNINTERRUPTIBLE:
      return "uninterruptible";
    case TH_STATE_HALTED:
      return "halted";
    default:
      return "unknown";
  }
}

void describe_thread(Pid pid, std::uint64_t handle, EvidenceText& text) {
  proc_threadinfo thread{};
  const int size =
      ::proc_pidinfo(static_cast<int>(pid), PROC_PIDTHREADINFO, handle, &thread, sizeof thread);
  if (size != sizeof thread) return;
  text.line(2, fmt::format("'{}': {}; for {} s", std::string_view(thread.pth_name),
                           word(thread.pth_run_state), thread.pth_sleep_time));
}

void describe_threads(Pid pid, EvidenceText& text) {
  std::array<std::uint64_t, most_threads> handles;
  const int size = ::proc_pidinfo(static_cast<int>(pid), PROC_PIDLISTTHREADS, 0, handles.data(),
                                  static_cast<int>(sizeof handles));
  if (size <= 0) return text.line(1, "threads: not readable");
  text.line(1, "threads:");
  const std::size_t count =
      std::min(static_cast<std::size_t>(size) / sizeof handles[0], most_threads);
  for (std::size_t i = 0; i < count; ++i) describe_thread(pid, handles[i], text);
}

void describe_descriptors(Pid pid, EvidenceText& text) {
  proc_bsdinfo process{};
  const int size =
      ::proc_pidinfo(static_cast<int>(pid), PROC_PIDTBSDINFO, 0, &process, sizeof process);
  if (size != sizeof process) return text.line(1, "descriptors: not readable");
  text.line(1, fmt::format("descriptors: {}", process.pbi_nfiles));
}

}  // namespace

Result<std::vector<Entry>> table() { return rows::all(); }

void describe(const Entry& entry, EvidenceText& text) {
  const Pid pid = entry.id.pid;
  const std::string image = rows::image(pid);
  text.line(1, "image: " + (image.empty() ? "not told" : image));
  const std::string folder = rows::directory(pid);
  text.line(1, "folder: " + (folder.empty() ? "not told" : folder));
  describe_threads(pid, text);
  describe_descriptors(pid, text);
  std::string line;
  for (const std::string& argument : rows::texts(pid).arguments) line += argument + ' ';
  text.line(1, "command line: " + (line.empty() ? "not told" : line));
}

}  // namespace watchdog::process::witness
