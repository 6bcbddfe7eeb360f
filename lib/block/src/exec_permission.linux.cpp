// SPDX-License-Identifier: MIT
#include "exec_permission.linux.hpp"

#include <fcntl.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace watchdog::block {
namespace {

Error unasked(const char* action, const std::string& subject) {
  return {last_system_error(), action, subject, "CAP_SYS_ADMIN and Linux 5.0 are needed"};
}

/// One question at a time: what we have not taken, another can.
std::optional<fanotify_event_metadata> take(NativeHandle group) noexcept {
  fanotify_event_metadata event{};
  while (true) {
    const ssize_t size = ::read(group, &event, sizeof event);
    if (size < 0 && errno == EINTR) continue;
    if (size < static_cast<ssize_t>(sizeof event)) return std::nullopt;
    // Without a file: the queue overflowed, and the kernel has answered by itself.
    if (event.fd >= 0) return event;
  }
}

void respond(NativeHandle group, int file, bool allow) noexcept {
  const fanotify_response response{file,
                                   allow ? std::uint32_t{FAN_ALLOW} : std::uint32_t{FAN_DENY}};
  while (::write(group, &response, sizeof response) < 0 && errno == EINTR) {
  }
}

}  // namespace

Result<ExecPermission> ExecPermission::open() {
  // NOLINTNEXTLINE(misc-redundant-expression): 0 where all files may be large anyway.
  constexpr unsigned how = O_RDONLY | O_CLOEXEC | O_LARGEFILE;
  UniqueHandle group(::fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK, how));
  if (!group) return unasked("be asked before programs are executed", "");
  return ExecPermission(std::move(group));
}

Result<void> ExecPermission::watch(const std::string& mount_point) const {
  if (::fanotify_mark(group_.get(), FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN_EXEC_PERM, AT_FDCWD,
                      mount_point.c_str()) != 0)
    return unasked("be asked before programs are executed on", mount_point);
  return {};
}

std::optional<ExecPermission::Question> ExecPermission::next() const {
  const auto event = take(group_.get());
  if (!event) return std::nullopt;
  return Question{UniqueHandle(event->fd),
                  event->pid > 0 ? static_cast<process::Pid>(event->pid) : 0};
}

void ExecPermission::answer(const UniqueHandle& file, bool allow) const {
  respond(group_.get(), file.get(), allow);
}

void allow_exec(NativeHandle group, int file) noexcept { respond(group, file, true); }

bool allow_next_exec(NativeHandle group) noexcept {
  const auto event = take(group);
  if (!event) return false;
  respond(group, event->fd, true);
  ::close(event->fd);
  return true;
}

std::string path_of(const UniqueHandle& file) {
  std::array<char, 4096> target;
  const std::string link = "/proc/self/fd/" + std::to_string(file.get());
  const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
  std::string_view path(target.data(), static_cast<std::size_t>(size > 0 ? size : 0));
  constexpr std::string_view deleted = " (deleted)";
  struct stat status {};
  const bool gone = ::fstat(file.get(), &status) == 0 && status.st_nlink == 0;
  if (gone && path.ends_with(deleted)) path.remove_suffix(deleted.size());
  return std::string(path);
}

}  // namespace watchdog::block
