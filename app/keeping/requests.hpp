// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report.hpp"

namespace watchdog::app {

/// What one watchdog asks of another: one JSON object in a line, {"do": "stop", "names": ["app"]}.
struct Request {
  enum class Deed : std::uint8_t { status, start, stop, restart, reexec };
  Deed deed = Deed::status;
  std::vector<std::string> names;  ///< None: all.
};

std::string_view word(Request::Deed wanted);

std::string write_request(const Request& request);
/// Errors: what is no request, whoever sent it.
Result<Request> read_request(std::string_view text);

/// The answer: {"programs": [...]} or {"error": "..."}.
std::string write_programs(const std::vector<Fields>& programs);
std::string write_refusal(std::string_view reason);
/// Errors: the refusal, or an answer that is none.
Result<std::vector<Fields>> read_answer(std::string_view text);

}  // namespace watchdog::app
