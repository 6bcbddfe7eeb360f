// SPDX-License-Identifier: MIT
#include "watchdog/process/numbers.linux.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

namespace watchdog::process {
namespace {

/// The fixed part of a record of getdents64; the name follows, ended by a NUL.
struct Record {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
};
constexpr std::size_t name_offset = 19;  // No padding before the name.

Error failed(const char* action) { return {last_system_error(), action, "/proc", ""}; }

/// Appends the record at `data` when its name is a number; returns the record's length.
std::size_t take(const char* data, std::vector<Number>& found) {
  Record record;
  std::memcpy(&record, data, name_offset);
  const char* name = data + name_offset;
  const char* end = name + std::strlen(name);
  Pid pid = 0;
  const auto parsed = std::from_chars(name, end, pid);
  if (parsed.ec == std::errc() && parsed.ptr == end) found.push_back({pid, record.inode});
  return record.length;
}

}  // namespace

Result<bool> read_piece(NativeHandle proc, std::span<char> buffer, std::vector<Number>& found) {
  const long size = ::syscall(SYS_getdents64, proc, buffer.data(), buffer.size());
  if (size < 0) return failed("read");
  for (std::size_t at = 0; at < std::size_t(size);) at += take(buffer.data() + at, found);
  return size > 0;
}

Result<Numbers> Numbers::open() { return open("/proc"); }

Result<Numbers> Numbers::open_own_threads() { return open("/proc/self/task"); }

Result<Numbers> Numbers::open(const char* folder) {
  UniqueHandle proc(::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc) return failed("open");
  return Numbers(std::move(proc));
}

Result<const std::vector<Number>*> Numbers::read() {
  found_.clear();
  if (::lseek(proc_.get(), 0, SEEK_SET) < 0) return failed("read");
  for (;;) {
    const auto more = read_piece(proc_.get(), buffer_, found_);
    if (!more) return more.error();
    if (!*more) return &found_;
  }
}

}  // namespace watchdog::process
