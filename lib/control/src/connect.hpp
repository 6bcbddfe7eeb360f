// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>
#include <string>

#include "stream.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Connects to an endpoint and blocks until it is done, at most until `deadline`. The stream is of
/// that loop, which need not run. Errors: those of ask().
Result<std::unique_ptr<Stream>> connect(asio::io_context& loop, const std::string& endpoint,
                                        Time deadline);

}  // namespace watchdog::control
