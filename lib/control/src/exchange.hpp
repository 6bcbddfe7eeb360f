// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "framing.hpp"
#include "stream.hpp"

namespace watchdog::control {

/// A request on its way out and its reply on its way in. What is under way keeps it alive.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  /// Called once, with the whole reply; with nothing when there will be none. Not after close().
  using Done = std::function<void(std::optional<std::string> reply)>;

  /// `request`: a line with its end.
  Exchange(std::unique_ptr<Stream> stream, std::string request, Done done)
      : stream_(std::move(stream)), request_(std::move(request)), done_(std::move(done)) {}

  void start() { write(); }
  void close() noexcept;

 private:
  void write();
  void read();
  void on_read(std::string_view bytes);
  void end(std::optional<std::string> reply);

  std::unique_ptr<Stream> stream_;
  std::string request_;
  Done done_;  ///< None: closed.
  std::size_t sent_ = 0;
  ReplyReader reply_;
  std::array<char, 16'384> buffer_;
};

}  // namespace watchdog::control
