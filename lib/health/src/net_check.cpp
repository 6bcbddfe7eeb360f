// SPDX-License-Identifier: MIT
#include "net_check.hpp"

#include <fmt/format.h>

#include <asio/connect.hpp>
#include <utility>

#include "endpoints.hpp"

namespace watchdog::health {

using asio::ip::tcp;

std::string host_and_port(const ProbeSpec& spec) {
  const bool is_ipv6 = spec.host.find(':') != std::string::npos;
  return is_ipv6 ? fmt::format("[{}]:{}", spec.host, spec.port)
                 : fmt::format("{}:{}", spec.host, spec.port);
}

NetCheck::NetCheck(asio::io_context& loop, const ProbeSpec& spec)
    : spec_(spec), resolver_(loop), socket_(loop) {}

void NetCheck::begin(Done done) {
  done_ = std::move(done);
  std::vector<tcp::endpoint> endpoints = known_endpoints(spec_.host, spec_.port);
  if (endpoints.empty()) return resolve();
  connect(std::move(endpoints));
}

void NetCheck::resolve() {
  resolver_.async_resolve(
      spec_.host, std::to_string(spec_.port), tcp::resolver::numeric_service,
      [self = shared_from_this()](const std::error_code& failed, const auto& found) {
        if (failed || self->cancelled_) return self->finish(self->cannot("resolve", failed));
        self->connect({found.begin(), found.end()});
      });
}

void NetCheck::connect(std::vector<tcp::endpoint> endpoints) {
  asio::async_connect(
      socket_, endpoints,
      [self = shared_from_this()](const std::error_code& failed, const tcp::endpoint&) {
        if (failed || self->cancelled_) return self->finish(self->cannot("connect to", failed));
        self->connected();
      });
}

void NetCheck::connected() { finish({}); }

std::string NetCheck::cannot(const char* action, const std::error_code& code) const {
  return Error{code, action, host_and_port(spec_), {}}.message();
}

void NetCheck::finish(std::string reason) {
  std::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(reason));
}

/// What is under way comes back with an error, and that finishes it.
void NetCheck::cancel() {
  cancelled_ = true;
  resolver_.cancel();
  std::error_code ignored;
  socket_.close(ignored);
}

}  // namespace watchdog::health
