// SPDX-License-Identifier: MIT
#include <array>
#include <csignal>

#include "signal_names.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::process {

std::span<const SignalName> signal_names() noexcept {
  static constexpr std::array<SignalName, 29> names{{
      {SIGHUP, "HUP"},   {SIGINT, "INT"},   {SIGQUIT, "QUIT"},   {SIGILL, "ILL"},
      {SIGTRAP, "TRAP"}, {SIGABRT, "ABRT"}, {SIGBUS, "BUS"},     {SIGFPE, "FPE"},
      {SIGKILL, "KILL"}, {SIGUSR1, "USR1"}, {SIGSEGV, "SEGV"},   {SIGUSR2, "USR2"},
      {SIGPIPE, "PIPE"}, {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},   {SIGCHLD, "CHLD"},
      {SIGCONT, "CONT"}, {SIGSTOP, "STOP"}, {SIGTSTP, "TSTP"},   {SIGTTIN, "TTIN"},
      {SIGTTOU, "TTOU"}, {SIGXCPU, "XCPU"}, {SIGXFSZ, "XFSZ"},   {SIGVTALRM, "VTALRM"},
      {SIGPROF, "PROF"}, {SIGSYS, "SYS"},   {SIGWINCH, "WINCH"}, {SIGURG, "URG"},
      {SIGIO, "IO"},
  }};
  return names;
}

bool is_signal(int number) noexcept {
  sigset_t set;
  sigemptyset(&set);
  // Both are asked: on some systems adding what there is not passes silently.
  return number > 0 && sigaddset(&set, number) == 0 && sigismember(&set, number) == 1;
}

std::string signal_name(std::uint32_t number) {
  for (const SignalName& signal : signal_names()) {
    if (static_cast<std::uint32_t>(signal.number) == number) return std::string(signal.name);
  }
  return {};
}

}  // namespace watchdog::process
