// SPDX-License-Identifier: MIT
#include <asio/io_context.hpp>
#include <watchdog/keep/loop_host.hpp>

int main() {
  asio::io_context loop;
  watchdog::keep::LoopHost host(loop);
  watchdog::keep::Restarts restarts({}, 1);
  const auto decision = restarts.on_exit(watchdog::process::Exit::code(3), {}, host.now());
  return decision.action == watchdog::keep::Decision::Action::restart ? 0 : 1;
}
