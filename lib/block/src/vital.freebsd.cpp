// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 12> names = {
      "init", "getty", "login",   "sshd", "devd",         "dbus-daemon",
      "Xorg", "sddm",  "lightdm", "gdm",  "sshd-session", "xdm"};
  return names;
}

}  // namespace watchdog::block
