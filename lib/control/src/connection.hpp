// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "framing.hpp"
#include "stream.hpp"
#include "watchdog/control/server.hpp"

namespace watchdog::control {

/// A client at the server: its request is read, handed on, and answered. What is under way keeps it
/// alive, until it is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& loop, std::unique_ptr<Stream> stream,
             std::shared_ptr<const Handler> handler, milliseconds patience);

  void start();
  /// Sends the reply and closes; nothing, when none is awaited.
  void answer(std::string_view reply);
  void close() noexcept;

  bool idle() const noexcept { return state_ == State::reading; }
  bool awaits_reply() const noexcept { return state_ == State::waiting; }
  bool closed() const noexcept { return state_ == State::closed; }

 private:
  enum class State : std::uint8_t { reading, waiting, writing, closed };

  void be_patient();
  void read();
  void on_read(std::string_view bytes);
  void hand_on();
  void write();

  State state_ = State::reading;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<const Handler> handler_;  ///< Shared: it may destroy the server that has it.
  milliseconds patience_;
  asio::steady_timer deadline_;
  RequestReader request_;
  std::array<char, 4096> buffer_;
  std::string reply_;
  std::size_t sent_ = 0;
};

}  // namespace watchdog::control
