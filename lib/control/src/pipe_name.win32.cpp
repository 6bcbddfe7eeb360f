// SPDX-License-Identifier: MIT
#include "pipe_name.win32.hpp"

#include "endpoint.hpp"
#include "security.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::control {

Result<std::wstring> pipe_name(const std::string& endpoint) {
  if (auto fit = check_endpoint(endpoint); !fit) return std::move(fit).error();
  return L"\\\\.\\pipe\\watchdog-" + own_sid() + L"-" + wide(endpoint);
}

}  // namespace watchdog::control
