// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include "datagram.hpp"

namespace watchdog::notify {
namespace {

/// A queue that is full is waited for, but not long.
void limit_waiting(NativeHandle socket) {
  timeval limit{};
  limit.tv_usec = 250'000;
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::uint64_t process_number() noexcept { return static_cast<std::uint64_t>(::getpid()); }

bool send_to(std::string address, std::string_view words) {
  sockaddr_un target{};
  if (address.size() >= sizeof target.sun_path) return false;
  if (address.front() == '@') address.front() = '\0';  // The abstract kind of address.
  target.sun_family = AF_UNIX;
  std::copy(address.begin(), address.end(), target.sun_path);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());

  const UniqueHandle socket = datagram_socket();
  if (!socket) return false;
  limit_waiting(socket.get());
  ssize_t sent = 0;
  do {
    // The interface takes any kind of address by a pointer to the common one.
    sent = ::sendto(socket.get(), words.data(), words.size(), 0,
                    reinterpret_cast<const sockaddr*>(&target), size);
  } while (sent < 0 && errno == EINTR);
  return sent >= 0;
}

}  // namespace watchdog::notify
