// SPDX-License-Identifier: MIT
#include "descriptor_source.linux.hpp"

#include <asio/error.hpp>
#include <utility>

namespace watchdog::block {
namespace {

constexpr int batch = 64;  // Then the loop's other work has its turn.

}  // namespace

void DescriptorSource::start(Sink& sink) {
  sink_ = &sink;
  wait();
}

void DescriptorSource::stop() {
  sink_ = nullptr;
  ready_.cancel();
}

void DescriptorSource::wait() {
  ready_.async_wait(asio::posix::descriptor_base::wait_read,
                    [weak = weak_from_this()](const std::error_code& failure) {
                      const auto self = weak.lock();
                      if (self && self->sink_ && failure != asio::error::operation_aborted)
                        self->woken(failure);
                    });
}

void DescriptorSource::woken(const std::error_code& failure) {
  if (failure) return lose(failure);
  for (int i = 0; i < batch && sink_ && pass_on_one(); ++i) {
  }
  if (sink_) passed_on();
  if (sink_) wait();
}

void DescriptorSource::lose(const std::error_code& code) {
  std::exchange(sink_, nullptr)->lost(*this, {code, deed_, "", ""});
}

}  // namespace watchdog::block
