// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>

namespace watchdog::output {
namespace {

/// The wider it is, the longer a program can write while nobody reads: this much without privilege,
/// until a user's pipes hold 64 MiB together (/proc/sys/fs/pipe-user-pages-soft).
void widen(NativeHandle pipe) noexcept {
  constexpr int most = 1024 * 1024;
  constexpr int usual = 64 * 1024;
  for (int size = most; size > usual; size /= 2)
    if (::fcntl(pipe, F_SETPIPE_SZ, size) >= 0) return;
}

}  // namespace

Result<Channel> open_channel() {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    return Error{last_system_error(), "open a pipe", "", ""};
  const UniqueHandle writing(ends[1]);
  Channel channel{UniqueHandle(ends[0]), {}};
  const std::string path = fmt::format("/proc/self/fd/{}", writing.get());
  channel.programs.reset(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!channel.programs) return Error{last_system_error(), "open", path, "is /proc mounted?"};
  widen(channel.ours.get());
  return channel;
}

}  // namespace watchdog::output
