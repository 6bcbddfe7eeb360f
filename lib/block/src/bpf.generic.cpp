// SPDX-License-Identifier: MIT
#include "watchdog/block/source.hpp"

namespace watchdog::block {

Result<std::shared_ptr<Source>> open_bpf(asio::io_context&, const Rule&, bool) {
  return Error{std::make_error_code(std::errc::function_not_supported),
               "have the kernel end programs", "", "Linux alone can do that"};
}

}  // namespace watchdog::block
