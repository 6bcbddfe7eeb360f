// SPDX-License-Identifier: MIT
#include "watchdog/base/error.hpp"

#include <fmt/format.h>

#include <cctype>

#include "system_number.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog {

// The system's texts begin like a sentence ("No such file"); ours go on after a colon.
std::string reason(const std::error_code& code) {
  std::string text = code.message();
  while (!text.empty() &&
         (text.back() == '.' || std::isspace(static_cast<unsigned char>(text.back()))))
    text.pop_back();
  const bool acronym = text.size() > 1 && std::isupper(static_cast<unsigned char>(text[1]));
  if (!text.empty() && !acronym)
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  return text + system_number(code);
}

Error last_failure(const char* action, const std::string& subject) {
  return {last_system_error(), action, subject, {}};
}

std::string Error::message() const {
  std::string text = fmt::format("cannot {}", action);
  if (!subject.empty()) text += fmt::format(" '{}'", printable(subject));
  if (code) text += fmt::format(": {}", reason(code));
  if (!advice.empty()) text += fmt::format("; {}", advice);
  return text;
}

}  // namespace watchdog
