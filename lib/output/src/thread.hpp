// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace watchdog::output {

/// A thread that nobody waits for and no signal of ours reaches, a broken pipe's included.
void start_thread(std::function<void()> body);

}  // namespace watchdog::output
