// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "support/catch.hpp"
#include "watchdog/process/exit.hpp"

/// How a failed check shows what it compared.
template <>
struct Catch::StringMaker<watchdog::process::Exit> {
  static std::string convert(const watchdog::process::Exit& exit) {
    return watchdog::process::describe(exit);
  }
};
