// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdlib>

#include "watchdog/health/probe.hpp"

using watchdog::health::ProbeSpec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto probe = watchdog::health::parse_probe({reinterpret_cast<const char*>(data), size});
  if (!probe) return probe.error().message().empty() ? std::abort(), 1 : 0;
  if (probe->kind == ProbeSpec::Kind::exec && probe->command.program.empty()) std::abort();
  if (probe->kind != ProbeSpec::Kind::exec && (probe->port == 0 || probe->host.empty()))
    std::abort();
  if (probe->path.find_first_of(" \r\n") != std::string::npos) std::abort();
  return 0;
}
