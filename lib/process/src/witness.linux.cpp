// SPDX-License-Identifier: MIT
#include "witness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <optional>

#include "row.linux.hpp"

namespace watchdog::process::witness {
namespace {

using Numbers = std::vector<std::uint32_t>;

struct Thread {
  std::uint32_t number = 0;
  std::string title;
  char state = '?';
};

constexpr std::size_t most_looked_at = 4096;

std::string unreadable(std::error_code failure) {
  const bool withheld =
      failure == std::errc::permission_denied || failure == std::errc::operation_not_permitted;
  return fmt::format("not readable ({})", withheld ? "permission" : failure.message());
}

/// The start of a file of the process's, or why there is none.
std::string text_of(Pid pid, std::string_view file) {
  std::array<char, 8192> buffer;
  std::error_code failure;
  std::string_view text = proc::read({}, pid, file, buffer, failure);
  if (failure) return unreadable(failure);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\0')) text.remove_suffix(1);
  return std::string(text);
}

std::string link_of(Pid pid, std::string_view file) {
  const std::string target = proc::read_link({}, pid, file);
  return target.empty() ? unreadable(last_system_error()) : target;
}

/// The entries of a folder of the process's that are numbers, in order.
Numbers numbers_in(Pid pid, std::string_view folder, std::error_code& failure) {
  Numbers numbers;
  std::filesystem::directory_iterator entries(fmt::format("/proc/{}/{}", pid, folder), failure);
  for (; !failure && entries != std::filesystem::directory_iterator(); entries.increment(failure))
    numbers.push_back(static_cast<std::uint32_t>(std::stoul(entries->path().filename().string())));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::optional<Thread> read_thread(Pid pid, std::uint32_t number) {
  std::array<char, 1024> buffer;
  std::error_code failure;
  const std::string file = fmt::format("task/{}/stat", number);
  const auto stat = proc::parse_stat(proc::read({}, pid, file, buffer, failure));
  if (!stat) return std::nullopt;
  return Thread{number, std::string(stat->title), stat->state};
}

/// Those that wait uninterruptibly first.
std::vector<Thread> read_threads(Pid pid, const Numbers& numbers) {
  std::vector<Thread> threads;
  for (const std::uint32_t number : numbers) {
    if (threads.size() == most_looked_at) break;
    if (auto thread = read_thread(pid, number)) threads.push_back(*std::move(thread));
  }
  std::stable_partition(threads.begin(), threads.end(),
                        [](const Thread& thread) { return thread.state == 'D'; });
  return threads;
}

std::string_view word(char state) {
  switch (state) {
    case 'R':
      return "running";
    case 'S':
      return "sleeping";
    case 'D':
      return "uninterruptible";
    case 'T':
      return "stopped";
    case 't':
      return "traced";
    case 'Z':
    case 'X':
      return "dead";
    case 'I':
      return "idle";
    default:
      return "unknown";
  }
}

void describe_thread(Pid pid, const Thread& thread, EvidenceText& text) {
  const auto file = [&](std::string_view name) {
    return text_of(pid, fmt::format("task/{}/{}", thread.number, name));
  };
  text.line(2, fmt::format("{} '{}': {} ({}); wchan: {}; syscall: {}", thread.number, thread.title,
                           thread.state, word(thread.state), file("wchan"), file("syscall")));
  const std::string stack = file("stack");
  if (stack.find('\n') == stack.npos) return text.line(3, "kernel stack: " + stack);
  text.line(3, "kernel stack:");
  text.lines(4, stack);
}

void describe_threads(Pid pid, const std::vector<Thread>& threads, EvidenceText& text) {
  text.line(1, "threads:");
  for (std::size_t i = 0; i < std::min(threads.size(), most_threads); ++i)
    describe_thread(pid, threads[i], text);
  if (threads.size() > most_threads)
    text.line(2, fmt::format("and {} more", threads.size() - most_threads));
}

void describe_descriptors(Pid pid, EvidenceText& text) {
  std::error_code failure;
  const Numbers numbers = numbers_in(pid, "fd", failure);
  if (failure) return text.line(1, "descriptors: " + unreadable(failure));
  text.line(1, fmt::format("descriptors: {}", numbers.size()));
  for (std::size_t i = 0; i < std::min(numbers.size(), most_descriptors); ++i)
    text.line(2,
              fmt::format("{} -> {}", numbers[i], link_of(pid, fmt::format("fd/{}", numbers[i]))));
  if (numbers.size() > most_descriptors)
    text.line(2, fmt::format("and {} more", numbers.size() - most_descriptors));
}

/// The words of a command line, which end with a NUL each.
void describe_command(Pid pid, EvidenceText& text) {
  std::string line = text_of(pid, "cmdline");
  std::replace(line.begin(), line.end(), '\0', ' ');
  text.line(1, "command line: " + line);
}

}  // namespace

Result<std::vector<Entry>> table() {
  return proc::read_rows([](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    auto entry = proc::read_row(place, pid);
    return entry ? std::optional(*std::move(entry)) : std::nullopt;
  });
}

void describe(const Entry& entry, EvidenceText& text) {
  const Pid pid = entry.id.pid;
  std::error_code failure;
  const Numbers numbers = numbers_in(pid, "task", failure);
  const std::vector<Thread> threads = read_threads(pid, numbers);
  text.line(1, "image: " + (entry.image.empty() ? "not told" : entry.image));
  text.line(1, "folder: " + link_of(pid, "cwd"));
  describe_threads(pid, threads, text);
  describe_descriptors(pid, text);
  text.line(1, "limits:");
  text.lines(2, text_of(pid, "limits"));
  // The command line lies in the process's own memory, and reading that takes a lock on it. Whoever
  // waits for the same lock, or holds it while it waits, does so uninterruptibly.
  const bool hangs = !threads.empty() && threads.front().state == 'D';
  const bool all_seen = !failure && numbers.size() <= most_looked_at;
  if (!hangs && all_seen) return describe_command(pid, text);
  text.line(1, "command line: not read (a thread waits uninterruptibly, and reading might too)");
}

}  // namespace watchdog::process::witness
