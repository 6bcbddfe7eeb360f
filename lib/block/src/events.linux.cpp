// SPDX-License-Identifier: MIT
#include <utility>

#include "descriptor_source.linux.hpp"
#include "proc_connector.linux.hpp"

namespace watchdog::block {
namespace {

class Events final : public DescriptorSource {
 public:
  Events(asio::io_context& io, ProcConnector connector)
      : DescriptorSource(io, connector.native_handle(), "receive process events"),
        connector_(std::move(connector)) {}
  ~Events() override { let_go(); }

  std::string_view name() const noexcept override { return "events"; }
  std::string_view detail() const noexcept override {
    return connector_.filtered() ? "proc connector, filtered by the kernel"
                                 : "proc connector, unfiltered";
  }

 private:
  bool pass_on_one() override {
    using Kind = ProcConnector::Kind;
    const ProcConnector::Event event = connector_.read();
    if (event.kind == Kind::changed) sink()->look_at(event.pid, event.when);
    if (event.kind == Kind::lost) dropping_ = true;
    if (event.kind == Kind::lost || has_caught_up(event.kind)) sink()->look_at_all();
    if (event.kind == Kind::broken) lose(last_system_error());
    return event.kind != Kind::empty;
  }

  bool has_caught_up(ProcConnector::Kind kind) {
    return kind == ProcConnector::Kind::empty && std::exchange(dropping_, false);
  }

  ProcConnector connector_;
  /// Events were lost, and more are, untold, until all that came before has been read.
  bool dropping_ = false;
};

}  // namespace

Result<std::shared_ptr<Source>> open_events(asio::io_context& io) {
  auto connector = ProcConnector::open();
  if (!connector) return std::move(connector).error();
  return std::shared_ptr<Source>(std::make_shared<Events>(io, *std::move(connector)));
}

}  // namespace watchdog::block
