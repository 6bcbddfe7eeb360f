// SPDX-License-Identifier: MIT
//
// What checkpoints must survive, done to them.
//   torture EXPERIMENT VICTIM CUTTER LOGDISK [full]     EXPERIMENT: see below
// Prints a table and ends with 1 when a state was lost or wrong, or a reader crashed or hung; with
// 77 where the experiment can't be done.
#include <filesystem>
#include <functional>
#include <map>

#include "experiments.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::torture;

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void(const Settings&, Report&)>> experiments{
      {"kills", kill_at_random},        {"calls", kill_at_each_call},
      {"steps", kill_at_each_step},     {"errors", fail_each_call},
      {"short-writes", cut_each_write}, {"damage", damage_files},
      {"full-disk", fill_the_disk},     {"crowd", crowd},
      {"power", cut_the_power}};
  const std::vector<std::string> words(argv, argv + argc);
  const auto chosen = words.size() < 5 ? experiments.end() : experiments.find(words[1]);
  if (chosen == experiments.end()) {
    std::fputs("usage: torture EXPERIMENT VICTIM CUTTER LOGDISK [full]\n", stderr);
    return 2;
  }
  const test::TempDir folder;
  Settings settings{words.back() == "full", folder.file(""), words[2], words[3], words[4]};
  settings.folder.pop_back();
  Report report;
  chosen->second(settings, report);
  return report.code();
}
