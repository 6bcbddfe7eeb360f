// SPDX-License-Identifier: MIT
#include "connect.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <asio/local/stream_protocol.hpp>
#include <cerrno>

#include "socket_path.posix.hpp"

namespace watchdog::control {
namespace {

using asio::local::stream_protocol;
using std::chrono::duration_cast;
using std::chrono::microseconds;

/// Only Linux waits here, and only while the server has more clients than it has let in: by the
/// time limit for sending.
void limit_connecting(int socket, Time deadline) {
  const auto left = std::max(duration_cast<microseconds>(deadline - Clock::now()), microseconds(1));
  timeval limit{};
  limit.tv_sec = static_cast<decltype(limit.tv_sec)>(left.count() / 1'000'000);
  limit.tv_usec = static_cast<decltype(limit.tv_usec)>(left.count() % 1'000'000);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// Not Asio's: that takes the end of the time limit for a connection under way.
bool connected(int socket, const stream_protocol::endpoint& address) {
  int result = 0;
  do {
    result = ::connect(socket, static_cast<const sockaddr*>(address.data()),
                       static_cast<socklen_t>(address.size()));
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

Error failed(const std::string& endpoint) {
  std::error_code code = last_system_error();
  if (code == std::errc::operation_would_block || code == std::errc::resource_unavailable_try_again)
    code = std::make_error_code(std::errc::timed_out);
  return {code, "ask", endpoint, {}};
}

}  // namespace

Result<std::unique_ptr<Stream>> connect(asio::io_context& loop, const std::string& endpoint,
                                        Time deadline) {
  const auto path = socket_path(endpoint);
  if (!path) return path.error();
  stream_protocol::socket socket(loop);
  std::error_code refused;
  socket.open(stream_protocol(), refused);
  if (refused) return Error{{refused.value(), std::generic_category()}, "ask", endpoint, {}};
  ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
  limit_connecting(socket.native_handle(), deadline);
  if (!connected(socket.native_handle(), stream_protocol::endpoint(*path))) return failed(endpoint);
  return std::unique_ptr<Stream>(
      std::make_unique<AsioStream<stream_protocol::socket>>(std::move(socket)));
}

}  // namespace watchdog::control
