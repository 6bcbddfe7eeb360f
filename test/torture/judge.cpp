// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include <algorithm>

namespace watchdog::torture {

using namespace checkpoint;

namespace {

Outcome judge_state(const Snapshot& state, bool said, const Expectation& expected) {
  const std::uint64_t number = expected.sizes.number_of(state.payload);
  if (number == 0 || number > expected.last) return Outcome::wrong;
  if (number >= expected.acknowledged) return Outcome::newest;
  if (expected.stale || (said && expected.damaged)) return Outcome::older;
  return expected.damaged ? Outcome::wrong : Outcome::lost;
}

}  // namespace

Outcome judge(const Result<Store::Opened>& opened, const Expectation& expected) {
  const Outcome unusable = expected.damaged ? Outcome::reported : Outcome::lost;
  if (!opened) return unusable;
  if (std::holds_alternative<Absent>(opened->found))
    return expected.acknowledged == 0 ? Outcome::newest : Outcome::lost;
  if (const auto* loaded = std::get_if<Loaded>(&opened->found))
    return judge_state(loaded->snapshot, false, expected);
  if (const auto* older = std::get_if<FellBack>(&opened->found))
    return judge_state(older->snapshot, !older->reason.empty(), expected);
  return unusable;
}

Outcome judge(const std::string& path, const Expectation& expected) {
  return judge(Store::open(path), expected);
}

Outcome judge_apart(const std::string& path, const Expectation& expected) {
  const Tally tally = apart(1, [&](std::size_t) { return judge(path, expected); });
  for (std::size_t i = 0; i < outcome_count; ++i)
    if (tally.of(static_cast<Outcome>(i)) != 0) return static_cast<Outcome>(i);
  return Outcome::crashed;
}

}  // namespace watchdog::torture
