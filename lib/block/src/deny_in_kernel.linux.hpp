// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/block/source.hpp"

namespace watchdog::block {

/// Names in the kernel's own table (BPF as a security module): see open_deny().
/// Errors: those of StartGate; not_supported (more than plain names decides by that rule).
Result<std::shared_ptr<Source>> open_deny_in_kernel(asio::io_context& io, const Rule& rule,
                                                    bool tell_only);

}  // namespace watchdog::block
