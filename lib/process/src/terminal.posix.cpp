// SPDX-License-Identifier: MIT
#include "terminal.posix.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/terminal.hpp"

namespace watchdog::process {
namespace {

constexpr const char* action = "write to the terminal of process";

/// It becomes nobody's own terminal by that, nobody waits for it, and no link leads elsewhere.
UniqueHandle open_terminal(const std::string& file) {
  return UniqueHandle(
      ::open(file.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
}

bool is_terminal(const UniqueHandle& file, dev_t number) {
  struct stat status {};
  return ::fstat(file.get(), &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == number &&
         ::isatty(file.get()) == 1;
}

}  // namespace

Result<void> write_to_terminal(const Identity& id, std::string_view text) {
  const std::string subject = std::to_string(id.pid);
  const auto number = terminal_number(id);
  const Result<Identity> now = identify(id.pid);  // What was read was of that process.
  if (!now || *now != id)
    return Error{std::make_error_code(std::errc::no_such_process), action, subject, ""};
  const Error none{std::make_error_code(std::errc::no_such_device_or_address), action, subject, ""};
  if (!number) return none;
  const UniqueHandle terminal = open_terminal(terminal_file(*number));
  if (!terminal) return last_failure(action, subject);
  if (!is_terminal(terminal, *number)) return none;
  if (::write(terminal.get(), text.data(), text.size()) < 0) return last_failure(action, subject);
  return {};
}

}  // namespace watchdog::process
