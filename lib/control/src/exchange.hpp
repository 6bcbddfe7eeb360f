// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "framing.hpp"
#include "stream.hpp"

namespace watchdog::control {

/// A request on its way out and its reply on its way in. What is under way keeps it alive.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  enum class State : std::uint8_t { under_way, answered, broken };

  /// `request`: a line with its end.
  Exchange(std::unique_ptr<Stream> stream, std::string request)
      : stream_(std::move(stream)), request_(std::move(request)) {}

  void start() { write(); }
  void close() noexcept { stream_->close(); }
  State state() const noexcept { return state_; }
  std::string take() noexcept { return reply_.take(); }

 private:
  void write();
  void read();
  void on_read(std::string_view bytes);

  State state_ = State::under_way;
  std::unique_ptr<Stream> stream_;
  std::string request_;
  std::size_t sent_ = 0;
  ReplyReader reply_;
  std::array<char, 16'384> buffer_;
};

}  // namespace watchdog::control
