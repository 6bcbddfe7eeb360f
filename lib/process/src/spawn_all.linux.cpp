// SPDX-License-Identifier: MIT
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "helper_thread.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {
namespace {

#ifdef WATCHDOG_THREAD_SANITIZER
/// Its locks are in the memory that a child borrows: who waits for one that a child took, waits for
/// ever.
constexpr std::size_t most_threads = 1;
#else
/// More than that were never measured.
constexpr std::size_t most_threads = 4;
#endif
/// For fewer a thread costs as much as it saves.
constexpr std::size_t fewest_births = 4;

std::size_t processors() noexcept {
  cpu_set_t usable;
  if (::sched_getaffinity(0, sizeof usable, &usable) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&usable));
}

/// Births that are taken one by one, by as many threads as there are.
class Births {
 public:
  explicit Births(const std::vector<const Command*>& commands)
      : commands_(commands), children_(commands.size()) {}

  /// Those that are to die with us, by the thread that "we" is: another one's end would be theirs.
  void take_tied() {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      if (commands_[i]->die_with_parent) children_[i] = spawn(*commands_[i]);
    }
  }

  void take_others() {
    for (std::size_t i = next_++; i < commands_.size(); i = next_++) {
      if (!commands_[i]->die_with_parent) children_[i] = spawn(*commands_[i]);
    }
  }

  std::vector<Result<Child>> children() && {
    std::vector<Result<Child>> all;
    all.reserve(children_.size());
    for (auto& child : children_) all.push_back(*std::move(child));
    return all;
  }

 private:
  const std::vector<const Command*>& commands_;
  std::vector<std::optional<Result<Child>>> children_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace

/// Who gives birth stands still until the child's program runs, and so does the machine beside it
/// if it is the only one: with a thread for each processor all are back in half the time.
std::vector<Result<Child>> spawn_all(const std::vector<const Command*>& commands) {
  const std::size_t threads =
      std::min({commands.size() / fewest_births, processors(), most_threads});
  Births births(commands);
  std::vector<std::optional<std::thread>> helpers;
  for (std::size_t i = 1; i < threads; ++i)
    helpers.push_back(start_helper([&] { births.take_others(); }));
  births.take_tied();
  births.take_others();
  for (auto& helper : helpers) {
    if (helper) helper->join();
  }
  return std::move(births).children();
}

}  // namespace watchdog::process
