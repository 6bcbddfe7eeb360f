// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <asio/local/datagram_protocol.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>

#include "system.hpp"

namespace watchdog::app {
namespace {

using Protocol = asio::local::datagram_protocol;
using std::chrono::microseconds;

std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value != nullptr ? value : "";
  ::unsetenv(name);
  return text;
}

/// Half of what the manager allows between two signs of life; 0: it wants none, or not from us.
microseconds heartbeat() {
  const std::string limit = take_variable("WATCHDOG_USEC");
  const std::string pid = take_variable("WATCHDOG_PID");
  const bool for_us = pid.empty() || pid == std::to_string(::getpid());
  return for_us ? microseconds(std::strtoull(limit.c_str(), nullptr, 10) / 2) : microseconds(0);
}

}  // namespace

struct Notify::State {
  explicit State(asio::io_context& loop)
      : socket(loop), timer(loop), path(take_variable("NOTIFY_SOCKET")), interval(heartbeat()) {
    if (!path.empty() && path.front() == '@') path.front() = '\0';  // The abstract kind of address.
    std::error_code failed;
    if (!path.empty()) socket.open(Protocol(), failed);
    if (failed) path.clear();
  }

  /// A manager that does not listen is no reason to fail.
  void send(std::string_view state) {
    std::error_code ignored;
    if (!path.empty()) socket.send_to(asio::buffer(state), Protocol::endpoint(path), 0, ignored);
  }

  void beat() {
    if (path.empty() || interval.count() == 0) return;
    send("WATCHDOG=1");
    timer.expires_after(interval);
    timer.async_wait([this](const std::error_code& failed) {
      if (!failed) beat();
    });
  }

  Protocol::socket socket;
  asio::steady_timer timer;
  std::string path;
  microseconds interval;
};

Notify::Notify(asio::io_context& loop) : state_(std::make_unique<State>(loop)) {}

Notify::~Notify() = default;

void Notify::send(std::string_view state) {
  state_->send(state);
  if (state.find("READY=1") != std::string_view::npos) state_->beat();
}

}  // namespace watchdog::app
