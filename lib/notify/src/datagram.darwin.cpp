// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/socket.h>

#include "datagram.hpp"

namespace watchdog::notify {

/// There is no SOCK_CLOEXEC here: a moment remains in which another thread's fork inherits it.
UniqueHandle datagram_socket() noexcept {
  UniqueHandle socket(::socket(AF_UNIX, SOCK_DGRAM, 0));
  if (socket) ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC);
  return socket;
}

}  // namespace watchdog::notify
