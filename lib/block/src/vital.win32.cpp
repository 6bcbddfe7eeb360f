// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 19> names = {
      "system",          "registry",        "smss.exe",
      "csrss.exe",       "wininit.exe",     "services.exe",
      "lsass.exe",       "svchost.exe",     "winlogon.exe",
      "logonui.exe",     "dwm.exe",         "explorer.exe",
      "fontdrvhost.exe", "userinit.exe",    "sihost.exe",
      "conhost.exe",     "openconsole.exe", "windowsterminal.exe",
      "lsm.exe"};
  return names;
}

}  // namespace watchdog::block
