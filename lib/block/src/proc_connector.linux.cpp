// SPDX-License-Identifier: MIT
#include "proc_connector.linux.hpp"

// The order matters: the kernel's headers need the system's types.
#include <sys/socket.h>

#include <fcntl.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "kernel_time.linux.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {
namespace {

// Values of the kernel's cn_proc.h; the name of their type changed with 6.6.
constexpr std::uint32_t exec_event = 0x0000'0002;
constexpr std::uint32_t rename_event = 0x0000'0200;
constexpr int wanted_buffer = 4 << 20;  // Some 30 000 events.
constexpr milliseconds proof_time(300);

/// The request of 6.6 and later; before that it was its first field alone.
struct Request {
  std::uint32_t operation = PROC_CN_MCAST_LISTEN;
  std::uint32_t events = exec_event | rename_event;
};

/// A netlink message that holds a connector message that holds the request.
std::array<char, 64> message(bool filtered, std::size_t& size) {
  const Request request;
  const std::size_t length = filtered ? sizeof request : sizeof request.operation;
  cn_msg connector{};
  connector.id = {CN_IDX_PROC, CN_VAL_PROC};
  connector.len = static_cast<std::uint16_t>(length);
  nlmsghdr header{};
  size = NLMSG_HDRLEN + sizeof connector + length;
  header.nlmsg_len = static_cast<std::uint32_t>(size);
  header.nlmsg_type = NLMSG_DONE;
  std::array<char, 64> bytes{};
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + NLMSG_HDRLEN, &connector, sizeof connector);
  std::memcpy(bytes.data() + NLMSG_HDRLEN + sizeof connector, &request, length);
  return bytes;
}

Error failed(std::error_code code) {
  return {code, "receive process events", "", "--source scan works without"};
}

/// The event that a datagram carries.
ProcConnector::Event event_in(const char* data, std::size_t size) {
  using Kind = ProcConnector::Kind;
  constexpr std::size_t at = NLMSG_HDRLEN + sizeof(cn_msg);
  if (size < at + offsetof(proc_event, event_data) + sizeof(proc_event::event_data.comm))
    return {Kind::other};
  proc_event event{};
  std::memcpy(&event, data + at, std::min(size - at, sizeof event));
  const auto what = static_cast<std::uint32_t>(event.what);
  const Time when = time_of(event.timestamp_ns);
  if (what == exec_event)
    return {Kind::changed, static_cast<process::Pid>(event.event_data.exec.process_tgid), when};
  // A thread's name is not the program's: only the first thread's is.
  const auto& comm = event.event_data.comm;
  if (what == rename_event && comm.process_pid == comm.process_tgid)
    return {Kind::changed, static_cast<process::Pid>(comm.process_tgid), when};
  return {Kind::other};
}

/// Gives this process's first thread the name it has, whichever thread calls: an event of our own.
bool rename_to_same() {
  std::array<char, 32> name{};
  if (::gettid() == ::getpid())  // Works where /proc/self is closed, after a change of user.
    return ::prctl(PR_GET_NAME, name.data()) == 0 && ::prctl(PR_SET_NAME, name.data()) == 0;
  const UniqueHandle file(::open("/proc/self/comm", O_RDWR | O_CLOEXEC));
  const auto size = file ? ::read(file.get(), name.data(), name.size()) : -1;
  if (size <= 0) return false;
  const std::size_t length = static_cast<std::size_t>(size) - 1;  // Without the line end.
  return ::write(file.get(), name.data(), length) >= 0;
}

}  // namespace

Result<ProcConnector> ProcConnector::open() {
  auto filtered = subscribe(true);
  if (filtered) return filtered;
  auto plain = subscribe(false);
  return plain ? std::move(plain) : std::move(filtered);
}

Result<ProcConnector> ProcConnector::subscribe(bool filtered) {
  const int kind = SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
  ProcConnector connector(UniqueHandle(::socket(AF_NETLINK, kind, NETLINK_CONNECTOR)), filtered);
  const int socket = connector.socket_.get();
  if (!connector.socket_) return failed(last_system_error());
  // The first is for administrators; the second stops at the system's limit.
  if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &wanted_buffer, sizeof wanted_buffer) != 0)
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &wanted_buffer, sizeof wanted_buffer);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return failed(last_system_error());
  std::size_t size = 0;
  const auto bytes = message(filtered, size);
  if (::send(socket, bytes.data(), size, 0) < 0) return failed(last_system_error());
  if (!connector.proven()) return failed(std::make_error_code(std::errc::timed_out));
  return connector;
}

bool ProcConnector::proven() const {
  if (!rename_to_same()) return false;
  const Time deadline = Clock::now() + proof_time;
  bool dropping = false;
  while (Clock::now() < deadline) {
    const Event event = read();
    if (event.kind == Kind::changed && event.pid == process::own_pid()) return true;
    if (event.kind == Kind::broken) return false;
    dropping = dropping || event.kind == Kind::lost;
    if (event.kind != Kind::empty) continue;
    // Ours may be among what was lost.
    if (std::exchange(dropping, false) && !rename_to_same()) return false;
    pollfd wait{socket_.get(), POLLIN, 0};
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    ::poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)) + 1);
  }
  return false;
}

ProcConnector::Event ProcConnector::read() const {
  std::array<char, 512> buffer;
  sockaddr_nl from{};
  socklen_t length = sizeof from;
  const auto size = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0,
                               reinterpret_cast<sockaddr*>(&from), &length);
  if (size < 0) {
    if (errno == EINTR) return {Kind::other};
    if (errno == ENOBUFS) return {Kind::lost};
    return {errno == EAGAIN || errno == EWOULDBLOCK ? Kind::empty : Kind::broken};
  }
  if (from.nl_pid != 0) return {Kind::other};  // Not from the kernel.
  return event_in(buffer.data(), static_cast<std::size_t>(size));
}

}  // namespace watchdog::block
