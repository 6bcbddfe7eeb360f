// SPDX-License-Identifier: MIT
#include "listener.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <asio/local/stream_protocol.hpp>
#include <asio/steady_timer.hpp>
#include <cerrno>
#include <optional>
#include <utility>

#include "peer.posix.hpp"
#include "socket_path.posix.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/control/client.hpp"

namespace watchdog::control {
namespace {

using asio::local::stream_protocol;

/// Which file it is, whatever its name.
struct FileId {
  dev_t device = 0;
  ino_t number = 0;
  bool operator==(const FileId&) const = default;
};

std::optional<FileId> file_id(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return std::nullopt;
  return FileId{info.st_dev, info.st_ino};
}

/// Held while names change: what one server sees of a socket's file is so until it has acted on it.
UniqueHandle lock_folder_of(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/'));
  UniqueHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  while (handle && ::flock(handle.get(), LOCK_EX) != 0 && errno == EINTR) continue;
  return handle;
}

/// Whether the socket's file is one that nobody listens at any more.
bool is_stale(const std::string& path) {
  const UniqueHandle probe(::socket(AF_UNIX, SOCK_STREAM, 0));
  const stream_protocol::endpoint address(path);
  // A queue that is full, which would make us wait, is a living server's.
  if (probe) ::fcntl(probe.get(), F_SETFL, O_NONBLOCK);
  return probe &&
         ::connect(probe.get(), static_cast<const sockaddr*>(address.data()),
                   static_cast<socklen_t>(address.size())) != 0 &&
         errno == ECONNREFUSED;
}

/// Of this user, or root.
bool is_welcome(int socket) {
  const std::optional<uid_t> user = user_of_peer(socket);
  return user && (*user == ::geteuid() || *user == 0);
}

/// A socket that listens, and its file.
struct Place {
  stream_protocol::acceptor acceptor;
  std::string path;
  FileId file;

  bool is_named() const { return file_id(path) == file; }
};

std::error_code bind(stream_protocol::acceptor& acceptor, const std::string& path) {
  std::error_code failed;
  acceptor.bind(stream_protocol::endpoint(path), failed);
  return failed;
}

/// Asio's codes are of a category of its own, which the standard's conditions don't know.
Error failure(const char* action, const std::string& path, const std::error_code& code,
              std::string advice = {}) {
  return {{code.value(), std::generic_category()}, action, path, std::move(advice)};
}

/// What servers that were killed left beside the socket of this path; others would ask them in
/// vain. The folder is locked: who listens there does so already.
void remove_stale_beside(const std::string& path) {
  const auto names = endpoints();
  if (!names) return;
  for (const std::string& name : *names) {
    const auto other = socket_path(name);
    struct stat info {};
    if (!other || *other == path || ::lstat(other->c_str(), &info) != 0) continue;
    if (S_ISSOCK(info.st_mode) && is_stale(*other)) ::unlink(other->c_str());
  }
}

/// The folder lets nobody else in while the file has not its mode yet.
Result<Place> listen(asio::io_context& loop, const std::string& path) {
  const UniqueHandle lock = lock_folder_of(path);
  Place place{stream_protocol::acceptor(loop), path, {}};
  std::error_code failed;
  place.acceptor.open(stream_protocol(), failed);
  if (failed) return failure("make the socket", path, failed);
  ::fcntl(place.acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
  failed = bind(place.acceptor, path);
  if (failed == asio::error::address_in_use) {
    if (!is_stale(path)) return failure("listen at", path, failed, "another program answers there");
    ::unlink(path.c_str());
    failed = bind(place.acceptor, path);
  }
  if (failed) return failure("listen at", path, failed);
  place.file = file_id(path).value_or(FileId{});
  ::chmod(path.c_str(), 0600);
  place.acceptor.listen(stream_protocol::acceptor::max_listen_connections, failed);
  if (failed) return failure("listen at", path, failed);
  remove_stale_beside(path);
  return place;
}

void remove_if_ours(const Place& place) {
  const UniqueHandle lock = lock_folder_of(place.path);
  // While our socket is open its file, named or not, keeps its number from any other.
  if (place.is_named()) ::unlink(place.path.c_str());
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
  State(asio::io_context& io, std::string name, OnClient told, Place first)
      : loop(io),
        endpoint(std::move(name)),
        on_client(std::move(told)),
        place(std::move(first)),
        pause(io) {}

  asio::io_context& loop;
  std::string endpoint;
  OnClient on_client;
  Place place;
  asio::steady_timer pause;
  unsigned turn = 0;  ///< Which place it is: a client of the one before may still be on its way.
  bool closed = false;

  void accept() {
    place.acceptor.async_accept([self = shared_from_this(), turn = turn](
                                    const std::error_code& failed, stream_protocol::socket socket) {
      if (self->closed || failed == asio::error::operation_aborted) return;
      if (failed) return self->accept_later();
      self->welcome(std::move(socket));
      if (!self->closed && self->turn == turn) self->accept();
    });
  }

  /// A client whom we can't let in stays in the system's queue, and would wake us again at once.
  void accept_later() {
    pause.expires_after(accept_pause);
    pause.async_wait([self = shared_from_this()](const std::error_code& cancelled) {
      if (!cancelled && !self->closed) self->accept();
    });
  }

  void welcome(stream_protocol::socket socket) const {
    ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
    if (is_welcome(socket.native_handle()))
      on_client(std::make_unique<AsioStream<stream_protocol::socket>>(std::move(socket)));
  }

  void replace(Place other) {
    pause.cancel();
    remove_if_ours(place);
    place = std::move(other);
    ++turn;
    accept();
  }

  void close() {
    closed = true;
    pause.cancel();
    remove_if_ours(place);
    std::error_code ignored;
    place.acceptor.close(ignored);
  }
};

Result<Listener> Listener::open(asio::io_context& loop, const std::string& endpoint,
                                OnClient on_client) {
  const auto path = socket_path(endpoint);
  if (!path) return path.error();
  auto place = listen(loop, *path);
  if (!place) return std::move(place).error();
  auto state = std::make_shared<State>(loop, endpoint, std::move(on_client), *std::move(place));
  state->accept();
  return Listener(std::move(state));
}

Listener::Listener(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

Listener::~Listener() {
  if (state_) state_->close();
}

Result<void> Listener::reopen() {
  const auto path = socket_path(state_->endpoint);
  if (!path) return path.error();
  if (*path == state_->place.path && state_->place.is_named()) return {};
  auto place = listen(state_->loop, *path);
  if (!place) return std::move(place).error();
  state_->replace(*std::move(place));
  return {};
}

}  // namespace watchdog::control
