// SPDX-License-Identifier: MIT
#include <asio/io_context.hpp>
#include <watchdog/health/loop_runner.hpp>
#include <watchdog/health/prober.hpp>
#include <watchdog/health/verdict.hpp>

int main() {
  const auto probe = watchdog::health::parse_probe("tcp:80");
  if (!probe) return 1;
  asio::io_context loop;
  watchdog::health::LoopRunner runner(loop);
  const watchdog::health::Prober prober(loop, *probe, runner, [](const auto&) {});
  watchdog::health::Verdict verdict(*probe);
  verdict.start({});
  const auto standing = verdict.take(true, {});
  return standing.kind == watchdog::health::Standing::Kind::ready ? 0 : 1;
}
