// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <array>
#include <cstdlib>

#include "rows.kqueue.hpp"
#include "terminal.posix.hpp"

namespace watchdog::process {

std::optional<dev_t> terminal_number(const Identity& id) { return rows::terminal(id.pid); }

std::string terminal_file(dev_t number) {
  std::array<char, 256> name{};
  const char* const found =
      ::devname_r(number, S_IFCHR, name.data(), static_cast<int>(name.size()));
  return found ? "/dev/" + std::string(found) : std::string();
}

}  // namespace watchdog::process
