// SPDX-License-Identifier: MIT
#include "http_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace watchdog::health {
namespace {

constexpr std::string_view beginning = "HTTP/1.";
constexpr std::size_t status_at = std::string_view("HTTP/1.1 ").size();

bool begins_like_http(std::string_view text) {
  const std::size_t size = std::min(text.size(), beginning.size());
  return text.substr(0, size) == beginning.substr(0, size);
}

/// Whether an empty line ends the headers, in `text` from `from` on.
bool has_empty_line(std::string_view text, std::size_t from) {
  return text.find("\n\r\n", from) != std::string_view::npos ||
         text.find("\n\n", from) != std::string_view::npos;
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// 100 to 999; 0: there is none.
int status_of(std::string_view text) {
  const std::string_view digits = text.substr(0, status_at + 4).substr(status_at);
  const bool good = text[status_at - 1] == ' ' && digits[0] != '0' &&
                    std::all_of(digits.begin(), digits.begin() + 3, is_digit) &&
                    std::isspace(static_cast<unsigned char>(digits[3])) != 0;
  return good ? 100 * (digits[0] - '0') + 10 * (digits[1] - '0') + (digits[2] - '0') : 0;
}

}  // namespace

bool HttpAnswer::take(std::string_view part) {
  if (failure_) return true;
  const std::size_t old = text_.size();
  text_ += part.substr(0, longest - old);
  if (!begins_like_http(text_)) {
    failure_ = "what it answered is not HTTP";
  } else if (has_empty_line(text_, old < 2 ? 0 : old - 2)) {
    judge();
  } else if (text_.size() == longest) {
    failure_ = "it answered with more than 64 KiB of headers";
  }
  return failure_.has_value();
}

void HttpAnswer::end() {
  if (failure_) return;
  failure_ = text_.empty() ? "it hung up without an answer" : "its answer broke off";
}

void HttpAnswer::judge() {
  const int status = text_.size() < status_at + 4 ? 0 : status_of(text_);
  if (status == 0) {
    failure_ = "what it answered is not HTTP";
  } else {
    failure_ = status >= 200 && status < 400 ? "" : fmt::format("it answered {}", status);
  }
}

}  // namespace watchdog::health
