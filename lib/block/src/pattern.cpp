// SPDX-License-Identifier: MIT
#include "watchdog/block/pattern.hpp"

namespace watchdog::block {
namespace {

constexpr std::size_t longest_pattern = 256;

std::regex::flag_type bounded_time() {
#ifdef __GLIBCXX__  // By backtracking it would take exponential time, and a stack without end.
  return std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
  return std::regex::ECMAScript;
#endif
}

Error refused(const std::string& text, const char* advice) {
  return {{}, "take as a regular expression", text, advice};
}

const char* reason_of(std::regex_constants::error_type type) {
  namespace rc = std::regex_constants;
  if (type == rc::error_paren || type == rc::error_badrepeat)  // GNU's takes one for the other.
    return "a parenthesis has no partner, or a repetition nothing to repeat";
  if (type == rc::error_brack) return "a bracket has no partner";
  if (type == rc::error_brace || type == rc::error_badbrace) return "a brace makes no sense there";
  if (type == rc::error_range) return "a range in brackets ends before it begins";
  if (type == rc::error_escape) return "a backslash stands before what it means nothing for";
  if (type == rc::error_space || type == rc::error_stack) return "it is too large";
  if (type == rc::error_complexity || type == rc::error_backref)
    return "back-references take too long";
  return "it is not one as JavaScript has them";
}

template <class Match>
bool tried(Match match) {
  try {
    return match();
  } catch (const std::regex_error&) {
    return false;  // It would take too long.
  }
}

}  // namespace

Result<Pattern> Pattern::parse(const std::string& text, bool fold_case) {
  if (text.empty()) return refused(text, "it is empty");
  if (text.size() > longest_pattern) return refused(text, "it is longer than 256 bytes");
  try {
    const auto flags = fold_case ? bounded_time() | std::regex::icase : bounded_time();
    return Pattern(text, std::regex(text, flags));
  } catch (const std::regex_error& error) {
    return refused(text, reason_of(error.code()));
  }
}

bool Pattern::matches(std::string_view subject) const {
  return tried([&] { return std::regex_match(subject.begin(), subject.end(), regex_); });
}

bool Pattern::found_in(std::string_view subject) const {
  return tried([&] { return std::regex_search(subject.begin(), subject.end(), regex_); });
}

}  // namespace watchdog::block
