// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 10> names = {
      "launchd", "kernel_task", "windowserver",   "loginwindow",    "login",
      "sshd",    "cfprefsd",    "opendirectoryd", "systemuiserver", "securityd"};
  return names;
}

}  // namespace watchdog::block
