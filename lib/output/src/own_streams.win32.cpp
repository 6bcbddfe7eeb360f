// SPDX-License-Identifier: MIT
#include <windows.h>

#include "watchdog/output/outlet.hpp"

namespace watchdog::output {
namespace {

NativeHandle own(DWORD which) noexcept {
  const HANDLE handle = ::GetStdHandle(which);
  return handle == INVALID_HANDLE_VALUE ? invalid_handle : handle;
}

}  // namespace

NativeHandle own_output() noexcept { return own(STD_OUTPUT_HANDLE); }
NativeHandle own_error() noexcept { return own(STD_ERROR_HANDLE); }

}  // namespace watchdog::output
