// SPDX-License-Identifier: MIT
#include "raw_output.hpp"

#include <fcntl.h>
#include <io.h>

#include <cstdio>

#include "system.hpp"

namespace watchdog::app {

bool write_raw(std::string_view bytes) {
  ::_setmode(::_fileno(stdout), _O_BINARY);
  return write_output(bytes);
}

}  // namespace watchdog::app
