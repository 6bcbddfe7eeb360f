// SPDX-License-Identifier: MIT
#include "connection.hpp"

#include <utility>

#include "ticket.hpp"

namespace watchdog::control {

Connection::Connection(asio::io_context& loop, std::unique_ptr<Stream> stream,
                       std::shared_ptr<const Handler> handler, milliseconds patience)
    : stream_(std::move(stream)),
      handler_(std::move(handler)),
      patience_(patience),
      deadline_(loop) {}

void Connection::start() {
  be_patient();
  read();
}

void Connection::be_patient() {
  deadline_.expires_after(patience_);
  deadline_.async_wait([self = shared_from_this()](const std::error_code& cancelled) {
    // It may have been moved on when this was on its way already.
    if (!cancelled && self->deadline_.expiry() <= Clock::now()) self->close();
  });
}

void Connection::read() {
  stream_->read_some(asio::buffer(buffer_),
                     [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
                       if (self->state_ == State::writing || self->closed()) return;
                       // Once the request is there, whatever comes means that nobody waits for its
                       // reply any more.
                       if (failed || self->state_ == State::waiting) return self->close();
                       self->on_read({self->buffer_.data(), count});
                     });
}

void Connection::on_read(std::string_view bytes) {
  switch (request_.feed(bytes)) {
    case Feed::more:
      return read();
    case Feed::whole:
      return hand_on();
    case Feed::refused:
      return close();
  }
}

void Connection::hand_on() {
  state_ = State::waiting;
  deadline_.expires_at(Time::max());
  read();
  const auto handler = handler_;
  (*handler)(request_.take(), Reply(std::make_shared<Reply::Ticket>(weak_from_this())));
}

void Connection::answer(std::string_view reply) {
  if (state_ != State::waiting) return;
  state_ = State::writing;
  reply_ = framed(reply);
  write();
}

void Connection::write() {
  be_patient();
  stream_->write_some(
      asio::buffer(reply_) + sent_,
      [self = shared_from_this()](const std::error_code& failed, std::size_t count) {
        if (self->closed()) return;
        self->sent_ += count;
        if (failed || self->sent_ == self->reply_.size()) return self->close();
        self->write();
      });
}

void Connection::close() noexcept {
  if (closed()) return;
  state_ = State::closed;
  deadline_.expires_at(Time::min());
  stream_->close();
}

}  // namespace watchdog::control
