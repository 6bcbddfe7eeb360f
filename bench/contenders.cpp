// SPDX-License-Identifier: MIT
#include "contenders.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "measure.hpp"

namespace watchdog::bench {
namespace {

namespace fs = std::filesystem;

/// A folder with an executable `run`, as s6 and runit want it.
std::string service_folder(const std::string& path, const std::string& fifo) {
  fs::create_directories(path);
  const std::string script = path + "/run";
  std::ofstream(script) << fmt::format("#!/bin/sh\nexec {} {}\n", WD_BENCH_VICTIM, fifo);
  fs::permissions(script, fs::perms::owner_all);
  return path;
}

std::string supervisor_file(const std::string& folder, const std::string& fifo) {
  const std::string path = folder + "/supervisord.conf";
  std::ofstream(path) << fmt::format(
      "[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile={0}/"
      "supervisord.pid\n"
      "[program:victim]\ncommand={1} {2}\nstartsecs=0\nstartretries=1000000\nautorestart=true\n",
      folder, WD_BENCH_VICTIM, fifo);
  return path;
}

}  // namespace

std::vector<Contender> contenders(const std::string& self, const std::string& folder,
                                  const std::string& fifo, std::vector<std::string>& missing) {
  const std::string victim = WD_BENCH_VICTIM;
  std::vector<Contender> all{
      {"floor", "vfork + waitid in a loop, nothing else",
       silent(self, {"--floor", victim, fifo, "1"}), 40, 1},
      {"watchdog", "keep --delay 0 (no throttle)",
       apart(silent(WD_WATCHDOG, {"keep", "--delay", "0", "--", victim, fifo}), folder), 40, 1},
      {"dash loop", "while :; do victim; done",
       silent("dash", {"-c", "while :; do \"$0\" \"$1\"; done", victim, fifo}), 40, 1},
      {"runit", "runsv; killed after its throttle of 1 s",
       silent("runsv", {service_folder(folder + "/runit", fifo)}), 1'150, 10},
      {"s6", "s6-supervise, defaults",
       silent("s6-supervise", {service_folder(folder + "/s6", fifo)}), 40, 10},
      {"supervisord", "startsecs=0", silent("supervisord", {"-c", supervisor_file(folder, fifo)}),
       40, 10},
  };
  std::erase_if(all, [&](const Contender& one) {
    const bool absent = !process::find_program(one.command.program);
    if (absent) missing.push_back(one.name);
    return absent;
  });
  return all;
}

}  // namespace watchdog::bench
