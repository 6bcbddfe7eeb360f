// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "lock.hpp"
#include "watchdog/checkpoint/error.hpp"

namespace watchdog::checkpoint {

Error in_use(const std::string& checkpoint, const std::string& holder) {
  const std::string digits = holder.substr(0, holder.find_first_not_of("0123456789"));
  const std::string who = digits.empty() ? "another process" : "process " + digits;
  return {Errc::in_use, "open the checkpoint", checkpoint,
          fmt::format("{} has it: wait for its end, or name another file", who)};
}

}  // namespace watchdog::checkpoint
