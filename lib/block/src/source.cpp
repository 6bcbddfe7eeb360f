// SPDX-License-Identifier: MIT
#include "watchdog/block/source.hpp"

namespace watchdog::block {
namespace {

Result<Choice> choice(Result<std::shared_ptr<Source>> source, std::string why) {
  if (!source) return std::move(source).error();
  return Choice{*std::move(source), std::move(why)};
}

}  // namespace

Result<Choice> open_source(asio::io_context& io, Want want, milliseconds interval) {
  if (want == Want::scan) return choice(open_scan(io, interval), "");
  auto events = open_events(io);
  if (events || want == Want::events) return choice(std::move(events), "");
  return choice(open_scan(io, interval), events.error().message());
}

}  // namespace watchdog::block
