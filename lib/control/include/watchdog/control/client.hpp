// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::control {

inline constexpr std::size_t max_request = 64 << 10;  ///< Bytes of a request, without its line end.
inline constexpr std::size_t max_reply = 64 << 20;    ///< Bytes of a reply.

/// Asks the server at `endpoint` of this user and blocks until its whole reply is there, at most
/// for `timeout`. Any thread may ask.
///
/// Errors: no_such_file_or_directory when there is no such endpoint; connection_refused when its
/// server is dead; permission_denied; timed_out; connection_reset when the server dropped us or
/// ended before the reply was whole; message_size when the request is longer than max_request;
/// invalid_argument when it has a line end or a NUL, or is not UTF-8, or the endpoint is no name.
Result<std::string> ask(const std::string& endpoint, std::string_view request,
                        milliseconds timeout);

/// The names of all endpoints of this user, in order; those that dead servers left are among them.
/// Errors: those of runtime_folder(); what the system says when they cannot be listed.
Result<std::vector<std::string>> endpoints();

}  // namespace watchdog::control
