// SPDX-License-Identifier: MIT
#pragma once

#include <asio/posix/stream_descriptor.hpp>
#include <memory>

#include "watchdog/base/native_handle.hpp"
#include "watchdog/block/source.hpp"

namespace watchdog::block {

/// A source that the kernel writes to: waits until its descriptor is readable, and passes on what
/// is there, some at a time.
class DescriptorSource : public Source, public std::enable_shared_from_this<DescriptorSource> {
 public:
  void start(Sink& sink) override;
  void stop() override;

 protected:
  /// `deed` stands in the error when that can't be waited for.
  DescriptorSource(asio::io_context& io, NativeHandle handle, const char* deed)
      : ready_(io, handle), deed_(deed) {}

  /// Whom it is told to, while it is.
  Sink* sink() const noexcept { return sink_; }
  /// There will be no more.
  void lose(const std::error_code& code);
  /// Before the descriptor is closed by who opened it: first thing in a destructor.
  void let_go() { ready_.release(); }

 private:
  void wait();
  void woken(const std::error_code& failure);
  /// One of what is there, while there is a sink; false: no more for now.
  virtual bool pass_on_one() = 0;
  /// Some were passed on, and there still is a sink.
  virtual void passed_on() {}

  asio::posix::stream_descriptor ready_;
  const char* deed_;
  Sink* sink_ = nullptr;
};

}  // namespace watchdog::block
