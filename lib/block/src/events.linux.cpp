// SPDX-License-Identifier: MIT
#include <asio/error.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <utility>

#include "proc_connector.linux.hpp"
#include "watchdog/block/source.hpp"

namespace watchdog::block {
namespace {

constexpr int batch = 64;  // Then the loop's other work has its turn.

class Events : public Source, public std::enable_shared_from_this<Events> {
 public:
  Events(asio::io_context& io, ProcConnector connector)
      : connector_(std::move(connector)), ready_(io, connector_.native_handle()) {}
  ~Events() override { ready_.release(); }  // The connector closes what it opened.

  std::string_view name() const noexcept override { return "events"; }
  std::string_view detail() const noexcept override {
    return connector_.filtered() ? "proc connector, filtered by the kernel"
                                 : "proc connector, unfiltered";
  }

  void start(Sink& sink) override {
    sink_ = &sink;
    wait();
  }
  void stop() override {
    sink_ = nullptr;
    ready_.cancel();
  }

 private:
  void wait() {
    ready_.async_wait(asio::posix::descriptor_base::wait_read,
                      [weak = weak_from_this()](const std::error_code& failure) {
                        const auto self = weak.lock();
                        if (self && self->sink_ && failure != asio::error::operation_aborted)
                          self->woken(failure);
                      });
  }

  void woken(const std::error_code& failure) {
    if (failure) return sink_->lost(*this, broken(failure));
    if (pass_on() && sink_) wait();
  }

  static Error broken(const std::error_code& code) {
    return {code, "receive process events", "", ""};
  }

  /// What is there now; false when there will be no more.
  bool pass_on() {
    for (int i = 0; i < batch && sink_; ++i) {
      const ProcConnector::Event event = connector_.read();
      if (event.kind == ProcConnector::Kind::empty) {
        if (std::exchange(dropping_, false)) sink_->look_at_all();
        return true;
      }
      if (event.kind == ProcConnector::Kind::changed) sink_->look_at(event.pid, event.when);
      if (event.kind == ProcConnector::Kind::lost) {
        dropping_ = true;
        sink_->look_at_all();
      }
      if (event.kind == ProcConnector::Kind::broken) {
        sink_->lost(*this, broken(last_system_error()));
        return false;
      }
    }
    return true;
  }

  ProcConnector connector_;
  asio::posix::stream_descriptor ready_;
  /// Events were lost, and more are, untold, until all that came before has been read.
  bool dropping_ = false;
  Sink* sink_ = nullptr;
};

}  // namespace

Result<std::shared_ptr<Source>> open_events(asio::io_context& io) {
  auto connector = ProcConnector::open();
  if (!connector) return std::move(connector).error();
  return std::shared_ptr<Source>(std::make_shared<Events>(io, *std::move(connector)));
}

}  // namespace watchdog::block
