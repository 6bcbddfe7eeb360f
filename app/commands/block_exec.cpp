// SPDX-License-Identifier: MIT
#include "commands/block_exec.hpp"

#include <fmt/format.h>

#include <utility>

namespace watchdog::app {

void BlockExec::run(std::string_view event, const process::Entry& entry,
                    const block::Verdict& verdict) {
  if (words_.empty()) return;
  if (!rate_.take(Clock::now())) {
    ++left_out_;
    return;
  }
  const std::string name(entry.label());
  alarm_.run(name, words_,
             {fmt::format("WD_EVENT={}", event), "WD_NAME=" + name,
              fmt::format("WD_PID={}", entry.id.pid), "WD_IMAGE=" + entry.image,
              "WD_TARGET=" + (verdict.named() ? verdict.grounds.front().meant : ""),
              fmt::format("WD_LEFT_OUT={}", std::exchange(left_out_, 0))});
}

}  // namespace watchdog::app
