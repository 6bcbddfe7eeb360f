// SPDX-License-Identifier: MIT
#include "ledger_line.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <array>
#include <sstream>

#include "watchdog/base/text.hpp"

namespace watchdog::keep {
namespace {

constexpr std::string_view magic = "watchdog-ledger-1";
constexpr std::array<std::string_view, 3> states{"idle", ledger_starting_word, "running"};

/// The text with blanks behind it, ended by a line feed, `size` bytes in all.
std::string padded(std::string text, std::size_t size) {
  text.resize(size - 1, ' ');
  return text + '\n';
}

std::optional<Inheritance::State> state_of(std::string_view word) {
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] == word) return static_cast<Inheritance::State>(i);
  }
  return std::nullopt;
}

std::optional<LedgerLine> read_line(const std::string& text) {
  std::istringstream in(text);
  LedgerLine line;
  std::string state;
  in >> state >> line.what.id.pid >> line.what.id.start >> line.what.streak >> line.what.restarts >>
      line.what.mark >> line.key >> std::ws;
  std::getline(in, line.name);
  line.name.erase(line.name.find_last_not_of(' ') + 1);
  const auto known = state_of(state);
  if (line.name.empty() || !known) return std::nullopt;
  line.what.state = *known;
  return line;
}

}  // namespace

std::string hash_of_key(std::string_view key) {
  const XXH128_hash_t hash = XXH3_128bits(key.data(), key.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

std::string write_head(const LedgerHead& head) {
  return padded(fmt::format("{} {} {} {}", magic, head.keeper.pid, head.keeper.start, head.boot),
                ledger_line_size);
}

std::string write_changing(const Inheritance& what) {
  std::string text =
      fmt::format("{:{}} {} {} {} {} {}", states[static_cast<std::size_t>(what.state)],
                  ledger_starting_word.size(), what.id.pid, what.id.start, what.streak,
                  what.restarts, what.mark);
  text.resize(ledger_changing_size, ' ');
  return text;
}

std::string write_line(const LedgerLine& line) {
  return padded(fmt::format("{} {} {}", write_changing(line.what), line.key, printable(line.name)),
                ledger_line_size);
}

std::optional<LedgerHead> read_head(std::string_view text) {
  std::istringstream in{std::string(text.substr(0, ledger_line_size))};
  std::string first;
  LedgerHead head;
  in >> first >> head.keeper.pid >> head.keeper.start >> head.boot;
  if (text.size() < ledger_line_size || first != magic || in.fail()) return std::nullopt;
  return head;
}

std::vector<std::optional<LedgerLine>> read_lines(std::string_view text) {
  std::vector<std::optional<LedgerLine>> lines;
  for (std::size_t at = ledger_line_size; at + ledger_line_size <= text.size();
       at += ledger_line_size)
    lines.push_back(read_line(std::string(text.substr(at, ledger_line_size))));
  return lines;
}

}  // namespace watchdog::keep
