// SPDX-License-Identifier: MIT
#include "thread.hpp"

#include <thread>

namespace watchdog::output {

void start_thread(std::function<void()> body) { std::thread(std::move(body)).detach(); }

}  // namespace watchdog::output
