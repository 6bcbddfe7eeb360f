// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "support/catch.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/process/exit.hpp"

/// How a failed check shows what it compared.
template <class T>
struct Catch::StringMaker<watchdog::Result<T>> {
  static std::string convert(const watchdog::Result<T>& result) {
    return result ? "a value" : result.error().message();
  }
};

template <>
struct Catch::StringMaker<watchdog::process::Exit> {
  static std::string convert(const watchdog::process::Exit& exit) {
    return watchdog::process::describe(exit);
  }
};
