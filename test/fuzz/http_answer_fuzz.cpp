// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http_answer.hpp"

using watchdog::health::HttpAnswer;

/// The first byte says in which pieces the rest arrives; how it is cut must make no difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = data[0] + std::size_t{1};
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  HttpAnswer whole;
  if (!whole.take(text)) whole.end();
  HttpAnswer pieces;
  bool known = false;
  for (; !known && !text.empty(); text.remove_prefix(std::min(step, text.size())))
    known = pieces.take(text.substr(0, step));
  if (!known) pieces.end();
  if (whole.failure().empty() != pieces.failure().empty()) std::abort();
  return 0;
}
