// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

namespace watchdog::process {

struct SignalName {
  int number;
  std::string_view name;
};

/// The signals that can be sent here and have a name; the same number comes once.
std::span<const SignalName> signal_names() noexcept;

/// Whether this system has a signal of that number, with a name or without.
bool is_signal(int number) noexcept;

}  // namespace watchdog::process
