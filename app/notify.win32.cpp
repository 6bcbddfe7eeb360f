// SPDX-License-Identifier: MIT
#include "system.hpp"

namespace watchdog::app {

struct Notify::State {};  // Windows has no such socket; its service manager is told otherwise.

Notify::Notify(asio::io_context&) {}

Notify::~Notify() = default;

void Notify::send(std::string_view) {}

}  // namespace watchdog::app
