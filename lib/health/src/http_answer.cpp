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

/// Where the empty line ends that ends the headers, in `text` from `from` on; npos: there is none.
std::size_t end_of_headers(std::string_view text, std::size_t from) {
  const auto end = [&](std::string_view line) {
    const std::size_t at = text.find(line, from);
    return at == std::string_view::npos ? at : at + line.size();
  };
  return std::min(end("\n\r\n"), end("\n\n"));
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
  std::size_t old = text_.size();
  text_ += part.substr(0, longest - taken_ - old);
  while (!failure_) {
    if (!begins_like_http(text_)) {
      failure_ = "what it answered is not HTTP";
    } else if (const auto end = end_of_headers(text_, old < 2 ? 0 : old - 2);
               end != std::string::npos) {
      judge(end);
      old = 0;
    } else if (taken_ + text_.size() == longest) {
      failure_ = "it answered with more than 64 KiB of headers";
    } else {
      return false;
    }
  }
  return true;
}

void HttpAnswer::end() {
  if (failure_) return;
  failure_ = text_.empty() ? "it hung up without an answer" : "its answer broke off";
}

/// What says that the answer is yet to come (100 to 199) is gone over; but who changes to another
/// protocol answers no more.
void HttpAnswer::judge(std::size_t end) {
  const int status = text_.size() < status_at + 4 ? 0 : status_of(text_);
  if (status == 0) {
    failure_ = "what it answered is not HTTP";
  } else if (status < 200 && status != 101) {
    taken_ += end;
    text_.erase(0, end);
  } else {
    failure_ = status >= 200 && status < 400 ? "" : fmt::format("it answered {}", status);
  }
}

}  // namespace watchdog::health
