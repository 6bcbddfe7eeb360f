// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace watchdog::control {

// On the wire a request is a line. A reply is the number of its bytes, a line end, and the bytes:
// so that the reply of a server that died while sending is not taken for a whole one.

enum class Feed : std::uint8_t { more, whole, refused };

/// Whether a line may be a request: UTF-8 that holds neither line end nor NUL.
bool is_request(std::string_view line) noexcept;

/// Collects a request from what arrives, in whatever pieces.
class RequestReader {
 public:
  /// Nothing may follow the line. Not to be called after `whole` or `refused`.
  Feed feed(std::string_view bytes);
  /// The line, once.
  std::string take() noexcept { return std::move(line_); }

 private:
  std::string line_;
};

/// A reply as it is sent.
std::string framed(std::string_view reply);

/// Collects a reply from what arrives.
class ReplyReader {
 public:
  Feed feed(std::string_view bytes);
  std::string take() noexcept { return std::move(text_); }

 private:
  bool take_header();

  std::optional<std::size_t> size_;  ///< Known when the header is whole.
  std::string text_;
};

}  // namespace watchdog::control
