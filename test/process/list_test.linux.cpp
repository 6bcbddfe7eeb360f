// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/process/target.hpp"

using namespace watchdog;
using namespace watchdog::process;

namespace {

/// Children that do nothing, all with one title: a child takes over its parent's.
class Crowd {
 public:
  Crowd(int count, const std::string& title) {
    std::array<char, 16> own{};
    ::prctl(PR_GET_NAME, own.data());
    ::prctl(PR_SET_NAME, title.c_str());
    for (int i = 0; i < count; ++i) {
      const pid_t pid = ::fork();
      if (pid == 0) idle();
      if (pid > 0) pids_.insert(static_cast<Pid>(pid));
    }
    ::prctl(PR_SET_NAME, own.data());
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd() {
    for (const Pid pid : pids_) ::kill(static_cast<pid_t>(pid), SIGKILL);
    for (const Pid pid : pids_) ::waitpid(static_cast<pid_t>(pid), nullptr, 0);
  }
  const std::set<Pid>& pids() const { return pids_; }

 private:
  [[noreturn]] static void idle() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (true) ::pause();
  }

  std::set<Pid> pids_;
};

std::vector<Pid> pids(const std::vector<Entry>& table) {
  std::vector<Pid> result;
  for (const Entry& entry : table) result.push_back(entry.id.pid);
  return result;
}

}  // namespace

TEST_CASE("a table of many holds each once and in order") {
  const std::string title = test::unique_name("wdc");
  const Crowd crowd(600, title);  // Enough to be read by two threads.
  REQUIRE(crowd.pids().size() == 600);
  const auto table = list();
  REQUIRE(table);
  const std::vector<Pid> all = pids(*table);
  CHECK(std::is_sorted(all.begin(), all.end()));
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
  CHECK(std::includes(all.begin(), all.end(), crowd.pids().begin(), crowd.pids().end()));
  const auto target = Target::parse(title);
  REQUIRE(target);
  const auto found = find({*target});
  REQUIRE(found);
  const std::vector<Pid> named = pids(*found);
  CHECK(std::set<Pid>(named.begin(), named.end()) == crowd.pids());
  CHECK(named.size() == 600);
}
