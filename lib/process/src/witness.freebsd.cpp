// SPDX-License-Identifier: MIT
#include "witness.hpp"

#include <sys/param.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/user.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "rows.kqueue.hpp"

namespace watchdog::process::witness {
namespace {

std::string_view word(const kinfo_proc& thread) {
  switch (thread.ki_stat) {
    case SRUN:
      return "running";
    case SSLEEP:
      return (thread.ki_tdflags & TDF_SINTR) != 0 ? "sleeping" : "uninterruptible";
    case SSTOP:
      return "stopped";
    case SLOCK:
      return "waiting for a lock";
    case SWAIT:
      return "idle";
    default:
      return "unknown";
  }
}

/// A row for each thread.
std::vector<kinfo_proc> threads_of(Pid pid) {
  const std::vector<char> answer =
      rows::ask({CTL_KERN, KERN_PROC, KERN_PROC_PID | KERN_PROC_INC_THREAD, static_cast<int>(pid)});
  std::vector<kinfo_proc> threads(answer.size() / sizeof(kinfo_proc));
  if (!threads.empty())
    std::memcpy(threads.data(), answer.data(), threads.size() * sizeof(kinfo_proc));
  return threads;
}

void describe_threads(Pid pid, EvidenceText& text) {
  const std::vector<kinfo_proc> threads = threads_of(pid);
  text.line(1, "threads:");
  for (std::size_t i = 0; i < std::min(threads.size(), most_threads); ++i) {
    const kinfo_proc& thread = threads[i];
    text.line(2,
              fmt::format("{} '{}': {}; waits for: {}; lock: {}", thread.ki_tid,
                          std::string_view(thread.ki_tdname), word(thread),
                          std::string_view(thread.ki_wmesg), std::string_view(thread.ki_lockname)));
  }
  if (threads.size() > most_threads)
    text.line(2, fmt::format("and {} more", threads.size() - most_threads));
}

void describe_descriptors(Pid pid, EvidenceText& text) {
  const std::vector<char> answer =
      rows::ask({CTL_KERN, KERN_PROC, KERN_PROC_NFDS, static_cast<int>(pid)});
  int count = 0;
  if (answer.size() < sizeof count) return text.line(1, "descriptors: not readable");
  std::memcpy(&count, answer.data(), sizeof count);
  text.line(1, fmt::format("descriptors: {}", count));
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
