// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "watchdog/base/text.hpp"

namespace notebook {
namespace {

/// A byte that goes on with a character of UTF-8.
bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

std::size_t before(const std::string& text, std::size_t at) {
  if (at == 0) return 0;
  --at;
  while (at > 0 && continues(text[at])) --at;
  return at;
}

std::size_t behind(const std::string& text, std::size_t at) {
  if (at >= text.size()) return text.size();
  ++at;
  while (at < text.size() && continues(text[at])) ++at;
  return at;
}

std::size_t line_begin(const std::string& text, std::size_t at) {
  return at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0.
}

std::size_t line_end(const std::string& text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues(byte); }));
}

std::size_t column(const Page& page) {
  const std::size_t begin = line_begin(page.text, page.cursor);
  return count_characters(std::string_view(page.text).substr(begin, page.cursor - begin));
}

/// That column of the line that begins there, or the line's end.
std::size_t in_line(const std::string& text, std::size_t begin, std::size_t column) {
  const std::size_t end = line_end(text, begin);
  std::size_t at = begin;
  while (column-- > 0 && at < end) at = behind(text, at);
  return at;
}

std::size_t above(const Page& page) {
  const std::size_t begin = line_begin(page.text, page.cursor);
  return begin == 0 ? 0 : in_line(page.text, line_begin(page.text, begin - 1), column(page));
}

std::size_t below(const Page& page) {
  const std::size_t end = line_end(page.text, page.cursor);
  return end == page.text.size() ? end : in_line(page.text, end + 1, column(page));
}

void erase_next(Page& page) {
  page.text.erase(page.cursor, behind(page.text, page.cursor) - page.cursor);
}

}  // namespace

void write(Page& page, std::string_view text) {
  page.text.insert(page.cursor, text);
  page.cursor += text.size();
}

void press(Page& page, Key key) {
  switch (key) {
    case Key::left:
      page.cursor = before(page.text, page.cursor);
      return;
    case Key::right:
      page.cursor = behind(page.text, page.cursor);
      return;
    case Key::up:
      page.cursor = above(page);
      return;
    case Key::down:
      page.cursor = below(page);
      return;
    case Key::home:
      page.cursor = line_begin(page.text, page.cursor);
      return;
    case Key::end:
      page.cursor = line_end(page.text, page.cursor);
      return;
    case Key::erase:
      if (page.cursor == 0) return;
      page.cursor = before(page.text, page.cursor);
      return erase_next(page);
    case Key::erase_next:
      return erase_next(page);
  }
}

Spot spot(const Page& page) {
  const auto end = page.text.begin() + static_cast<std::ptrdiff_t>(page.cursor);
  return {static_cast<std::size_t>(std::count(page.text.begin(), end, '\n')), column(page)};
}

/// Of a page that is too long the part that ends with the cursor's line.
std::string screen(const Page& page, std::string_view title, std::size_t rows) {
  const std::size_t room = std::max<std::size_t>(rows, 2) - 1;
  const Spot cursor = spot(page);
  const std::size_t first = cursor.line < room ? 0 : cursor.line - room + 1;
  std::string text = fmt::format("\x1b[H\x1b[2J\x1b[7m{}\x1b[0m", watchdog::printable(title));
  std::size_t at = 0;
  for (std::size_t line = 0; line < first + room && at <= page.text.size(); ++line) {
    const std::size_t end = line_end(page.text, at);
    if (line >= first)
      text += "\r\n" + watchdog::printable(std::string_view(page.text).substr(at, end - at));
    at = end + 1;
  }
  return text + fmt::format("\x1b[{};{}H", cursor.line - first + 2, cursor.column + 1);
}

}  // namespace notebook
