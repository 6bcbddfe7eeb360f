// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/block/rule.hpp"
#include "watchdog/control/server.hpp"

namespace watchdog::app {

/// Whether `rule` ends what runs the file `program`, or a program of that name, whoever starts it.
/// Of a rule that asks for more than names and paths this can't be known.
bool ends_program(const block::Rule& rule, const std::string& program);

/// Where a watchdog that blocks is asked whether it ends a program. `rule` must outlive the server.
/// Errors: Server::open's; nobody knows of us then.
Result<control::Server> open_block_desk(asio::io_context& loop, const block::Rule& rule);
/// Whether it is such a watchdog's endpoint, and not that of one that keeps.
bool is_block_desk(std::string_view endpoint);

/// Errors, without a code: a watchdog of this user ends one of `programs` (their files) wherever it
/// starts, so to keep it alive would never end.
Result<void> check_not_blocked(const std::vector<std::string>& programs);

}  // namespace watchdog::app
