// SPDX-License-Identifier: MIT
#include <cstdio>

#include "watchdog/base/arguments.hpp"
#include "watchdog/control/server.hpp"

/// wdcontrolserver ENDPOINT: answers each request with itself, until it is killed. Says "ready" on
/// stdout once it listens.
int main(int argc, char** argv) {
  const auto words = watchdog::arguments(argc, argv);
  if (words.size() != 2) return 2;
  asio::io_context loop;
  const auto server = watchdog::control::Server::open(
      loop, words[1],
      [](const std::string& request, const watchdog::control::Reply& reply) { reply(request); });
  if (!server) {
    std::fprintf(stderr, "wdcontrolserver: %s\n", server.error().message().c_str());
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  loop.run();
}
