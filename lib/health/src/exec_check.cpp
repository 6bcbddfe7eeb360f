// SPDX-License-Identifier: MIT
#include "exec_check.hpp"

#include <asio/post.hpp>
#include <utility>

namespace watchdog::health {

void ExecCheck::begin(Done done) {
  const Result<process::Pid> started =
      runner_.start(spec_.command, [self = shared_from_this(), done](const process::Exit& exit) {
        self->running_ = 0;
        done(exit.success() ? std::string() : describe(exit));
      });
  if (started) {
    running_ = *started;
  } else {
    asio::post(loop_, [done = std::move(done), why = started.error().message()] { done(why); });
  }
}

void ExecCheck::cancel() {
  if (running_ != 0) runner_.kill(running_);
}

}  // namespace watchdog::health
