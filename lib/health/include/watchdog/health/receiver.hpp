// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "watchdog/health/words.hpp"

namespace watchdog::health {

/// Where one program says how it is: the other end of its NOTIFY_SOCKET.
///
/// One message is taken per turn of the loop, so that a program that floods it starves nobody;
/// nothing is done while nothing arrives. Who may write to it is decided by the system: our own
/// user alone. The thread of the loop alone uses it; destroy it before the loop. Listening is work:
/// the loop runs until it is stopped or this is gone.
/// Source: POSIX a datagram socket at a path, mode 0600; Windows a pipe of messages, as many as
/// eight writers at once, further ones wait.
class Receiver {
 public:
  using OnWords = std::function<void(const Words&)>;

  /// Listens at `address`: a path in a folder of ours (at most 103 bytes on any system), a name
  /// \\.\pipe\... on Windows. A socket that a dead program left there is replaced. `on_words` is
  /// told each message on the loop; it may destroy the receiver.
  /// Errors: address_in_use (another listens there), file_exists (it is no socket),
  /// filename_too_long; those of the system.
  static Result<Receiver> open(asio::io_context& loop, const std::string& address,
                               OnWords on_words);

  Receiver(Receiver&& other) noexcept;
  Receiver& operator=(Receiver&& other) noexcept;
  /// Stops listening; removes the file if it is still ours.
  ~Receiver();

  /// What to give the program as NOTIFY_SOCKET.
  const std::string& address() const noexcept;

 private:
  struct State;  // Defined once per family of systems.
  explicit Receiver(std::shared_ptr<State> state) noexcept;

  std::shared_ptr<State> state_;
};

}  // namespace watchdog::health
