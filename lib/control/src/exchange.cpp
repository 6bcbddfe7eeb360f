// SPDX-License-Identifier: MIT
#include "exchange.hpp"

namespace watchdog::control {

void Exchange::write() {
  stream_->write_some(
      asio::buffer(request_) + sent_,
      [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
        self->sent_ += count;
        if (failed) return self->end({});
        if (self->sent_ < self->request_.size()) return self->write();
        self->read();
      });
}

void Exchange::read() {
  stream_->read_some(asio::buffer(buffer_),
                     [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
                       if (failed) return self->end({});
                       self->on_read({self->buffer_.data(), count});
                     });
}

void Exchange::on_read(std::string_view bytes) {
  switch (reply_.feed(bytes)) {
    case Feed::more:
      return read();
    case Feed::whole:
      return end(reply_.take());
    case Feed::refused:
      return end({});
  }
}

void Exchange::end(std::optional<std::string> reply) {
  const Done done = std::exchange(done_, nullptr);
  close();
  if (done) done(std::move(reply));
}

void Exchange::close() noexcept {
  done_ = nullptr;
  stream_->close();
}

}  // namespace watchdog::control
