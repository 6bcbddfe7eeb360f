// SPDX-License-Identifier: MIT
#include "exchange.hpp"

namespace watchdog::control {

void Exchange::write() {
  stream_->write_some(
      asio::buffer(request_) + sent_,
      [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
        self->sent_ += count;
        if (!failed && self->sent_ < self->request_.size()) return self->write();
        if (!failed) return self->read();
        self->state_ = State::broken;
      });
}

void Exchange::read() {
  stream_->read_some(asio::buffer(buffer_),
                     [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
                       if (!failed) return self->on_read({self->buffer_.data(), count});
                       self->state_ = State::broken;
                     });
}

void Exchange::on_read(std::string_view bytes) {
  switch (reply_.feed(bytes)) {
    case Feed::more:
      return read();
    case Feed::whole:
      state_ = State::answered;
      return;
    case Feed::refused:
      state_ = State::broken;
  }
}

}  // namespace watchdog::control
