// SPDX-License-Identifier: MIT
#include "watchdog/block/source.hpp"

namespace watchdog::block {

Result<std::shared_ptr<Source>> open_deny(asio::io_context&, const Rule&, bool) {
  return Error{std::make_error_code(std::errc::function_not_supported), "deny a program its start",
               "", "Linux alone asks; without --deny it is ended as it starts"};
}

}  // namespace watchdog::block
