// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>
#include <span>
#include <string_view>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::output {

/// Whom bytes are for.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// How many it takes now. 0: none are read until resume(), which it then sees to.
  virtual std::size_t room() = 0;
  virtual void receive(std::string_view bytes) = 0;
  /// Takes them out of the pipe by itself, as many as `copy` has room for, and puts a copy there;
  /// 0: they are to be read and received.
  virtual std::size_t take_from(NativeHandle, std::span<char>) { return 0; }
};

/// Reads a channel's end as bytes come, some at a time, so that a program that writes without end
/// leaves others their turn. The memory for it is there only while it reads (Windows: 4 KiB each).
class Inflow {
 public:
  virtual ~Inflow() = default;
  virtual void start() = 0;
  /// There is room again.
  virtual void resume() = 0;
  /// Reads now what is there, as far as there is room, and at most as much as a pipe holds. Whether
  /// that was all.
  virtual bool drain() = 0;
  /// Calls nobody any more.
  virtual void stop() = 0;
};

/// `end` is not owned and must be open until the Inflow is gone; so must be the receiver until
/// stop().
std::shared_ptr<Inflow> make_inflow(asio::io_context& loop, NativeHandle end, Receiver& receiver);

/// Bytes at a time, in a turn of the loop, and in a pipe at most.
inline constexpr std::size_t most_at_once = std::size_t{64} * 1024;
inline constexpr std::size_t most_in_a_turn = 4 * most_at_once;
inline constexpr std::size_t most_in_a_pipe = std::size_t{1024} * 1024;

}  // namespace watchdog::output
