// SPDX-License-Identifier: MIT
#include "endpoints.hpp"

#include "watchdog/base/text.hpp"

namespace watchdog::health {

std::vector<asio::ip::tcp::endpoint> known_endpoints(const std::string& host, std::uint16_t port) {
  if (lower_ascii(host) == "localhost") {
    return {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
  }
  std::error_code no_address;
  const asio::ip::address address = asio::ip::make_address(host, no_address);
  if (no_address) return {};
  return {{address, port}};
}

}  // namespace watchdog::health
