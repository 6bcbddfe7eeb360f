// SPDX-License-Identifier: MIT
#include "suggest.hpp"

#include <algorithm>
#include <numeric>

namespace watchdog::app {
namespace {

/// How many letters must be put in, taken out or changed to turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string suggest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  // Farther off it is another word. Dashes are none of an option's letters.
  std::size_t least = 1 + (word.size() - std::min(word.size(), word.find_first_not_of('-'))) / 3;
  for (const std::string& candidate : known) {
    const std::size_t changes = distance(word, candidate);
    if (changes <= least && (best.empty() || changes < least)) {
      least = changes;
      best = candidate;
    }
  }
  return best;
}

}  // namespace watchdog::app
