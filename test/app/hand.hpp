// SPDX-License-Identifier: MIT
#pragma once

#include "app/program.hpp"

namespace watchdog::test {

/// Folders of its own for what watchdogs write about their programs.
struct Places {
  TempDir dir;
  std::vector<std::string> settings() const {
    return {"WD_STATE_DIR=" + dir.file("state"), "WD_RUNTIME_DIR=" + dir.file("run")};
  }
};

/// `watchdog WORDS`, run to its end; what it printed is in `out`.
struct Asked {
  process::Exit exit;
  std::string out;
  std::string err;
  nlohmann::json row() const { return nlohmann::json::parse(out, nullptr, false); }
};

inline Asked ask(const Places& places, std::vector<std::string> words) {
  Watchdog watchdog(std::move(words), places.settings());
  const process::Exit exit = watchdog.wait();
  return {exit, watchdog.out(), watchdog.err()};
}

}  // namespace watchdog::test
