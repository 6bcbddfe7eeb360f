// SPDX-License-Identifier: MIT
#include "thread.hpp"

#include <csignal>
#include <thread>

namespace watchdog::output {

void start_thread(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // Born with it.
  std::thread(std::move(body)).detach();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace watchdog::output
