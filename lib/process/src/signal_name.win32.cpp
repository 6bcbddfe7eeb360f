// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "signal_names.hpp"
#include "signals.win32.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::process {

std::span<const SignalName> signal_names() noexcept {
  static constexpr std::array<SignalName, 4> names{
      {{ctrl_c, "INT"}, {ctrl_break, "BREAK"}, {polite, "TERM"}, {forced, "KILL"}}};
  return names;
}

bool is_signal(int number) noexcept {
  const std::span<const SignalName> names = signal_names();
  return std::any_of(names.begin(), names.end(),
                     [&](const SignalName& signal) { return signal.number == number; });
}

std::string signal_name(std::uint32_t) { return {}; }  // Nothing ends by a signal on Windows.

}  // namespace watchdog::process
