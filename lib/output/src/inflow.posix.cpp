// SPDX-License-Identifier: MIT
#include "inflow.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <utility>

namespace watchdog::output {
namespace {

class Pipe final : public Inflow, public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(asio::io_context& loop, NativeHandle end, Receiver& receiver)
      : end_(end), ready_(loop, end), receiver_(&receiver) {}
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() override { ready_.release(); }  // The channel closes its end itself.

  void start() override { wait(); }
  void resume() override {
    if (receiver_) wait();
  }
  bool drain() override { return pump(most_in_a_pipe) == Outcome::empty; }
  void stop() override {
    receiver_ = nullptr;
    ready_.cancel();
  }

 private:
  enum class Outcome : std::uint8_t { empty, more, full, broken };

  void wait() {
    if (std::exchange(waiting_, true)) return;
    ready_.async_wait(asio::posix::descriptor_base::wait_read,
                      [weak = weak_from_this()](const std::error_code& failed) {
                        const auto self = weak.lock();
                        if (self && self->receiver_ && !failed) self->woken();
                      });
  }

  void woken() {
    waiting_ = false;
    const Outcome outcome = pump(most_in_a_turn);
    if (outcome == Outcome::empty || outcome == Outcome::more) wait();
  }

  Outcome pump(std::size_t limit) {
    std::array<char, most_at_once> buffer;
    while (limit > 0) {
      const std::size_t room = std::min({receiver_->room(), limit, buffer.size()});
      if (room == 0) return Outcome::full;
      if (const std::size_t taken = receiver_->take_from(end_, {buffer.data(), room}); taken > 0) {
        limit -= taken;
        continue;
      }
      const ssize_t size = ::read(end_, buffer.data(), room);
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return Outcome::empty;
      if (size <= 0) return Outcome::broken;
      limit -= static_cast<std::size_t>(size);
      receiver_->receive({buffer.data(), static_cast<std::size_t>(size)});
    }
    return Outcome::more;
  }

  NativeHandle end_;
  asio::posix::stream_descriptor ready_;
  Receiver* receiver_;
  bool waiting_ = false;
};

}  // namespace

std::shared_ptr<Inflow> make_inflow(asio::io_context& loop, NativeHandle end, Receiver& receiver) {
  return std::make_shared<Pipe>(loop, end, receiver);
}

}  // namespace watchdog::output
