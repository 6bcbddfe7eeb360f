// SPDX-License-Identifier: MIT
#include "socket_path.posix.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "endpoint.hpp"

namespace watchdog::control {
namespace {

constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;  // 107 or 103.

}  // namespace

Result<std::string> socket_path(const std::string& endpoint) {
  auto path = endpoint_file(endpoint);
  if (!path || path->size() <= longest_path) return path;
  return Error{std::make_error_code(std::errc::filename_too_long), "make the socket", *path,
               fmt::format("the path of a socket has at most {} bytes: set WD_RUNTIME_DIR to a "
                           "shorter one",
                           longest_path)};
}

}  // namespace watchdog::control
