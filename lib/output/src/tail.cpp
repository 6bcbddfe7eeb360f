// SPDX-License-Identifier: MIT
#include "watchdog/output/tail.hpp"

#include <algorithm>

namespace watchdog::output {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// As rfind, which looks at one byte after the other; find looks at many at once.
std::size_t last_line_end(std::string_view text) {
  constexpr std::size_t block = 512;
  while (!text.empty()) {
    const std::size_t start = text.size() - std::min(text.size(), block);
    if (text.find('\n', start) != none) return text.rfind('\n');
    text.remove_suffix(text.size() - start);
  }
  return none;
}

/// Where the last `lines` lines begin, an unfinished one not counted; `none` when there are fewer.
std::size_t start_of_last(std::string_view text, std::size_t lines) {
  std::size_t end = text.size();
  for (std::size_t i = 0; i <= lines; ++i) {
    end = last_line_end(text.substr(0, end));
    if (end == none) return none;
  }
  return end + 1;
}

std::string without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

}  // namespace

Tail::Tail(const Limits& limits) : limits_(limits) {
  limits_.line = std::min(limits.line, limits.bytes);
}

void Tail::append(std::string_view bytes) {
  if (const std::size_t start = start_of_last(bytes, limits_.lines); start != none) {
    bytes.remove_prefix(start);
    text_.clear();
    length_ = 0;
  }
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    append_piece(bytes.substr(0, end));
    if (end == none) break;
    end_line();
    bytes.remove_prefix(end + 1);
  }
  trim();
}

void Tail::append_piece(std::string_view piece) {
  if (piece.empty() || length_ > limits_.line) return;
  const std::size_t room = limits_.line - length_;
  text_ += piece.substr(0, room);
  length_ += piece.size();
  if (length_ > limits_.line) text_ += cut_mark;
}

void Tail::end_line() {
  text_ += '\n';
  length_ = 0;
}

void Tail::break_line() {
  if (length_ > 0) end_line();
}

void Tail::trim() {
  if (text_.size() <= 2 * limits_.bytes) return;
  text_.erase(0, text_.size() - limits_.bytes - limits_.line - cut_mark.size());
}

std::vector<std::string> Tail::lines() const {
  std::vector<std::string> result;
  std::string_view rest = text_;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  std::size_t bytes = 0;
  while (!text_.empty() && result.size() < limits_.lines) {
    const std::size_t end = rest.rfind('\n');
    const std::string_view line = end == none ? rest : rest.substr(end + 1);
    bytes += line.size() + 1;
    if (bytes > limits_.bytes && !result.empty()) break;
    result.push_back(without_return(line));
    if (end == none) break;
    rest = rest.substr(0, end);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

void Tail::clear() {
  text_ = {};
  text_.shrink_to_fit();
  length_ = 0;
}

}  // namespace watchdog::output
