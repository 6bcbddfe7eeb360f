// SPDX-License-Identifier: MIT
#include "deny_by_asking.linux.hpp"
#include "deny_in_kernel.linux.hpp"
#include "watchdog/block/denial.hpp"

namespace watchdog::block {

Result<Choice> open_deny(asio::io_context& io, const Rule& rule, const Options& options) {
  Choice choice;
  if (options.deny_by != DenyBy::fanotify) {
    auto in_kernel = open_deny_in_kernel(io, rule, options.dry_run);
    if (in_kernel) return Choice{*std::move(in_kernel), ""};
    if (options.deny_by == DenyBy::kernel) return std::move(in_kernel).error();
    choice.why = in_kernel.error().message();
  }
  auto asking = open_deny_by_asking(io, rule, options.dry_run);
  if (!asking) return std::move(asking).error();
  choice.source = *std::move(asking);
  return choice;
}

Result<std::vector<std::string>> undo_left_denials() { return std::vector<std::string>(); }

std::optional<DeniedStart> denied_start(const std::vector<std::string>&) { return std::nullopt; }

}  // namespace watchdog::block
