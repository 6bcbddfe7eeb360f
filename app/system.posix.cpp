// SPDX-License-Identifier: MIT
#include "system.hpp"
#include "wall_time.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <utility>

namespace watchdog::app {

void prepare_process() {
  // A stream that is closed would hand its number to a file or socket of ours.
  int fd = 0;
  do {
    fd = ::open("/dev/null", O_RDWR);
  } while (fd >= 0 && fd < 3);
  if (fd >= 3) ::close(fd);
  ::signal(SIGPIPE, SIG_IGN);
}

void write_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

bool write_output(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

std::chrono::local_seconds local_now() {
  const std::time_t now = std::time(nullptr);
  std::tm shown{};
  ::localtime_r(&now, &shown);
  return shown_as(shown);
}

void allow_open_files(std::uint64_t count) noexcept {
  rlimit limit{};
  const auto wanted = static_cast<rlim_t>(count);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(limit.rlim_max, wanted);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

bool somebody_there() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

std::optional<int> hidden_command(const std::vector<std::string>&) { return std::nullopt; }

namespace {

Wish wish_of(int signal) {
  if (signal == SIGINT) return Wish::interrupt;
  if (signal == SIGUSR1) return Wish::status;
  return signal == SIGUSR2 ? Wish::renew : Wish::terminate;
}

void mask_wishes(int how) {
  sigset_t wishes;
  sigemptyset(&wishes);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&wishes, signal);
  ::sigprocmask(how, &wishes, nullptr);
}

}  // namespace

std::vector<int> forwarded_by_default() {
  if (::getpid() != 1) return {};
  return {SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
}

struct Wishes::State {
  State(asio::io_context& loop, WishHandlers told)
      : handlers(std::move(told)), signals(loop, SIGINT, SIGTERM, SIGUSR1) {
    signals.add(SIGUSR2);
    for (const int signal : handlers.forwarded) signals.add(signal);
    struct sigaction old {};
    ::sigaction(SIGHUP, nullptr, &old);
    if (old.sa_handler != SIG_IGN) signals.add(SIGHUP);  // Ignored: nohup started us.
    mask_wishes(SIG_UNBLOCK);
    listen();
  }

  void listen() {
    signals.async_wait([this](const std::error_code& failed, int signal) {
      if (failed) return;
      listen();
      is_forwarded(signal) ? handlers.on_forwarded(signal) : handlers.on_wish(wish_of(signal));
    });
  }

  bool is_forwarded(int signal) const {
    const std::vector<int>& all = handlers.forwarded;
    return std::find(all.begin(), all.end(), signal) != all.end();
  }

  WishHandlers handlers;
  asio::signal_set signals;
};

Wishes::Wishes(asio::io_context& loop, WishHandlers handlers)
    : state_(std::make_unique<State>(loop, std::move(handlers))) {}

Wishes::~Wishes() = default;

void hold_wishes() { mask_wishes(SIG_BLOCK); }

void release_wishes() { mask_wishes(SIG_UNBLOCK); }

int die_of_interrupt() {
  ::signal(SIGINT, SIG_DFL);
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  ::sigprocmask(SIG_UNBLOCK, &interrupt, nullptr);
  ::raise(SIGINT);
  return 128 + SIGINT;
}

}  // namespace watchdog::app
