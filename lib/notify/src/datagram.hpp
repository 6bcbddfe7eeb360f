// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::notify {

/// A local datagram socket that programs started meanwhile by other threads do not inherit; empty
/// when there is none to be had.
UniqueHandle datagram_socket() noexcept;

}  // namespace watchdog::notify
