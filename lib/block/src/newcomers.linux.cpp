// SPDX-License-Identifier: MIT
#include "newcomers.hpp"

#include <algorithm>

#include "watchdog/process/numbers.linux.hpp"

namespace watchdog::block {
namespace {

using process::Number;
using process::Pid;

constexpr milliseconds young_for(200);

struct Seen {
  Number number;
  Time first;
};

/// Compares one listing of /proc with the one before. Both stand in the order of their numbers,
/// which the system keeps; were it otherwise, processes would look new and cost a needless look.
class ByGeneration : public Newcomers {
 public:
  explicit ByGeneration(process::Numbers numbers) : numbers_(std::move(numbers)) {}

  std::optional<std::vector<Pid>> find(Time now) override {
    const auto running = numbers_.read();
    if (!running) return std::nullopt;
    std::vector<Pid> fresh;
    std::vector<Pid> young;
    next_.clear();
    auto old = seen_.begin();
    for (const Number& number : **running) {
      while (old != seen_.end() && old->number.pid < number.pid) ++old;
      const bool known = old != seen_.end() && old->number == number;
      next_.push_back({number, known ? old->first : now});
      if (!known) {
        fresh.push_back(number.pid);
      } else if (now - old->first < young_for) {
        young.push_back(number.pid);
      }
    }
    seen_.swap(next_);
    fresh.insert(fresh.end(), young.begin(), young.end());
    return fresh;
  }

 private:
  process::Numbers numbers_;
  std::vector<Seen> seen_;
  std::vector<Seen> next_;
};

}  // namespace

Result<std::unique_ptr<Newcomers>> Newcomers::open() {
  auto numbers = process::Numbers::open();
  if (!numbers) return std::move(numbers).error();
  return std::unique_ptr<Newcomers>(std::make_unique<ByGeneration>(*std::move(numbers)));
}

}  // namespace watchdog::block
