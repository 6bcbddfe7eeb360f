// SPDX-License-Identifier: MIT
#include "watchdog/process/exit.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace watchdog::process {
namespace {

/// What the codes mean that Windows itself gives to a process it ends.
std::string_view status_text(std::uint32_t code) {
  static constexpr std::array<std::pair<std::uint32_t, std::string_view>, 9> texts{{
      {0xC0000005, "access violation"},
      {0xC000001D, "illegal instruction"},
      {0xC0000094, "integer division by zero"},
      {0xC00000FD, "stack overflow"},
      {0xC0000135, "a DLL was not found"},
      {0xC000013A, "Ctrl-C"},
      {0xC0000142, "a DLL failed to start"},
      {0xC0000374, "heap corruption"},
      {0xC0000409, "fail fast"},
  }};
  for (const auto& [number, text] : texts) {
    if (number == code) return text;
  }
  return {};
}

std::string describe_code(std::uint32_t code) {
  if (code < 0x10000) return fmt::format("exit code {}", code);
  const std::string_view text = status_text(code);
  return fmt::format("exit code 0x{:08X}{}", code, text.empty() ? "" : fmt::format(" ({})", text));
}

}  // namespace

int shell_code(const Exit& exit) noexcept {
  switch (exit.kind) {
    case Exit::Kind::signal:
      return static_cast<int>((128 + exit.value) & 0xFF);
    case Exit::Kind::code: {
      const int low = static_cast<int>(exit.value & 0xFF);
      return low == 0 && exit.value != 0 ? 1 : low;
    }
    case Exit::Kind::unknown:
      break;
  }
  return 1;
}

std::string describe(const Exit& exit) {
  if (exit.kind == Exit::Kind::code) return describe_code(exit.value);
  if (exit.kind == Exit::Kind::unknown) return "exit unknown";
  const std::string name = signal_name(exit.value);
  return fmt::format("killed by signal {}{}{}", exit.value,
                     name.empty() ? "" : fmt::format(" ({})", name),
                     exit.core ? ", core written" : "");
}

}  // namespace watchdog::process
