// SPDX-License-Identifier: MIT
#include "proc.linux.hpp"

#include <fmt/compile.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <climits>

namespace watchdog::process::proc {
namespace {

constexpr std::uint32_t kernel_thread_flag = 0x0020'0000;  // PF_KTHREAD of the kernel's sched.h.

/// "PREFIX PID / FILE", ended by a NUL, without a trip to the heap.
class Path {
 public:
  Path(const Place& place, Pid pid, std::string_view file) {
    const auto end = fmt::format_to_n(text_.data(), text_.size() - 1, FMT_COMPILE("{}{}/{}"),
                                      place.prefix, pid, file);
    *end.out = '\0';
  }
  const char* c_str() const noexcept { return text_.data(); }

 private:
  std::array<char, 64> text_;
};

/// The fields that follow the title, one blank between each; the first is the kernel's third.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  std::string_view next() {
    const std::size_t end = std::min(text_.find(' '), text_.size());
    const std::string_view field = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    return field;
  }
  void skip(int count) {
    while (count-- > 0) next();
  }
  template <class Number>
  Number number() {
    const std::string_view field = next();
    Number value = 0;
    const auto parsed = std::from_chars(field.data(), field.data() + field.size(), value);
    bad_ = bad_ || field.empty() || parsed.ec != std::errc();
    return value;
  }
  bool bad() const noexcept { return bad_; }

 private:
  std::string_view text_;
  bool bad_ = false;
};

}  // namespace

bool Stat::kernel() const noexcept { return (flags & kernel_thread_flag) != 0; }

bool Stat::zombie() const noexcept {
  return state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
}

UniqueHandle open(const Place& place, Pid pid, std::string_view file) {
  return UniqueHandle(
      ::openat(place.directory, Path(place, pid, file).c_str(), O_RDONLY | O_CLOEXEC));
}

std::string_view read(const Place& place, Pid pid, std::string_view file, std::span<char> buffer,
                      std::error_code& failure) {
  const UniqueHandle handle = open(place, pid, file);
  const auto size = handle ? ::read(handle.get(), buffer.data(), buffer.size()) : -1;
  failure = size < 0 ? last_system_error() : std::error_code();
  return size < 0 ? std::string_view() : std::string_view(buffer.data(), std::size_t(size));
}

std::string read_link(const Place& place, Pid pid, std::string_view file) {
  std::array<char, PATH_MAX> buffer;
  const auto size =
      ::readlinkat(place.directory, Path(place, pid, file).c_str(), buffer.data(), buffer.size());
  return size < 0 ? std::string() : std::string(buffer.data(), std::size_t(size));
}

std::string read_image(const Place& place, Pid pid) {
  constexpr std::string_view deleted = " (deleted)";
  std::string path = read_link(place, pid, "exe");
  if (path.ends_with(deleted)) path.resize(path.size() - deleted.size());
  return path;
}

std::optional<Stat> parse_stat(std::string_view text) {
  // What follows the title has no parenthesis, so the last one ends it, whatever it holds.
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == text.npos || close == text.npos || close < open) return std::nullopt;
  Stat stat;
  stat.title = text.substr(open + 1, close - open - 1);
  Fields fields(text.substr(std::min(close + 2, text.size())));
  const std::string_view state = fields.next();
  if (state.empty()) return std::nullopt;
  stat.state = state.front();
  stat.parent = fields.number<Pid>();
  fields.skip(2);  // Group, session.
  stat.terminal =
      static_cast<std::uint32_t>(fields.number<std::int32_t>());  // Written with a sign.
  fields.skip(1);  // The terminal's foreground group.
  stat.flags = fields.number<std::uint32_t>();
  fields.skip(4);  // Page faults.
  stat.cpu_ticks = fields.number<std::uint64_t>();
  stat.cpu_ticks += fields.number<std::uint64_t>();
  fields.skip(4);  // Times of children, priority, nice.
  stat.threads = fields.number<std::uint32_t>();
  fields.skip(1);
  stat.start = fields.number<std::uint64_t>();
  fields.skip(1);  // Size of the address space.
  stat.resident_pages = fields.number<std::uint64_t>();
  return fields.bad() ? std::nullopt : std::optional(stat);
}

Error unreadable(Pid pid, std::error_code failure) {
  const bool out_of_files = failure == std::errc::too_many_files_open ||
                            failure == std::errc::too_many_files_open_in_system;
  if (out_of_files) return {failure, "read process", fmt::format("{}", pid), ""};
  const bool hidden =
      failure == std::errc::permission_denied || failure == std::errc::operation_not_permitted;
  const auto code = hidden ? std::errc::permission_denied : std::errc::no_such_process;
  return {std::make_error_code(code), "read process", fmt::format("{}", pid), ""};
}

}  // namespace watchdog::process::proc
