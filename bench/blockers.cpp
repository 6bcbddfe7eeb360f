// SPDX-License-Identifier: MIT
#include "blockers.hpp"

#include <unistd.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <sstream>
#include <thread>

#include "measure.hpp"

namespace watchdog::bench {
namespace {

using Words = std::vector<std::string>;

/// As an ordinary user, whoever we are.
process::Command as_nobody(std::string program, Words arguments) {
  if (::geteuid() != 0) return silent(std::move(program), std::move(arguments));
  // Who changes its user is no more ended with its parent, unless it says so again.
  Words words{"--reuid=65534",   "--regid=65534", "--clear-groups", "--pdeathsig=KILL", "--",
              std::move(program)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return silent("setpriv", std::move(words));
}

bool runs_to_zero(const process::Command& command) {
  const auto child = process::spawn(command);
  const auto exit = child ? child->wait(Clock::now() + std::chrono::seconds(20)) : child.error();
  return exit && exit->success();
}

/// Whether a watchdog can do that here.
bool arms(const std::string& program, Words words) {
  words.insert(words.end(), {"--dry-run", "--for", "1ms"});
  return runs_to_zero(silent(program, std::move(words)));
}

/// What a process's children that it has waited for have used, in seconds.
double of_children(process::Pid pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(in, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string field;
  constexpr int skipped = 13;  // To the children's user time.
  for (int i = 0; i < skipped; ++i) fields >> field;
  long user = 0;
  long system = 0;
  fields >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

std::vector<Blocker> blockers(const Stage& stage, std::vector<std::string>& missing) {
  const std::string program = stage.copy(WD_WATCHDOG, "watchdog");
  const std::string& name = stage.name();
  std::vector<Blocker> all;
  if (stage.privileged()) {
    all.push_back({"watchdog, bpf", "root", silent(program, {"block", name, "--source", "bpf"})});
    for (const std::string by : {"kernel", "fanotify"}) {
      const Words words{"block", name, "--deny", "--deny-by", by, "--source", "events"};
      if (!arms(program, words)) {
        missing.push_back("watchdog, deny by " + by);
        continue;
      }
      all.push_back({"watchdog, deny by " + by, "root, --deny-by " + by, silent(program, words),
                     Life::End::denied});
    }
  } else {
    missing.insert(missing.end(), {"watchdog, bpf", "watchdog, deny"});
  }
  all.push_back({"watchdog, events", "ordinary user",
                 as_nobody(program, {"block", name, "--source", "events"})});
  all.push_back({"watchdog, scan", "ordinary user, --cpu 5%, which is the default",
                 as_nobody(program, {"block", name, "--source", "scan"})});
  all.push_back({"watchdog, scan, 5 ms", "ordinary user, --interval 5ms",
                 as_nobody(program, {"block", name, "--source", "scan", "--interval", "5ms"})});
  if (process::find_program("pkill"))
    all.push_back({"pkill loop", "while :; do pkill -x NAME; done",
                   as_nobody("sh", {"-c", "while :; do pkill -x \"$0\"; done", name})});
  else
    missing.emplace_back("pkill loop");
  const std::string python = "/usr/bin/python3";  // The system's, whose packages these are.
  if (runs_to_zero(silent(python, {"-c", "import psutil"})))
    all.push_back({"psutil loop", "for process in psutil.process_iter(): ... kill()",
                   as_nobody(python, {stage.copy(WD_PSUTIL_LOOP, "psutil_loop.py"), name})});
  else
    missing.emplace_back("psutil loop");
  return all;
}

std::optional<Running> Running::start(const Blocker& blocker, const Stage& stage) {
  process::Command command = blocker.command;
  command.die_with_parent = true;
  auto child = process::spawn(command);
  if (!child) return std::nullopt;
  Running running(*std::move(child));
  constexpr int attempts = 50;
  for (int i = 0; i < attempts; ++i) {
    if (stage.run("200000").end != blocker.way) continue;
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // What follows a start is over.
    return running;
  }
  return std::nullopt;
}

Running::~Running() {
  if (child_.pid() == 0) return;
  child_.force();
  (void)child_.wait(Clock::now() + std::chrono::seconds(20));
}

double Running::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(static_cast<pid_t>(child_.pid()), &clock) != 0 ||
      ::clock_gettime(clock, &used) != 0)
    return -1;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9 +
         of_children(child_.pid());
}

}  // namespace watchdog::bench
