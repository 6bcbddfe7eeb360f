// SPDX-License-Identifier: MIT
#include "watchdog/health/receiver.hpp"

#include <windows.h>

#include <array>
#include <asio/windows/overlapped_ptr.hpp>
#include <asio/windows/stream_handle.hpp>
#include <utility>
#include <vector>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::health {
namespace {

constexpr std::size_t ends = 8;  // So many writers at once.

Error failed(const std::error_code& code, const std::string& name, const char* advice = "") {
  return {code, "listen at", name, advice};
}

/// One end of the pipe, for one writer after another. Who may write: by default ourselves, the
/// system and administrators; others may only read, which this kind of pipe does not offer.
UniqueHandle create_end(const std::wstring& name, bool is_first) {
  const DWORD first = is_first ? FILE_FLAG_FIRST_PIPE_INSTANCE : 0;
  const HANDLE pipe = ::CreateNamedPipeW(
      name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | first,
      PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
      static_cast<DWORD>(ends), 0, static_cast<DWORD>(longest_message), 0, nullptr);
  return UniqueHandle(pipe == INVALID_HANDLE_VALUE ? invalid_handle : pipe);
}

/// Listens at its end of the pipe, reads what a writer says until it hangs up, and listens again.
class End : public std::enable_shared_from_this<End> {
 public:
  End(asio::io_context& loop, UniqueHandle pipe, std::shared_ptr<Receiver::OnWords> on_words)
      : loop_(loop), pipe_(loop, pipe.release()), on_words_(std::move(on_words)) {}

  void listen() {
    asio::windows::overlapped_ptr waiting(
        loop_, [self = shared_from_this()](const std::error_code& broken, std::size_t) {
          if (!broken && self->pipe_.is_open()) self->read();
        });
    const bool connected = ::ConnectNamedPipe(pipe_.native_handle(), waiting.get()) != 0;
    const DWORD error = connected ? ERROR_PIPE_CONNECTED : ::GetLastError();
    if (error == ERROR_IO_PENDING) {
      waiting.release();
    } else {
      waiting.complete(meaning_of(error), 0);
    }
  }

  void close() {
    std::error_code ignored;
    pipe_.close(ignored);
  }

 private:
  /// A writer may have come, and even gone again, before it was waited for: what it wrote is there.
  static std::error_code meaning_of(DWORD error) {
    if (error == ERROR_PIPE_CONNECTED || error == ERROR_NO_DATA) return {};
    return {static_cast<int>(error), std::system_category()};
  }

  void read() {
    pipe_.async_read_some(
        asio::buffer(buffer_),
        [self = shared_from_this()](const std::error_code& broken, std::size_t size) {
          if (self->pipe_.is_open()) self->on_read(broken, size);
        });
  }

  /// An error is a writer that hung up, or one whose message is too long; either is done with.
  void on_read(const std::error_code& broken, std::size_t size) {
    if (broken) {
      ::DisconnectNamedPipe(pipe_.native_handle());
      return listen();
    }
    const std::shared_ptr<Receiver::OnWords> on_words = on_words_;
    (*on_words)(parse_words({buffer_.data(), size}));
    if (pipe_.is_open()) read();
  }

  asio::io_context& loop_;
  asio::windows::stream_handle pipe_;
  std::shared_ptr<Receiver::OnWords> on_words_;
  std::array<char, longest_message> buffer_{};
};

}  // namespace

struct Receiver::State {
  std::string name;
  std::vector<std::shared_ptr<End>> all;

  Result<void> listen(asio::io_context& loop, OnWords on_words) {
    const auto told = std::make_shared<OnWords>(std::move(on_words));
    if (!name.starts_with(R"(\\.\pipe\)")) {
      return failed(std::make_error_code(std::errc::invalid_argument), name,
                    R"(a pipe's name begins with \\.\pipe\)");
    }
    while (all.size() < ends) {
      UniqueHandle pipe = create_end(wide(name), all.empty());
      if (!pipe && all.empty() && ::GetLastError() == ERROR_ACCESS_DENIED) {
        return failed(std::make_error_code(std::errc::address_in_use), name,
                      "another program listens there");
      }
      if (!pipe) return failed(last_system_error(), name);
      all.push_back(std::make_shared<End>(loop, std::move(pipe), told));
    }
    for (const std::shared_ptr<End>& end : all) end->listen();
    return {};
  }

  void close() {
    for (const std::shared_ptr<End>& end : all) end->close();
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
  auto state = std::make_shared<State>();
  state->name = address;
  if (Result<void> listening = state->listen(loop, std::move(on_words)); !listening) {
    return std::move(listening).error();
  }
  return Receiver(std::move(state));
}

const std::string& Receiver::address() const noexcept { return state_->name; }

}  // namespace watchdog::health
