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

/// Those among them that were not met before, and could be ended.
unsigned end_new(const std::vector<process::Marked>& found, std::vector<process::Identity>& met) {
  unsigned ended = 0;
  for (const process::Marked& one : found) {
    const process::Identity& id = one.entry.id;
    if (id.pid == process::own_pid() || std::find(met.begin(), met.end(), id) != met.end())
      continue;
    met.push_back(id);
    const Result<process::Process> process = process::Process::open(id);
    if (process && process->force()) ++ended;
  }
  return ended;
}

unsigned end_marked(const std::vector<std::string>& marks) {
  std::vector<process::Identity> met;
  unsigned ended = 0;
  for (int look = 0; look < most_looks; ++look) {
    const Result<std::vector<process::Marked>> found = process::find_marked(marks);
    const unsigned more = found ? end_new(*found, met) : 0;
    if (more == 0) break;
    ended += more;
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
  if (const std::vector<std::string> marks = take_marks(); !marks.empty()) {
    const unsigned ended = end_marked(marks);
    if (ended > 0 && containment_.on_survivors) containment_.on_survivors(ended);
  }
  told_(std::exchange(dead_, {}));
}

std::vector<std::string> AdoptedDeaths::take_marks() {
  std::vector<std::string> marks;
  for (const Death& one : dead_) {
    if (marked_.erase(one.program) > 0) marks.push_back(containment_.mark(one.program));
  }
  return marks;
}

}  // namespace watchdog::keep
