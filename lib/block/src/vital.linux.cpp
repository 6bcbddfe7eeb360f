// SPDX-License-Identifier: MIT
#include <array>

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

std::span<const std::string_view> vital_names() noexcept {
  static constexpr std::array<std::string_view, 68> names = {
      // The first process and what supervises in its place.
      "init", "systemd", "systemd-logind", "systemd-journald", "systemd-udevd", "systemd-executor",
      "elogind", "openrc-init", "openrc-run", "runit", "runsvdir", "runsv", "s6-svscan",
      "s6-supervise", "dinit", "supervisord", "containerd", "dockerd", "conmon", "tini",
      "dumb-init", "dbus-daemon", "dbus-broker", "dbus-broker-launch", "polkitd",
      // The login.
      "login", "agetty", "getty", "sulogin", "sshd", "sshd-session", "sshd-auth", "gdm", "gdm3",
      "gdm-session-worker", "gdm-x-session", "gdm-wayland-session", "sddm", "sddm-helper",
      "lightdm", "lxdm", "xdm", "greetd",
      // The desktop.
      "Xorg", "Xwayland", "gnome-shell", "gnome-session-binary", "mutter", "kwin_wayland",
      "kwin_x11", "ksmserver", "plasmashell", "startplasma-x11", "startplasma-wayland",
      "xfce4-session", "xfwm4", "lxsession", "lxqt-session", "mate-session", "cinnamon",
      "cinnamon-session", "sway", "Hyprland", "weston", "wayfire", "labwc", "i3", "openbox"};
  return names;
}

}  // namespace watchdog::block
