// SPDX-License-Identifier: MIT
#include "row.linux.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <thread>

#include "helper_thread.hpp"
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

using Rows = Result<std::vector<Entry>>;

/// The wanted rows of a listing, or of that part of it which no other thread takes meanwhile.
Rows read_listing(const Place& place, const ReadRow& read) {
  std::array<char, 1024> buffer;  // Some 40 numbers, so that two threads end at about one time.
  std::vector<Number> piece;
  std::vector<Entry> rows;
  for (;;) {
    piece.clear();
    const auto more = read_piece(place.directory, buffer, piece);
    if (!more) return more.error();
    if (!*more) return rows;
    for (const Number& number : piece) {
      if (auto entry = read(place, number.pid)) rows.push_back(*std::move(entry));
    }
  }
}

/// /proc has a link for each process that there is.
bool is_long(NativeHandle proc) {
  constexpr nlink_t many = 512;
  struct stat about {};
  return ::fstat(proc, &about) == 0 && about.st_nlink > many;
}

Rows merged(Rows rows, Rows others) {
  if (!rows || !others) return rows ? others : rows;
  const auto middle = static_cast<std::ptrdiff_t>(rows->size());
  std::move(others->begin(), others->end(), std::back_inserter(*rows));
  std::inplace_merge(rows->begin(), rows->begin() + middle, rows->end(),
                     [](const Entry& a, const Entry& b) { return a.id.pid < b.id.pid; });
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

/// A row costs some 10 us in the kernel and none needs another: with many of them a second thread
/// nearly halves the time. It is not worth its start for few.
Rows read_rows(const ReadRow& read) {
  const UniqueHandle proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc) return Error{last_system_error(), "open", "/proc", ""};
  const Place place{proc.get(), ""};
  Rows others = std::vector<Entry>();
  std::optional<std::thread> helper;
  if (is_long(proc.get()) && std::thread::hardware_concurrency() > 1)
    helper = start_helper([&] { others = read_listing(place, read); });
  Rows rows = read_listing(place, read);
  if (helper) helper->join();
  return merged(std::move(rows), std::move(others));
}

}  // namespace watchdog::process::proc
