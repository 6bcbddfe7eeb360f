// SPDX-License-Identifier: MIT
#include "adopted_deaths.hpp"

#include <algorithm>
#include <asio/post.hpp>
#include <utility>

#include "watchdog/process/marked.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::keep {
namespace {

/// What starts another one while it is looked at is found by the next look.
constexpr int most_looks = 5;

/// Ends those among them that were not met before, and counts them by their marks; false: none.
bool end_new(const std::vector<process::Marked>& found, std::vector<process::Identity>& met,
             std::vector<unsigned>& ended) {
  bool any = false;
  for (const process::Marked& one : found) {
    const process::Identity& id = one.entry.id;
    if (id.pid == process::own_pid() || std::find(met.begin(), met.end(), id) != met.end())
      continue;
    met.push_back(id);
    const Result<process::Process> process = process::Process::open(id);
    if (!process || !process->force()) continue;
    ++ended[one.setting];
    any = true;
  }
  return any;
}

/// How many of each mark.
std::vector<unsigned> end_marked(const std::vector<std::string>& marks) {
  std::vector<unsigned> ended(marks.size());
  std::vector<process::Identity> met;
  for (int look = 0; look < most_looks; ++look) {
    const Result<std::vector<process::Marked>> found = process::find_marked(marks);
    if (!found || !end_new(*found, met, ended)) break;
  }
  return ended;
}

}  // namespace

AdoptedDeaths::AdoptedDeaths(asio::io_context& loop, const Containment& containment, Told told)
    : loop_(loop), containment_(containment), told_(std::move(told)) {}

void AdoptedDeaths::expect(Index program, process::Pid pid) {
  if (containment_.orphans && containment_.mark &&
      process::is_marked(pid, containment_.mark(program)))
    marked_.insert(program);
}

/// What else the loop has word of already comes before.
void AdoptedDeaths::add(const Death& death) {
  if (dead_.empty()) asio::post(loop_, [this] { bury(); });
  dead_.push_back(death);
}

void AdoptedDeaths::bury() {
  const std::vector<Death> dead = std::exchange(dead_, {});
  end_leftovers(dead);
  told_(dead);
}

void AdoptedDeaths::end_leftovers(const std::vector<Death>& dead) {
  std::vector<Index> programs;
  std::vector<std::string> marks;
  for (const Death& one : dead) {
    if (marked_.erase(one.program) == 0) continue;
    programs.push_back(one.program);
    marks.push_back(containment_.mark(one.program));
  }
  if (marks.empty()) return;
  const std::vector<unsigned> ended = end_marked(marks);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (ended[i] > 0 && containment_.on_survivors) containment_.on_survivors(programs[i], ended[i]);
  }
}

}  // namespace watchdog::keep
