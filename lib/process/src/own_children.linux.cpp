// SPDX-License-Identifier: MIT
#include "watchdog/process/own_children.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "row.linux.hpp"
#include "watchdog/process/numbers.linux.hpp"

namespace watchdog::process {
namespace {

/// A child belongs to the thread that started it, or that was given it when that one ended.
struct Thread {
  Number number;
  UniqueHandle children;
};

Thread open_thread(NativeHandle tasks, const Number& number) {
  const std::string path = fmt::format("{}/children", number.pid);
  return {number, UniqueHandle(::openat(tasks, path.c_str(), O_RDONLY | O_CLOEXEC))};
}

/// Appends the numbers in the file, each with a blank behind it.
void read_numbers(NativeHandle file, std::vector<Pid>& numbers) {
  std::array<char, 16 * 1024> buffer;
  off_t at = 0;
  Pid number = 0;
  for (;;) {
    const ssize_t size = ::pread(file, buffer.data(), buffer.size(), at);
    if (size <= 0) return;
    at += size;
    for (const char character : std::string_view(buffer.data(), std::size_t(size))) {
      const bool digit = character >= '0' && character <= '9';
      if (!digit) numbers.push_back(number);
      number = digit ? number * 10 + static_cast<Pid>(character - '0') : 0;
    }
  }
}

/// For kernels without the files (CONFIG_PROC_CHILDREN).
std::vector<Pid> scan_table() {
  const auto table = proc::read_rows([](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    std::array<char, 1024> buffer;
    std::error_code failure;
    const auto stat = proc::parse_stat(proc::read(place, pid, "stat", buffer, failure));
    if (!stat || stat->parent != own_pid()) return std::nullopt;
    Entry entry;
    entry.id.pid = pid;
    return entry;
  });
  std::vector<Pid> numbers;
  if (!table) return numbers;
  for (const Entry& entry : *table) numbers.push_back(entry.id.pid);
  return numbers;
}

}  // namespace

struct OwnChildren::State {
  Numbers tasks;
  std::vector<Thread> threads = {};

  /// Opens the files of threads that are new and lets go of those that ended. False: it can't.
  bool follow(const std::vector<Number>& running) {
    const auto same = [](const Thread& thread, const Number& number) {
      return thread.number == number;
    };
    if (std::equal(threads.begin(), threads.end(), running.begin(), running.end(), same))
      return true;
    std::vector<Thread> next;
    for (const Number& number : running) {
      const auto known = std::find_if(threads.begin(), threads.end(), [&](const Thread& thread) {
        return thread.number == number;
      });
      next.push_back(known != threads.end() ? std::move(*known)
                                            : open_thread(tasks.native_handle(), number));
    }
    threads = std::move(next);
    return std::any_of(threads.begin(), threads.end(),
                       [](const Thread& thread) { return bool(thread.children); });
  }

  bool current() {
    const auto running = tasks.read();
    return running && follow(**running);
  }
};

OwnChildren::OwnChildren(std::unique_ptr<State> state) : state_(std::move(state)) {}
OwnChildren::OwnChildren(OwnChildren&&) noexcept = default;
OwnChildren& OwnChildren::operator=(OwnChildren&&) noexcept = default;
OwnChildren::~OwnChildren() = default;

Result<OwnChildren> OwnChildren::open() {
  auto tasks = Numbers::open_own_threads();
  if (!tasks) return std::move(tasks).error();
  return OwnChildren(std::make_unique<State>(State{*std::move(tasks)}));
}

std::vector<Pid> OwnChildren::read() {
  std::vector<Pid> numbers;
  if (!state_->current()) return scan_table();
  for (const Thread& thread : state_->threads) {
    if (thread.children) read_numbers(thread.children.get(), numbers);
  }
  return numbers;
}

}  // namespace watchdog::process
