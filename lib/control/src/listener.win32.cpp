// SPDX-License-Identifier: MIT
#include "listener.hpp"

#include <windows.h>

#include <asio/steady_timer.hpp>
#include <asio/windows/overlapped_ptr.hpp>
#include <asio/windows/stream_handle.hpp>
#include <utility>

#include "endpoint.hpp"
#include "pipe_name.win32.hpp"
#include "security.win32.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::control {
namespace {

using asio::windows::stream_handle;

constexpr DWORD buffer_size = 64 << 10;

/// The first of a name must be the only one there is: so nobody else lets in who comes to us.
Result<HANDLE> make_pipe(const std::wstring& name, const std::string& endpoint, DWORD first) {
  const auto access = PrivateAccess::make(false);
  if (!access) return access.error();
  SECURITY_ATTRIBUTES attributes = access->attributes();
  const HANDLE pipe = ::CreateNamedPipeW(
      name.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | first,
      PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
      PIPE_UNLIMITED_INSTANCES, buffer_size, buffer_size, 0, &attributes);
  if (pipe != INVALID_HANDLE_VALUE) return pipe;
  return Error{last_system_error(), "listen at", endpoint, {}};
}

/// Not every system lists its pipes, so a file stands for ours; it goes when we do, however we end.
Result<UniqueHandle> make_sign(const std::string& endpoint) {
  const auto path = endpoint_file(endpoint);
  if (!path) return path.error();
  UniqueHandle file(::CreateFileW(wide(*path).c_str(), GENERIC_READ | DELETE, FILE_SHARE_READ,
                                  nullptr, CREATE_ALWAYS,
                                  FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr));
  if (!file) return last_failure("make", *path);
  return file;
}

/// Wine does not know of the first of a name.
bool is_taken(const std::wstring& name) {
  return ::WaitNamedPipeW(name.c_str(), 1) || ::GetLastError() == ERROR_SEM_TIMEOUT;
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
  State(asio::io_context& io, std::wstring full_name, std::string own_name, OnClient told)
      : loop(io),
        name(std::move(full_name)),
        endpoint(std::move(own_name)),
        on_client(std::move(told)),
        pipe(io),
        pause(io) {}

  asio::io_context& loop;
  std::wstring name;
  std::string endpoint;
  OnClient on_client;
  UniqueHandle sign;
  stream_handle pipe;  ///< The one that the next client comes in by.
  asio::steady_timer pause;
  bool closed = false;

  Result<void> make(DWORD first) {
    const auto made = make_pipe(name, endpoint, first);
    if (!made) return made.error();
    pipe = stream_handle(loop, *made);
    return {};
  }

  void accept() {
    asio::windows::overlapped_ptr under_way(
        loop.get_executor(),
        [self = shared_from_this()](const std::error_code& failed, std::size_t) {
          if (!self->closed) self->on_connected(failed);
        });
    const BOOL done = ::ConnectNamedPipe(pipe.native_handle(), under_way.get());
    const DWORD error = done ? ERROR_SUCCESS : ::GetLastError();
    if (done || error == ERROR_IO_PENDING) {
      under_way.release();
    } else {  // No word will come from the system. Somebody came in before we asked, mostly.
      const DWORD told = error == ERROR_PIPE_CONNECTED ? ERROR_SUCCESS : error;
      under_way.complete({static_cast<int>(told), std::system_category()}, 0);
    }
  }

  /// The next pipe is made before this one is used or closed: its name is never free for another.
  void on_connected(const std::error_code& failed) {
    stream_handle connected = std::move(pipe);
    next();
    if (!failed) on_client(std::make_unique<AsioStream<stream_handle>>(std::move(connected)));
  }

  void next() {
    if (make(0)) return accept();
    pause.expires_after(accept_pause);
    pause.async_wait([self = shared_from_this()](const std::error_code& cancelled) {
      if (!cancelled && !self->closed) self->next();
    });
  }

  void close() {
    closed = true;
    pause.cancel();
    sign.reset();
    std::error_code ignored;
    pipe.cancel(ignored);
    pipe.close(ignored);
  }
};

Result<Listener> Listener::open(asio::io_context& loop, const std::string& endpoint,
                                OnClient on_client) {
  auto name = pipe_name(endpoint);
  if (!name) return std::move(name).error();
  if (is_taken(*name))
    return Error{std::make_error_code(std::errc::address_in_use), "listen at", endpoint,
                 "another program answers there"};
  auto state = std::make_shared<State>(loop, *std::move(name), endpoint, std::move(on_client));
  if (auto made = state->make(FILE_FLAG_FIRST_PIPE_INSTANCE); !made) return std::move(made).error();
  auto sign = make_sign(endpoint);
  if (!sign) return std::move(sign).error();
  state->sign = *std::move(sign);
  state->accept();
  return Listener(std::move(state));
}

Listener::Listener(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

Listener::~Listener() {
  if (state_) state_->close();
}

/// Nobody can remove the name of a pipe, nor the file that stands for it while we hold that.
Result<void> Listener::reopen() { return {}; }

}  // namespace watchdog::control
