// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "close_range.kqueue.hpp"
#include "launch.posix.hpp"

namespace watchdog::process {
namespace {

/// What a child that could not start its program tells us.
struct Report {
  int stage = 0;
  int error = 0;
};

struct Pipe {
  UniqueHandle read;
  UniqueHandle write;
};

/// Closed by exec: nothing to read means that the program runs. On numbers that no stream has.
std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) return std::nullopt;
  const UniqueHandle read(ends[0]);
  const UniqueHandle write(ends[1]);
  Pipe pipe{UniqueHandle(::fcntl(read.get(), F_DUPFD_CLOEXEC, 3)),
            UniqueHandle(::fcntl(write.get(), F_DUPFD_CLOEXEC, 3))};
  if (!pipe.read || !pipe.write) return std::nullopt;
  return pipe;
}

Report read_report(int end) {
  Report report;
  ssize_t size = 0;
  do {
    size = ::read(end, &report, sizeof report);
  } while (size < 0 && errno == EINTR);
  return size == sizeof report ? report : Report{};
}

[[noreturn]] void run(Launch& launch, int end) {
  launch.run();
  const Report report{launch.failed_stage(), launch.failed_error()};
  ::_exit(::write(end, &report, sizeof report) == sizeof report ? 127 : 126);
}

}  // namespace

void close_other_descriptors() noexcept {
  if (close_range_on_exec(3)) return;
  const int limit = ::getdtablesize();
  for (int fd = 3; fd < limit; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void default_signals() noexcept {
  for (int signal = 1; signal < 32; ++signal) ::signal(signal, SIG_DFL);
}

Result<Child> spawn(const Command& command) {
  Launch launch(command);
  if (Result<void> ready = launch.prepare(); !ready) return ready.error();
  std::optional<Pipe> pipe = make_pipe();
  if (!pipe) return Error{last_system_error(), "start", command.program, ""};
  const pid_t pid = ::fork();
  if (pid == 0) run(launch, pipe->write.get());
  if (pid < 0)
    return Error{last_system_error(), "start", command.program, "is there a limit on processes?"};
  pipe->write.reset();
  const Report report = read_report(pipe->read.get());
  if (report.stage == 0)
    return Child(identify(static_cast<Pid>(pid)).value_or(Identity{static_cast<Pid>(pid), 0}), {},
                 {});
  ::waitpid(pid, nullptr, 0);
  launch.set_failure(report.stage, report.error);
  return launch.failure();
}

}  // namespace watchdog::process
