// SPDX-License-Identifier: MIT
#pragma once

#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace watchdog::health {

/// Where a host is that nobody need be asked for: an address (with a scope, fe80::1%eth0) or
/// "localhost". Empty for any other name.
std::vector<asio::ip::tcp::endpoint> known_endpoints(const std::string& host, std::uint16_t port);

}  // namespace watchdog::health
