// SPDX-License-Identifier: MIT
#include "keys.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace notebook {
namespace {

constexpr char ctrl_c = 3;
constexpr char ctrl_d = 4;
constexpr char escape = 27;

constexpr std::array<std::pair<std::string_view, Key>, 9> sequences{{{"\x1b[A", Key::up},
                                                                     {"\x1b[B", Key::down},
                                                                     {"\x1b[C", Key::right},
                                                                     {"\x1b[D", Key::left},
                                                                     {"\x1b[H", Key::home},
                                                                     {"\x1b[F", Key::end},
                                                                     {"\x1b[3~", Key::erase_next},
                                                                     {"\x7f", Key::erase},
                                                                     {"\b", Key::erase}}};

std::optional<Key> key_of(std::string_view sequence) {
  const auto* found = std::find_if(sequences.begin(), sequences.end(),
                                   [&](const auto& one) { return one.first == sequence; });
  if (found == sequences.end()) return std::nullopt;
  return found->second;
}

bool is_final(char byte) { return byte >= '@' && byte <= '~'; }

/// How many bytes belong together; 0: not all of them are there.
std::size_t unit(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  std::size_t size = 1;
  if (first == escape) {
    if (bytes.size() < 2) return 0;
    if (bytes[1] != '[') return 2;
    const auto* end = std::find_if(bytes.begin() + 2, bytes.end(), is_final);
    return end == bytes.end() ? 0 : static_cast<std::size_t>(end - bytes.begin()) + 1;
  }
  if (first >= 0xF0)
    size = 4;
  else if (first >= 0xE0)
    size = 3;
  else if (first >= 0xC0)
    size = 2;
  return bytes.size() < size ? 0 : size;
}

void take(Page& page, std::string_view one) {
  if (const auto key = key_of(one)) return press(page, *key);
  if (one == "\r" || one == "\n") return write(page, "\n");
  if (static_cast<unsigned char>(one.front()) >= ' ') write(page, one);
}

}  // namespace

bool Keys::feed(Page& page, std::string_view bytes) {
  waiting_ += bytes;
  while (!waiting_.empty()) {
    const std::size_t size = unit(waiting_);
    if (size == 0) return true;
    const std::string one = waiting_.substr(0, size);
    waiting_.erase(0, size);
    if (one.front() == ctrl_c || one.front() == ctrl_d) return false;
    take(page, one);
  }
  return true;
}

}  // namespace notebook
