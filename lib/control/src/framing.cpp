// SPDX-License-Identifier: MIT
#include "framing.hpp"

#include <charconv>

#include "watchdog/base/text.hpp"
#include "watchdog/control/client.hpp"

namespace watchdog::control {
namespace {

constexpr std::size_t longest_header = 10;  // The digits of max_reply, and some.

}  // namespace

bool is_request(std::string_view line) noexcept {
  return line.find_first_of(std::string_view("\n\0", 2)) == std::string_view::npos && is_utf8(line);
}

Feed RequestReader::feed(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view part = bytes.substr(0, end);
  if (line_.size() + part.size() > max_request) return Feed::refused;
  line_ += part;
  if (end == std::string_view::npos) return Feed::more;
  return end + 1 == bytes.size() && is_request(line_) ? Feed::whole : Feed::refused;
}

std::string framed(std::string_view reply) {
  std::string text = std::to_string(reply.size()) + "\n";
  text += reply;
  return text;
}

Feed ReplyReader::feed(std::string_view bytes) {
  text_ += bytes;
  if (!size_) {
    const std::size_t seen = text_.find('\n');
    if (seen == std::string::npos && text_.size() <= longest_header) return Feed::more;
    if (!take_header()) return Feed::refused;
  }
  if (text_.size() > *size_) return Feed::refused;
  return text_.size() == *size_ ? Feed::whole : Feed::more;
}

bool ReplyReader::take_header() {
  const std::size_t length = text_.find('\n');
  if (length == std::string::npos) return false;
  std::size_t size = 0;
  const char* const end = text_.data() + length;
  const auto [stop, failed] = std::from_chars(text_.data(), end, size);
  if (failed != std::errc() || stop != end || size > max_reply) return false;
  size_ = size;
  text_.erase(0, length + 1);
  return true;
}

}  // namespace watchdog::control
