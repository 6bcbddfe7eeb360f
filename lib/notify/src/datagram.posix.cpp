// SPDX-License-Identifier: MIT
#include "datagram.hpp"

#include <sys/socket.h>

namespace watchdog::notify {

UniqueHandle datagram_socket() noexcept {
  return UniqueHandle(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

}  // namespace watchdog::notify
