// SPDX-License-Identifier: MIT
#include "watchdog/health/words.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

namespace watchdog::health {
namespace {

constexpr std::size_t longest_status = 256;
constexpr std::uint64_t longest_time = 366ULL * 24 * 3600 * 1'000'000;  // A sum can't overflow.

/// Digits alone, the whole of `text`, and no more than `most`.
std::optional<std::uint64_t> number(std::string_view text, std::uint64_t most) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value > most) return std::nullopt;
  return value;
}

/// More than a year is a year: "never" is said with the greatest number there is.
std::optional<microseconds> duration(std::string_view text) {
  const auto value = number(text, std::numeric_limits<std::uint64_t>::max());
  if (!value) return std::nullopt;
  return microseconds(static_cast<std::int64_t>(std::min(*value, longest_time)));
}

template <class To>
std::optional<To> positive(std::string_view text) {
  const auto value = number(text, std::numeric_limits<std::int32_t>::max());
  if (!value || *value == 0) return std::nullopt;
  return static_cast<To>(*value);
}

/// Not cut within a character.
std::string cut(std::string_view text) {
  std::size_t size = std::min(text.size(), longest_status);
  const auto continues = [&] { return (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80; };
  while (size > 0 && size < text.size() && continues()) --size;
  return std::string(text.substr(0, size));
}

template <class T>
void set(std::optional<T>& where, std::optional<T> value) {
  if (value) where = std::move(value);
}

void change_state(Words& words, bool Words::*state) {
  words.ready = words.reloading = words.stopping = false;
  words.*state = true;
}

void take(Words& words, std::string_view name, std::string_view value) {
  if (name == "READY" && value == "1") return change_state(words, &Words::ready);
  if (name == "RELOADING" && value == "1") return change_state(words, &Words::reloading);
  if (name == "STOPPING" && value == "1") return change_state(words, &Words::stopping);
  if (name == "WATCHDOG" && value == "1") words.alive = true;
  if (name == "WATCHDOG" && value == "trigger") words.trigger = true;
  if (name == "STATUS") words.status = cut(value);
  if (name == "MAINPID") set(words.main_pid, positive<process::Pid>(value));
  if (name == "WATCHDOG_USEC") set(words.watchdog_usec, duration(value));
  if (name == "EXTEND_TIMEOUT_USEC") set(words.extend_timeout, duration(value));
  if (name == "ERRNO") set(words.error_number, positive<int>(value));
}

}  // namespace

Words parse_words(std::string_view message) {
  Words words;
  message = message.substr(0, longest_message);
  while (!message.empty()) {
    const std::string_view line = message.substr(0, message.find('\n'));
    message.remove_prefix(std::min(line.size() + 1, message.size()));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos)
      take(words, line.substr(0, equals), line.substr(equals + 1));
  }
  return words;
}

}  // namespace watchdog::health
