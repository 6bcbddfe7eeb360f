// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::test {

/// An anonymous pipe: in the place of our own stdout.
struct TestPipe {
  UniqueHandle read;
  UniqueHandle write;
};
TestPipe make_pipe();

/// Blocks until something comes; empty at the end.
std::string read_some(NativeHandle end);

}  // namespace watchdog::test
