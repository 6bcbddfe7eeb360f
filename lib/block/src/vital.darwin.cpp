// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 14> names = {
      "launchd", "kernel_task", "windowserver",   "loginwindow",    "login",
      "sshd",    "cfprefsd",    "opendirectoryd", "systemuiserver", "securityd",
      "finder",  "dock",        "terminal",       "sshd-session"};
  return names;
}

}  // namespace watchdog::block
