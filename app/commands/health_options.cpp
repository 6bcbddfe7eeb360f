// SPDX-License-Identifier: MIT
#include "commands/health_options.hpp"

#include <fmt/format.h>

#include "command_line.hpp"
#include "size.hpp"

namespace watchdog::app {
namespace {

void add_words(CLI::App& app, Health& health) {
  add_duration(app, "--heartbeat", health.heartbeat,
               "It hangs when it does not say WATCHDOG=1 (sd_notify) at least so often");
  app.add_flag("--notify", health.notify, "It says READY=1 (sd_notify) when it is ready");
  add_text(app, "--ready-line", health.ready_line, "It is ready when it has written that")
      ->type_name("TEXT");
  add_duration(app, "--ready-within", health.ready_within,
               "It hangs when it is not ready so long after its start");
}

void add_probe(CLI::App& app, health::ProbeSpec& probe) {
  const auto take = [&probe](const std::string& text) {
    const Result<void> taken = take_probe(text, probe);
    if (!taken) throw CLI::ValidationError("--probe", taken.error().message());
  };
  auto* option = app.add_option_function<std::string>(
                        "--probe", take,
                        "Ask it now and then: http://HOST:PORT/PATH, tcp:PORT or exec:COMMAND")
                     ->type_name("WHAT");
  add_duration(app, "--probe-interval", probe.interval, "How often; default 10s")->needs(option);
  add_duration(app, "--probe-timeout", probe.timeout, "How long an answer may take; default 3s")
      ->needs(option);
  app.add_option("--probe-failures", probe.failures, "It hangs after so many in a row; default 3")
      ->type_name("N")
      ->check(CLI::Range(1U, 1'000U).description(""))
      ->needs(option);
  add_duration(app, "--probe-grace", probe.start_period,
               "Failures this soon after its start don't count, until it was well once")
      ->needs(option);
}

void add_most_memory(CLI::App& app, Health& health) {
  const auto take = [&health](const std::string& text) {
    const std::optional<std::uint64_t> size = parse_size(text);
    if (!size)
      throw CLI::ValidationError(
          "--restart-above", fmt::format("'{}' is no size; write 512MiB or 2GiB", printable(text)));
    health.most_memory = *size;
  };
  app.add_option_function<std::string>("--restart-above", take,
                                       "Start it anew when it uses more memory than that")
      ->type_name("SIZE");
}

}  // namespace

void add_health(CLI::App& app, Health& health) {
  add_words(app, health);
  add_probe(app, health.probe);
  add_duration(app, "--silence", health.silence, "It hangs when it writes nothing for so long");
  add_duration(
      app, "--frozen", health.frozen,
      "It hangs when it is stopped (SIGSTOP), or its window does not respond, for so long");
  add_most_memory(app, health);
  add_duration(app, "--max-age", health.longest_run, "Start it anew when it has run for so long");
}

}  // namespace watchdog::app
