// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "peer.posix.hpp"

namespace watchdog::control {

std::optional<uid_t> user_of_peer(int socket) noexcept {
  uid_t user = 0;
  gid_t group = 0;
  if (::getpeereid(socket, &user, &group) != 0) return std::nullopt;
  return user;
}

}  // namespace watchdog::control
