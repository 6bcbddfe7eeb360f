// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "watchdog/base/clock.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::health {

/// A way to see from outside whether a program is well, and how patient to be.
struct ProbeSpec {
  enum class Kind : std::uint8_t {
    exec,  ///< `command` ends with 0.
    tcp,   ///< `host`:`port` takes a connection.
    http   ///< `host`:`port` answers a GET of `path` with 200 to 399.
  };
  Kind kind = Kind::tcp;
  std::string text;          ///< As the user wrote it, for messages.
  process::Command command;  ///< Its output leads nowhere; folder and environment are to be added.
  std::string host;          ///< A name or an address, without brackets.
  std::uint16_t port = 0;
  std::string path;  ///< Begins with "/".

  milliseconds interval{10'000};  ///< From the start of one to the start of the next.
  milliseconds timeout{3'000};    ///< Of each.
  milliseconds start_period{0};   ///< Failures in it don't count; the first success ends it.
  unsigned failures = 3;          ///< So many in a row: hung.
  unsigned successes = 1;         ///< So many in a row: well.
};

/// Reads `exec:CMD ARGS`, `tcp:HOST:PORT`, `tcp:PORT`, `http://HOST:PORT/PATH`, `http:PORT/PATH`.
/// An IPv6 address stands in brackets; without a host it is localhost. The words of a command are
/// parted by blanks; "..." and '...' keep blanks in a word; there is no shell, no variable, no
/// escape: a backslash is one. Errors: invalid_argument, and how to write it.
Result<ProbeSpec> parse_probe(std::string_view text);

}  // namespace watchdog::health
