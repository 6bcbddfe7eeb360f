// SPDX-License-Identifier: MIT
#include <cstdint>
#include <cstdlib>

#include "watchdog/health/words.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto words = watchdog::health::parse_words({reinterpret_cast<const char*>(data), size});
  if (words.status && words.status->size() > 256) std::abort();
  if (words.ready + words.reloading + words.stopping > 1) std::abort();
  return 0;
}
