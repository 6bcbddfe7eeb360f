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
constexpr std::array<std::string_view, 4> states{"idle", ledger_starting_word, "running",
                                                 "resting"};

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

long long count(Time time) {
  return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string write_rest(const Rest& rest) {
  return fmt::format(" {} {} {} {} {}", static_cast<unsigned>(rest.kind),
                     static_cast<unsigned>(rest.exit.kind), rest.exit.value, count(rest.exited_at),
                     count(rest.next_start));
}

bool read_rest(std::istream& in, Rest& rest) {
  unsigned kind = 0;
  unsigned exit = 0;
  long long exited_at = 0;
  long long next_start = 0;
  in >> kind >> exit >> rest.exit.value >> exited_at >> next_start;
  rest.kind = static_cast<Rest::Kind>(kind);
  rest.exit.kind = static_cast<process::Exit::Kind>(exit);
  rest.exited_at = Time(milliseconds(exited_at));
  rest.next_start = Time(milliseconds(next_start));
  return !in.fail() && kind <= static_cast<unsigned>(Rest::Kind::gave_up) &&
         exit <= static_cast<unsigned>(process::Exit::Kind::unknown);
}

/// What older watchdogs neither write nor read: it comes last.
std::string write_past(const Inheritance& what) {
  std::string text = fmt::format(" {}", what.past.note);
  if (const auto& last = what.past.last_exit; last && what.state == Inheritance::State::running)
    text += fmt::format(" {} {} {}", static_cast<unsigned>(last->exit.kind), last->exit.value,
                        count(last->at));
  return text;
}

Past read_past(std::istream& in) {
  Past past;
  unsigned kind = 0;
  long long at = 0;
  LastExit last;
  if (!(in >> past.note)) return {};
  in >> kind >> last.exit.value >> at;
  if (in.fail() || kind > static_cast<unsigned>(process::Exit::Kind::unknown)) return past;
  last.exit.kind = static_cast<process::Exit::Kind>(kind);
  last.at = Time(milliseconds(at));
  past.last_exit = last;
  return past;
}

bool read_changing(const std::string& text, Inheritance& what) {
  std::istringstream in(text);
  std::string word;
  in >> word >> what.id.pid >> what.id.start >> what.streak >> what.restarts >> what.mark;
  const auto state = state_of(word);
  if (!state) return false;
  what.state = *state;
  if (what.state == Inheritance::State::resting && !read_rest(in, what.rest)) return false;
  what.past = read_past(in);
  return true;
}

std::optional<LedgerLine> read_line(const std::string& text) {
  LedgerLine line;
  if (!read_changing(text.substr(0, ledger_changing_size), line.what)) return std::nullopt;
  std::istringstream in(text.substr(ledger_changing_size));
  in >> line.key >> std::ws;
  std::getline(in, line.name);
  line.name.erase(line.name.find_last_not_of(' ') + 1);
  if (line.name.empty()) return std::nullopt;
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
  if (what.state == Inheritance::State::resting) text += write_rest(what.rest);
  // Half a number would be another one.
  if (const std::string past = write_past(what); text.size() + past.size() < ledger_changing_size)
    text += past;
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
