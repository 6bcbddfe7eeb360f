// SPDX-License-Identifier: MIT
#include <charconv>

#include "signal_names.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::process {

std::optional<int> signal_number(std::string_view name) {
  int number = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
  if (parsed.ec == std::errc() && parsed.ptr == name.data() + name.size())
    return is_signal(number) ? std::optional(number) : std::nullopt;
  const std::string wanted = lower_ascii(name.substr(lower_ascii(name).starts_with("sig") ? 3 : 0));
  for (const SignalName& signal : signal_names()) {
    if (lower_ascii(signal.name) == wanted) return signal.number;
  }
  return std::nullopt;
}

std::string signal_word(int number) {
  for (const SignalName& signal : signal_names()) {
    if (signal.number == number) return std::string(signal.name);
  }
  return {};
}

}  // namespace watchdog::process
