// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>

namespace watchdog::torture {

/// What became of a checkpoint after what was done to it.
enum class Outcome : std::uint8_t {
  newest,    ///< The state that was acknowledged last, or the one that was under way.
  older,     ///< An older one where that is allowed, such as after damage, with a word about it.
  reported,  ///< No state, and an error that says why.
  lost,      ///< The acknowledged state is gone though nothing can excuse it.
  wrong,     ///< A state that was never committed, or an older one taken for the newest.
  crashed,   ///< The reader died.
  hung,      ///< The reader did not come back within 20 seconds.
};
inline constexpr std::size_t outcome_count = 7;

class Tally {
 public:
  void add(Outcome outcome, unsigned long times = 1) {
    counts_[static_cast<std::size_t>(outcome)] += times;
  }
  void add(const Tally& other) {
    for (std::size_t i = 0; i < outcome_count; ++i) counts_[i] += other.counts_[i];
  }
  unsigned long of(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)]; }
  unsigned long runs() const {
    unsigned long sum = 0;
    for (const unsigned long count : counts_) sum += count;
    return sum;
  }
  bool is_good() const {
    return of(Outcome::lost) + of(Outcome::wrong) + of(Outcome::crashed) + of(Outcome::hung) == 0;
  }

 private:
  std::array<unsigned long, outcome_count> counts_{};
};

/// A table of what was done and what came of it, on stdout, in Markdown.
class Report {
 public:
  void row(const std::string& what, const Tally& tally) {
    if (rows_++ == 0)
      std::puts(
          "| done | times | newest | older, and said so | refused, and said so | lost | wrong | "
          "crashed | hung |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    std::printf("| %s | %lu |", what.c_str(), tally.runs());
    for (std::size_t i = 0; i < outcome_count; ++i)
      std::printf(" %lu |", tally.of(static_cast<Outcome>(i)));
    std::puts("");
    std::fflush(stdout);
    good_ = good_ && tally.is_good() && tally.runs() > 0;
  }
  /// Tells why there is no row.
  void skip(const std::string& why) {
    std::printf("Not done here: %s.\n", why.c_str());
    skipped_ = true;
  }
  /// For main: 0 when all was well, 77 when nothing could be done.
  int code() const { return !good_ ? 1 : rows_ > 0 ? 0 : skipped_ ? 77 : 1; }

 private:
  unsigned rows_ = 0;
  bool good_ = true;
  bool skipped_ = false;
};

}  // namespace watchdog::torture
