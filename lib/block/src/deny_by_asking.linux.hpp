// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/block/source.hpp"

namespace watchdog::block {

/// The kernel asks us before each exec (fanotify): see open_deny().
/// Errors: those of ExecPermission and DeadMan.
Result<std::shared_ptr<Source>> open_deny_by_asking(asio::io_context& io, const Rule& rule,
                                                    bool tell_only);

}  // namespace watchdog::block
