// SPDX-License-Identifier: MIT
#include <asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "death_notice.hpp"

namespace watchdog::keep {
namespace {

void unblock_word_of_deaths() {
  sigset_t word;
  sigemptyset(&word);
  sigaddset(&word, SIGCHLD);
  ::pthread_sigmask(SIG_UNBLOCK, &word, nullptr);
}

}  // namespace

struct DeathNotice::State {
  State(asio::io_context& loop, std::function<void()> told)
      : on_deaths(std::move(told)), signal(loop, SIGCHLD) {}

  void await() {
    signal.async_wait([this](const std::error_code& failed, int) {
      if (failed) return;
      await();  // First, so that no death between the two goes unseen.
      on_deaths();
    });
  }

  std::function<void()> on_deaths;
  asio::signal_set signal;
};

DeathNotice::DeathNotice(asio::io_context& loop, std::function<void()> on_deaths)
    : state_(std::make_unique<State>(loop, std::move(on_deaths))) {
  unblock_word_of_deaths();
  state_->await();
}

DeathNotice::~DeathNotice() = default;

}  // namespace watchdog::keep
