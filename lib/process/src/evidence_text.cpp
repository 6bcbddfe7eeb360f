// SPDX-License-Identifier: MIT
#include "evidence_text.hpp"

#include <algorithm>

#include "watchdog/base/text.hpp"

namespace watchdog::process {
namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::string_view cut_mark = "...";
constexpr std::string_view last_line = "(there is more, and no room for it)\n";

/// Not in the midst of a UTF-8 character.
std::string_view shortened(std::string_view text) {
  std::size_t end = longest_line;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

void EvidenceText::line(unsigned depth, std::string_view text) {
  const bool long_line = text.size() > longest_line;
  std::string line(std::size_t{2} * depth, ' ');
  line += printable(long_line ? shortened(text) : text);
  if (long_line) line += cut_mark;
  line += '\n';
  cut_ = cut_ || text_.size() + line.size() + last_line.size() > limit_;
  if (!cut_) text_ += line;
}

void EvidenceText::lines(unsigned depth, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size());
    line(depth, text.substr(0, length));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
}

std::string EvidenceText::take() && {
  if (cut_) text_ += last_line;
  return std::move(text_);
}

}  // namespace watchdog::process
