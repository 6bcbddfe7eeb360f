// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "watchdog/process/spawn.hpp"

namespace watchdog::app {

/// Shows a message on the desktop of the user whose process `whom` is, where there is one. Does not
/// wait: what takes a program is handed to `run`. Another user's desktop is reached by
/// administrators alone. False: `whom` is gone, and nobody knows whose it was. Source: the session
/// bus's notifications by notify-send (Linux, FreeBSD), Notification Center by osascript (macOS),
/// WTSSendMessage (Windows).
bool show_on_desktop(const process::Identity& whom, const std::string& title,
                     const std::string& text,
                     const std::function<void(const process::Command&)>& run);

}  // namespace watchdog::app
