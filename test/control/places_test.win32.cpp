// SPDX-License-Identifier: MIT
#include <windows.h>

#include <filesystem>

#include "stage.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/control/places.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

TEST_CASE("the system's variables name the folder when ours does not") {
  const TempDir dir;
  const Variable ours("WD_STATE_DIR", "");
  const Variable program_data("ProgramData", dir.file("all"));
  const Variable local("LOCALAPPDATA", dir.file("own"));
  const auto folder = state_folder();
  REQUIRE(folder);
  CHECK((*folder == dir.file("all") + "\\watchdog" || *folder == dir.file("own") + "\\watchdog"));
}
