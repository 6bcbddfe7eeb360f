// SPDX-License-Identifier: MIT
#include "connect.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <asio/local/stream_protocol.hpp>
#include <cerrno>

#include "socket_path.posix.hpp"

namespace watchdog::control {
namespace {

using asio::local::stream_protocol;

/// Not Asio's: that takes a server that is full for a connection under way.
bool connected(int socket, const stream_protocol::endpoint& address) {
  int result = 0;
  do {
    result = ::connect(socket, static_cast<const sockaddr*>(address.data()),
                       static_cast<socklen_t>(address.size()));
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

Error failed(std::error_code code, const std::string& endpoint) {
  if (code == std::errc::operation_would_block)  // Which may be a number of its own.
    code = std::make_error_code(std::errc::resource_unavailable_try_again);
  return {code, "ask", endpoint, {}};
}

}  // namespace

Result<std::unique_ptr<Stream>> connect(asio::io_context& loop, const std::string& endpoint) {
  const auto path = socket_path(endpoint);
  if (!path) return path.error();
  stream_protocol::socket socket(loop);
  std::error_code refused;
  socket.open(stream_protocol(), refused);
  if (!refused) socket.non_blocking(true, refused);
  if (refused) return failed({refused.value(), std::generic_category()}, endpoint);
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  if (!connected(socket.native_handle(), stream_protocol::endpoint(*path)))
    return failed(last_system_error(), endpoint);
  return std::unique_ptr<Stream>(
      std::make_unique<AsioStream<stream_protocol::socket>>(std::move(socket)));
}

}  // namespace watchdog::control
