// SPDX-License-Identifier: MIT
#include <sys/signalfd.h>
#include <unistd.h>

#include <asio/posix/stream_descriptor.hpp>
#include <asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "death_notice.hpp"

namespace watchdog::keep {
namespace {

sigset_t word_of_deaths() {
  sigset_t word;
  sigemptyset(&word);
  sigaddset(&word, SIGCHLD);
  return word;
}

}  // namespace

/// A descriptor tells of a signal that is blocked: a restart waits for neither a handler's frame
/// nor what the handler would write to the loop. A thread that does not block it may be handed it
/// instead, whose handler tells the loop as well.
struct DeathNotice::State {
  State(asio::io_context& loop, std::function<void()> told)
      : on_deaths(std::move(told)), elsewhere(loop, SIGCHLD), descriptor(loop) {
    const sigset_t word = word_of_deaths();
    const int opened = ::signalfd(-1, &word, SFD_CLOEXEC | SFD_NONBLOCK);
    ::pthread_sigmask(opened >= 0 ? SIG_BLOCK : SIG_UNBLOCK, &word, &before);
    if (opened >= 0) descriptor.assign(opened);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {  // That signal alone: who ends us may have blocked others meanwhile.
    const sigset_t word = word_of_deaths();
    if (sigismember(&before, SIGCHLD) == 0) ::pthread_sigmask(SIG_UNBLOCK, &word, nullptr);
  }

  void await() {
    descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                          [this](const std::error_code& failed) {
                            if (failed) return;
                            take();
                            on_deaths();
                            await();  // Looks whether there is word already.
                          });
  }

  void await_elsewhere() {
    elsewhere.async_wait([this](const std::error_code& failed, int) {
      if (failed) return;
      await_elsewhere();
      on_deaths();
    });
  }

  /// One stands for all: it is not queued.
  void take() {
    signalfd_siginfo word;
    (void)!::read(descriptor.native_handle(), &word, sizeof word);
  }

  std::function<void()> on_deaths;
  sigset_t before{};
  asio::signal_set elsewhere;
  asio::posix::stream_descriptor descriptor;
};

DeathNotice::DeathNotice(asio::io_context& loop, std::function<void()> on_deaths)
    : state_(std::make_unique<State>(loop, std::move(on_deaths))) {
  if (state_->descriptor.is_open()) state_->await();
  state_->await_elsewhere();
}

DeathNotice::~DeathNotice() = default;

}  // namespace watchdog::keep
