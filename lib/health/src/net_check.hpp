// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <memory>
#include <vector>

#include "check.hpp"
#include "watchdog/health/probe.hpp"

namespace watchdog::health {

/// The tcp probe: it is well if it takes a connection. What else it has to do, a derived one asks.
class NetCheck : public Check, public std::enable_shared_from_this<NetCheck> {
 public:
  NetCheck(asio::io_context& loop, const ProbeSpec& spec);

  void begin(Done done) final;
  void cancel() final;

 protected:
  /// The connection stands. Ends with finish().
  virtual void connected();
  void finish(std::string reason);

  asio::ip::tcp::socket& socket() noexcept { return socket_; }
  const ProbeSpec& spec() const noexcept { return spec_; }

 private:
  void resolve();
  void connect(std::vector<asio::ip::tcp::endpoint> endpoints);
  std::string cannot(const char* action, const std::error_code& code) const;

  const ProbeSpec& spec_;
  asio::ip::tcp::resolver resolver_;
  asio::ip::tcp::socket socket_;
  bool cancelled_ = false;
  Done done_;
};

/// As it stands in a URL and in messages.
std::string host_and_port(const ProbeSpec& spec);

}  // namespace watchdog::health
