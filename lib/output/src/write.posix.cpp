// SPDX-License-Identifier: MIT
#include "write.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace watchdog::output {

Result<UniqueHandle> open_to_append(const std::string& path) {
  constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  UniqueHandle file(::open(path.c_str(), flags, 0666));
  if (!file) return Error{last_system_error(), "open the log", path, ""};
  return file;
}

bool is_deleted(NativeHandle file) noexcept {
  struct stat opened {};
  return ::fstat(file, &opened) != 0 || opened.st_nlink == 0;
}

bool leads_to(const std::string& path, NativeHandle file) {
  struct stat opened {};
  struct stat found {};
  if (::fstat(file, &opened) != 0 || ::stat(path.c_str(), &found) != 0) return false;
  return opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

std::size_t write_all(NativeHandle to, std::string_view bytes, std::error_code& failure) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t size = ::write(to, bytes.data() + done, bytes.size() - done);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      failure = last_system_error();
      break;
    }
    done += static_cast<std::size_t>(size);
  }
  return done;
}

std::size_t write_patiently(NativeHandle to, std::string_view bytes, std::error_code& failure) {
  std::size_t done = 0;
  for (;;) {
    failure = {};
    done += write_all(to, bytes.substr(done), failure);
    if (failure != std::errc::operation_would_block) return done;
    pollfd room{to, POLLOUT, 0};
    ::poll(&room, 1, -1);
  }
}

}  // namespace watchdog::output
