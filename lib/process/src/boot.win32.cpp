// SPDX-License-Identifier: MIT
#include "watchdog/process/boot.hpp"

#include <windows.h>
#include <winternl.h>

#include <cstdint>

namespace watchdog::process {
namespace {

/// SYSTEM_TIMEOFDAY_INFORMATION; the SDK's own declaration leaves out the biases.
struct TimeOfDay {
  LARGE_INTEGER boot;
  LARGE_INTEGER now;
  LARGE_INTEGER zone_bias;
  ULONG zone;
  ULONG unused;
  std::uint64_t boot_bias;  ///< By how much the clock has been set since: added to `boot`.
  std::uint64_t sleep_bias;
};
static_assert(sizeof(TimeOfDay) == 48);

}  // namespace

std::string boot_id() {
  TimeOfDay time{};
  if (::NtQuerySystemInformation(SystemTimeOfDayInformation, &time, sizeof time, nullptr) < 0)
    return {};
  return std::to_string(static_cast<std::uint64_t>(time.boot.QuadPart) - time.boot_bias);
}

}  // namespace watchdog::process
