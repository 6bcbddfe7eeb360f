// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "stream.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// How long nobody is let in after the system could not: for want of descriptors, mostly.
inline constexpr milliseconds accept_pause(250);

/// The place where clients come in.
class Listener {
 public:
  /// Called for each client that is allowed to be one.
  using OnClient = std::function<void(std::unique_ptr<Stream>)>;

  /// Errors: those of Server::open.
  static Result<Listener> open(asio::io_context& loop, const std::string& endpoint,
                               OnClient on_client);
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;
  ~Listener();

  /// See Server::reopen.
  Result<void> reopen();

 private:
  struct State;  // Defined once per platform.
  explicit Listener(std::shared_ptr<State> state) noexcept;

  std::shared_ptr<State> state_;
};

}  // namespace watchdog::control
