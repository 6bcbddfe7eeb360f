// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
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

/// One of several that are asked at the same time.
struct Question {
  std::string endpoint;
  std::string request;
};

/// How long answers are waited for.
struct Patience {
  milliseconds timeout{5'000};
  milliseconds once_enough{250};  ///< For the others, since somebody said that it is enough.
};

/// Takes the answer to the question of that index. Returns whether it is enough: who has not
/// answered soon after that is not waited for.
using OnAnswer = std::function<bool(std::size_t question, Result<std::string> answer)>;

/// Asks all of them at the same time, so that one that is stuck costs the others nothing. Each is
/// answered once, in whatever order, and with ask()'s errors: at the end, timed_out by those that
/// said nothing. With few descriptors left, some wait until others are done. Blocks until then.
void ask_all(const std::vector<Question>& questions, const Patience& patience,
             const OnAnswer& on_answer);

/// The names of all endpoints of this user, in order; those that dead servers left are among them.
/// Errors: those of runtime_folder(); what the system says when they cannot be listed.
Result<std::vector<std::string>> endpoints();

}  // namespace watchdog::control
