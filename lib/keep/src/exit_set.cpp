// SPDX-License-Identifier: MIT
#include "watchdog/keep/exit_set.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "watchdog/base/text.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::keep {
namespace {

constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

Error bad_member(std::string_view word, std::string advice) {
  return {std::make_error_code(std::errc::invalid_argument), "understand the exit",
          std::string(word), std::move(advice)};
}

/// Where nothing ends by a signal, none has a name.
std::string what_to_write() {
  const bool signals = !process::signal_name(9).empty();
  return signals
             ? "write a code (3), a range (100-110), a signal (SEGV), signal, failure or success"
             : "write a code (3, 0xC0000005), a range (100-110), failure or success";
}

}  // namespace

std::optional<std::uint32_t> parse_exit_code(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  std::uint32_t code = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), code, hex ? 16 : 10);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return whole ? std::optional(code) : std::nullopt;
}

Result<ExitSet::Member> ExitSet::parse_member(std::string_view word) {
  if (word == "success") return Member{Member::Kind::codes, 0, 0};
  if (word == "failure") return Member{Member::Kind::failure, 0, 0};
  if (word == "unknown") return Member{Member::Kind::unknown, 0, 0};
  if (word == "signal") return Member{Member::Kind::signals, 0, largest};
  const std::size_t dash = word.find('-');
  const auto first = parse_exit_code(word.substr(0, dash));
  const auto last = dash == word.npos ? first : parse_exit_code(word.substr(dash + 1));
  if (first && last && *first <= *last) return Member{Member::Kind::codes, *first, *last};
  if (first && last) return bad_member(word, "a range goes from the smaller code to the larger");
  // Only by name: a number is a code.
  const auto signal = first ? std::nullopt : process::signal_number(word);
  if (signal) {
    const auto number = static_cast<std::uint32_t>(*signal);
    return Member{Member::Kind::signals, number, number};
  }
  return bad_member(word, what_to_write());
}

Result<ExitSet> ExitSet::parse(std::string_view text) {
  ExitSet set;
  while (true) {
    const std::size_t comma = text.find(',');
    Result<Member> member = parse_member(trim(text.substr(0, comma)));
    if (!member) return member.error();
    set.members_.push_back(*member);
    if (comma == text.npos) return set;
    text.remove_prefix(comma + 1);
  }
}

bool ExitSet::contains(const process::Exit& exit) const noexcept {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const Member& member) { return covers(member, exit); });
}

bool ExitSet::covers(const Member& member, const process::Exit& exit) noexcept {
  using process::Exit;
  const bool within = member.first <= exit.value && exit.value <= member.last;
  switch (member.kind) {
    case Member::Kind::codes:
      return exit.kind == Exit::Kind::code && within;
    case Member::Kind::signals:
      return exit.kind == Exit::Kind::signal && within;
    case Member::Kind::unknown:
      return exit.kind == Exit::Kind::unknown;
    case Member::Kind::failure:
      return !exit.success();
  }
  return false;
}

}  // namespace watchdog::keep
