// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 32> names = {"init",
                                                             "systemd",
                                                             "systemd-logind",
                                                             "systemd-journald",
                                                             "systemd-udevd",
                                                             "systemd-executor",
                                                             "dbus-daemon",
                                                             "dbus-broker",
                                                             "dbus-broker-launch",
                                                             "login",
                                                             "agetty",
                                                             "getty",
                                                             "sshd",
                                                             "sshd-session",
                                                             "sshd-auth",
                                                             "sulogin",
                                                             "gdm",
                                                             "gdm3",
                                                             "gdm-session-worker",
                                                             "sddm",
                                                             "lightdm",
                                                             "Xorg",
                                                             "Xwayland",
                                                             "gnome-shell",
                                                             "gnome-session-binary",
                                                             "kwin_wayland",
                                                             "kwin_x11",
                                                             "plasmashell",
                                                             "xfce4-session",
                                                             "sway",
                                                             "polkitd",
                                                             "openrc-init"};
  return names;
}

}  // namespace watchdog::block
