// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>
#include <string>

#include "stream.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Connects to an endpoint, at once or not at all. Errors: those of ask();
/// resource_unavailable_try_again while the server has more clients than it has let in;
/// too_many_files_open.
Result<std::unique_ptr<Stream>> connect(asio::io_context& loop, const std::string& endpoint);

}  // namespace watchdog::control
