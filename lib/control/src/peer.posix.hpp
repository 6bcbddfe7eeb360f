// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <optional>

namespace watchdog::control {

/// The user who opened the other end of this socket, as the system saw it then; nothing when it
/// does not tell.
std::optional<uid_t> user_of_peer(int socket) noexcept;

}  // namespace watchdog::control
