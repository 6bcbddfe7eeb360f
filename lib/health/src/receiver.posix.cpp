// SPDX-License-Identifier: MIT
#include "watchdog/health/receiver.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <asio/local/datagram_protocol.hpp>
#include <utility>

namespace watchdog::health {
namespace {

using Protocol = asio::local::datagram_protocol;

constexpr std::size_t longest_path = 103;  // The shortest limit of all systems: that of macOS.

Error failed(const std::error_code& code, const std::string& path, const char* advice = "") {
  return {code, "listen at", path, advice};
}

Error failed(std::errc code, const std::string& path, const char* advice) {
  return failed(std::make_error_code(code), path, advice);
}

/// Asio's own category does not compare with std::errc.
std::error_code plain(const std::error_code& code) {
  return {code.value(), std::generic_category()};
}

/// A socket whose program is gone refuses; anything else is an answer.
bool is_abandoned(asio::io_context& loop, const std::string& path) {
  Protocol::socket probe(loop);
  std::error_code refusal;
  probe.connect(Protocol::endpoint(path), refusal);
  return plain(refusal) == std::errc::connection_refused;
}

Result<void> clear(asio::io_context& loop, const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};  // Nothing there, or bind() tells.
  if (!S_ISSOCK(status.st_mode)) {
    return failed(std::errc::file_exists, path, "that is no socket; name another path");
  }
  if (!is_abandoned(loop, path)) {
    return failed(std::errc::address_in_use, path, "another program listens there");
  }
  if (::unlink(path.c_str()) != 0) return failed(last_system_error(), path);
  return {};
}

/// Which file a name stands for, so that only our own is removed.
struct File {
  dev_t device = 0;
  ino_t number = 0;
  friend bool operator==(const File&, const File&) = default;
};

std::optional<File> file_at(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  return File{status.st_dev, status.st_ino};
}

/// Bound, and from the first moment on for our user alone: Linux gives the file the mode of the
/// socket. Elsewhere that is refused, and the file's own mode is set right after.
Result<void> bind_for_us(Protocol::socket& socket, const std::string& path) {
  constexpr mode_t ours = S_IRUSR | S_IWUSR;
  const bool from_the_first = ::fchmod(socket.native_handle(), ours) == 0;
  std::error_code code;
  socket.bind(Protocol::endpoint(path), code);
  if (code) return failed(plain(code), path);
  if (!from_the_first && ::chmod(path.c_str(), ours) != 0) return failed(last_system_error(), path);
  return {};
}

}  // namespace

struct Receiver::State : std::enable_shared_from_this<Receiver::State> {
  State(asio::io_context& loop, std::string where, OnWords told)
      : socket(loop), path(std::move(where)), on_words(std::move(told)) {}

  Protocol::socket socket;
  std::string path;
  OnWords on_words;
  std::optional<File> file;
  std::array<char, longest_message + 1> buffer{};  ///< One more, to know what is too long.

  Result<void> listen(asio::io_context& loop) {
    if (path.size() > longest_path)
      return failed(std::errc::filename_too_long, path, "a socket's path has at most 103 bytes");
    if (Result<void> cleared = clear(loop, path); !cleared) return cleared;
    std::error_code code;
    socket.open(Protocol(), code);
    if (code) return failed(plain(code), path);
    if (Result<void> bound = bind_for_us(socket, path); !bound) return bound;
    file = file_at(path);
    receive();
    return {};
  }

  void receive() {
    socket.async_receive(
        asio::buffer(buffer),
        [self = shared_from_this()](const std::error_code& broken, std::size_t size) {
          if (broken || !self->socket.is_open()) return;
          if (size <= longest_message) self->on_words(parse_words({self->buffer.data(), size}));
          if (self->socket.is_open()) self->receive();
        });
  }

  void close() {
    std::error_code ignored;
    socket.close(ignored);
    if (file && file_at(path) == file) ::unlink(path.c_str());
  }
};

Receiver::Receiver(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}

Receiver::Receiver(Receiver&& other) noexcept = default;

Receiver& Receiver::operator=(Receiver&& other) noexcept {
  if (state_ && state_ != other.state_) state_->close();
  state_ = std::move(other.state_);
  return *this;
}

Receiver::~Receiver() {
  if (state_) state_->close();
}

Result<Receiver> Receiver::open(asio::io_context& loop, const std::string& address,
                                OnWords on_words) {
  auto state = std::make_shared<State>(loop, address, std::move(on_words));
  if (Result<void> listening = state->listen(loop); !listening) {
    return std::move(listening).error();
  }
  return Receiver(std::move(state));
}

const std::string& Receiver::address() const noexcept { return state_->path; }

}  // namespace watchdog::health
