// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace watchdog::block {

/// The processor time that this process has used, all threads together; two values differ by what
/// was used between them. Windows tells it in steps of 16 ms, too coarse for a look: there it is
/// the time that passed, which is never less for one thread.
std::chrono::microseconds processor_time() noexcept;

}  // namespace watchdog::block
