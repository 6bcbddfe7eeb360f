// SPDX-License-Identifier: MIT
#include "watchdog/block/denial.hpp"
#include "watchdog/block/source.hpp"

namespace watchdog::block {

Result<Choice> open_deny(asio::io_context&, const Rule&, const Options&) {
  return Error{std::make_error_code(std::errc::function_not_supported), "deny a program its start",
               "", "Linux and Windows can; without --deny it is ended as it starts"};
}

Result<std::vector<std::string>> undo_left_denials() { return std::vector<std::string>(); }

std::optional<DeniedStart> denied_start(const std::vector<std::string>&) { return std::nullopt; }

}  // namespace watchdog::block
