// SPDX-License-Identifier: MIT
#include "watchdog/block/source.hpp"

namespace watchdog::block {
namespace {

using Opened = Result<std::shared_ptr<Source>>;

Opened open_one(asio::io_context& io, Want want, const Rule& rule, const Options& options) {
  switch (want) {
    case Want::bpf:
      return open_bpf(io, rule, options.tell_only());
    case Want::events:
      return open_events(io);
    default:
      return open_scan(io, options.interval, options.cpu);
  }
}

}  // namespace

Result<Choice> open_source(asio::io_context& io, const Rule& rule, const Options& options) {
  constexpr Want best_first[] = {Want::bpf, Want::events, Want::scan};
  Choice choice;
  for (const Want want : best_first) {
    if (options.source != Want::automatic && options.source != want) continue;
    Opened opened = open_one(io, want, rule, options);
    if (opened) {
      choice.source = *std::move(opened);
      return choice;
    }
    if (want == options.source || want == Want::scan) return std::move(opened).error();
    // On systems that have none there is nothing to say: no user could change that.
    const bool none = opened.error().code == std::errc::function_not_supported;
    if (none && want == Want::bpf) continue;
    if (!choice.why.empty()) choice.why += "; ";
    choice.why += opened.error().message();
  }
  return choice;
}

}  // namespace watchdog::block
