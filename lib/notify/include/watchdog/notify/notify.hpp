// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// What a program says to whoever keeps it alive: watchdog, systemd, any that speaks sd_notify.
///
///     #include <watchdog/notify/notify.hpp>
///     watchdog::notify::send("READY=1");
namespace watchdog::notify {

/// Says `words` to the keeper: "READY=1", "WATCHDOG=1", "STATUS=42 of 100", "STOPPING=1"; several
/// are joined by line feeds; at most 4096 bytes. False: nobody wants to be told (the usual case),
/// or it could not be said, about which a program can do nothing. Waits no longer than a quarter
/// of a second for a keeper that does not listen. Any thread.
/// Source: NOTIFY_SOCKET, the path of a datagram socket or "@" and an abstract name (Linux); on
/// Windows the name of a pipe, \\.\pipe\..., which gets them as one message.
bool send(std::string_view words);

/// How often to send "WATCHDOG=1": half of what the keeper allows; none when it wants no sign of
/// life, or not from this process.
/// Source: WATCHDOG_USEC (microseconds), WATCHDOG_PID.
std::optional<std::chrono::microseconds> heartbeat_interval();

}  // namespace watchdog::notify
