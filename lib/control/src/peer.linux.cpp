// SPDX-License-Identifier: MIT
#include <sys/socket.h>

#include "peer.posix.hpp"

namespace watchdog::control {

std::optional<uid_t> user_of_peer(int socket) noexcept {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  return peer.uid;
}

}  // namespace watchdog::control
