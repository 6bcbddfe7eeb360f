// SPDX-License-Identifier: MIT
#include "row.linux.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <span>
#include <system_error>
#include <thread>

#include "watchdog/base/text.hpp"
#include "watchdog/process/numbers.linux.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::process::proc {
namespace {

/// The argument that a title may have been cut from: argv[0], or, for a script, the file that the
/// system put behind its interpreter and the interpreter's one argument.
std::string read_argument(const Place& place, Pid pid, std::string_view title) {
  std::array<char, 4096> buffer;
  std::error_code ignored;
  std::string_view text = read(place, pid, "cmdline", buffer, ignored);
  const std::string_view first = text.substr(0, text.find('\0'));
  for (int i = 0; i < 3 && !text.empty(); ++i) {
    const std::string_view argument = text.substr(0, text.find('\0'));
    if (base_name(argument).starts_with(title)) return std::string(argument);
    text.remove_prefix(std::min(argument.size() + 1, text.size()));
  }
  return std::string(first);
}

/// The title is cut from the image's name: nothing more is to be learnt.
bool image_settles(const Entry& entry) { return base_name(entry.image).starts_with(entry.title); }

Entry::Kind kind_of(const Stat& stat) {
  if (stat.kernel()) return Entry::Kind::kernel;
  return stat.zombie() ? Entry::Kind::zombie : Entry::Kind::user;
}

/// A thread that does `work`; nothing when the system grants no more of them.
std::optional<std::thread> start_helper(const std::function<void()>& work) {
  try {
    return std::thread(work);
  } catch (const std::system_error&) {
    return std::nullopt;
  }
}

using Slice = std::span<const Number>;

std::vector<Entry> read_slice(const Place& place, Slice numbers, const ReadRow& read) {
  std::vector<Entry> rows;
  for (const Number& number : numbers) {
    auto entry = read(place, number.pid);
    if (entry) rows.push_back(*std::move(entry));
  }
  return rows;
}

/// A row costs some 10 us in the kernel and none needs another: with many of them a second thread
/// nearly halves the time. It is not worth its start for few.
std::vector<Entry> read_shared(const Place& place, Slice numbers, const ReadRow& read) {
  constexpr std::size_t many = 512;
  if (numbers.size() < many || std::thread::hardware_concurrency() < 2)
    return read_slice(place, numbers, read);
  const Slice mine = numbers.first(numbers.size() / 2);
  std::vector<Entry> second;
  const auto others = [&] { second = read_slice(place, numbers.subspan(mine.size()), read); };
  auto helper = start_helper(others);
  std::vector<Entry> rows = read_slice(place, mine, read);
  helper ? helper->join() : others();
  rows.insert(rows.end(), std::move_iterator(second.begin()), std::move_iterator(second.end()));
  return rows;
}

}  // namespace

Result<Entry> read_row(const Place& place, Pid pid) {
  std::array<char, 1024> buffer;
  std::error_code failure;
  const std::string_view text = read(place, pid, "stat", buffer, failure);
  const auto stat = parse_stat(text);
  if (!stat) return unreadable(pid, failure);
  Entry entry;
  entry.id = {pid, stat->start};
  entry.parent = stat->parent;
  entry.kind = kind_of(*stat);
  entry.title = stat->title;
  if (entry.kind == Entry::Kind::user) entry.image = read_image(place, pid);
  return entry;
}

Result<Entry> read_entry(const Place& place, Pid pid) {
  Result<Entry> entry = read_row(place, pid);
  if (!entry || entry->kind != Entry::Kind::user) return entry;
  if (entry->title.size() == system_naming().title_limit && !image_settles(*entry))
    entry->argument0 = read_argument(place, pid, entry->title);
  return entry;
}

std::optional<Entry> peek(const Place& place, Pid pid) {
  std::array<char, 128> buffer;
  std::error_code failure;
  std::string_view title = read(place, pid, "comm", buffer, failure);
  if (failure) return std::nullopt;
  if (title.ends_with('\n')) title.remove_suffix(1);  // The file's, after all the title's own.
  Entry entry;
  entry.id.pid = pid;
  entry.title = title;
  entry.image = read_image(place, pid);
  return entry;
}

Result<std::vector<Entry>> read_rows(const ReadRow& read) {
  auto numbers = Numbers::open();
  if (!numbers) return std::move(numbers).error();
  const auto found = numbers->read();
  if (!found) return found.error();
  return read_shared({numbers->native_handle(), ""}, **found, read);
}

}  // namespace watchdog::process::proc
