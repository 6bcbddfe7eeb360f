// SPDX-License-Identifier: MIT
#include "watchdog/notify/notify.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

#include "channel.hpp"

namespace watchdog::notify {
namespace {

constexpr std::size_t longest_message = 4096;  // More is not read by any keeper.

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

bool send(std::string_view words) {
  if (words.size() > longest_message) return false;
  std::string address = variable("NOTIFY_SOCKET");
  return !address.empty() && send_to(std::move(address), words);
}

std::optional<std::chrono::microseconds> heartbeat_interval() {
  using std::chrono::microseconds;
  const std::string wanted_from = variable("WATCHDOG_PID");
  if (!wanted_from.empty() && number(wanted_from) != process_number()) return std::nullopt;
  const std::optional<std::uint64_t> limit = number(variable("WATCHDOG_USEC"));
  constexpr auto longest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!limit || *limit < 2 || *limit > longest) return std::nullopt;
  return microseconds(static_cast<std::int64_t>(*limit / 2));
}

}  // namespace watchdog::notify
