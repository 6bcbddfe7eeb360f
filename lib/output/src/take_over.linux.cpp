// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "channel.hpp"

namespace watchdog::output {
namespace {

/// 0 when it is none.
ino_t pipe_number(NativeHandle handle) {
  struct stat found {};
  if (::fstat(handle, &found) != 0 || !S_ISFIFO(found.st_mode)) return 0;
  return found.st_ino;
}

/// Whether the process has it open to read and to write. Only open_channel() makes a stream that
/// way: the pipe of a shell ("app | less") is its reader's, and must not be taken.
bool is_read_and_written(process::Pid pid, int stream) {
  std::ifstream info(fmt::format("/proc/{}/fdinfo/{}", pid, stream));
  for (std::string word; info >> word;) {
    unsigned flags = 0;
    if (word == "flags:") return (info >> std::oct >> flags) && (flags & O_ACCMODE) == O_RDWR;
  }
  return false;
}

/// A pipe of pipe(), without a name in the file system.
bool is_nameless_pipe(const std::string& path) {
  std::error_code failed;
  return std::filesystem::read_symlink(path, failed).string().starts_with("pipe:[");
}

}  // namespace

Result<Channel> take_over_channel(const process::Identity& id, int stream) {
  const std::string path = fmt::format("/proc/{}/fd/{}", id.pid, stream);
  Channel channel{UniqueHandle(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)),
                  UniqueHandle()};
  if (!channel.ours) return Error{last_system_error(), "take over", path, ""};
  const bool mine = is_nameless_pipe(path) && is_read_and_written(id.pid, stream);
  if (mine) channel.programs.reset(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  const Result<process::Identity> now = process::identify(id.pid);
  if (!now) return now.error();
  if (*now != id)
    return Error{std::make_error_code(std::errc::no_such_process), "take over", path, ""};
  const ino_t number = pipe_number(channel.ours.get());
  if (!channel.programs || number == 0 || pipe_number(channel.programs.get()) != number)
    return Error{std::make_error_code(std::errc::operation_not_supported), "take over", path,
                 "its output leads elsewhere"};
  return channel;
}

bool same_pipe(const Channel& a, const Channel& b) {
  return pipe_number(a.ours.get()) == pipe_number(b.ours.get());
}

}  // namespace watchdog::output
