// SPDX-License-Identifier: MIT
#include "inflow.hpp"

#include <windows.h>

#include <algorithm>
#include <array>
#include <asio/windows/overlapped_ptr.hpp>
#include <asio/windows/stream_handle.hpp>
#include <utility>

namespace watchdog::output {
namespace {

/// A second handle to the same object: the loop closes what it reads.
HANDLE copy_of(NativeHandle handle) {
  HANDLE copy = nullptr;
  HANDLE self = ::GetCurrentProcess();
  ::DuplicateHandle(self, handle, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return copy;
}

/// Bytes that the pipe has now.
std::size_t available(HANDLE pipe) {
  DWORD size = 0;
  return ::PeekNamedPipe(pipe, nullptr, 0, nullptr, &size, nullptr) ? size : 0;
}

/// Reads what is there, past the loop. 0 on failure.
std::size_t read_now(HANDLE pipe, char* to, std::size_t size) {
  const UniqueHandle event(::CreateEventW(nullptr, TRUE, FALSE, nullptr));
  OVERLAPPED operation{};
  // The lowest bit keeps the system from telling the loop.
  operation.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<ULONG_PTR>(event.get()) | 1);
  DWORD done = 0;
  const BOOL started = ::ReadFile(pipe, to, static_cast<DWORD>(size), nullptr, &operation);
  if (!started && ::GetLastError() != ERROR_IO_PENDING) return 0;
  return ::GetOverlappedResult(pipe, &operation, &done, TRUE) ? done : 0;
}

/// A read that waits for the first bytes to come. Its memory is the system's until it is done.
struct Pending {
  std::array<char, 4096> buffer;
  OVERLAPPED* operation = nullptr;
  bool taken = false;  ///< Before the loop told.
};

class Pipe final : public Inflow, public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(asio::io_context& loop, NativeHandle end, Receiver& receiver)
      : loop_(loop), handle_(loop, copy_of(end)), receiver_(&receiver) {}

  void start() override { wait(); }
  void resume() override {
    if (receiver_) turn();
  }
  bool drain() override { return !take_pending() || pump(most_in_a_pipe) == Outcome::empty; }
  void stop() override {
    receiver_ = nullptr;
    std::error_code ignored;
    handle_.cancel(ignored);
  }

 private:
  enum class Outcome : std::uint8_t { empty, more, full };

  void wait() {
    if (pending_) return;
    const auto pending = std::make_shared<Pending>();
    asio::windows::overlapped_ptr operation(
        loop_, [weak = weak_from_this(), pending](const std::error_code& failed, std::size_t size) {
          const auto self = weak.lock();
          if (self && self->receiver_ && !failed) self->arrived(*pending, size);
        });
    pending->operation = operation.get();
    pending_ = pending;
    const BOOL started =
        ::ReadFile(handle_.native_handle(), pending->buffer.data(),
                   static_cast<DWORD>(pending->buffer.size()), nullptr, operation.get());
    const DWORD error = ::GetLastError();
    if (started || error == ERROR_IO_PENDING) {
      operation.release();
    } else {
      operation.complete({static_cast<int>(error), std::system_category()}, 0);
    }
  }

  void arrived(Pending& pending, std::size_t size) {
    if (!pending.taken) receiver_->receive({pending.buffer.data(), size});
    pending_.reset();
    turn();
  }

  void turn() {
    if (take_pending() && pump(most_in_a_turn) != Outcome::full) wait();
  }

  /// Whether the pipe may be read past the loop: not while a read waits, which comes first.
  bool take_pending() {
    if (!pending_ || pending_->taken) return true;
    if (!HasOverlappedIoCompleted(pending_->operation)) return false;
    DWORD size = 0;
    if (!::GetOverlappedResult(handle_.native_handle(), pending_->operation, &size, FALSE))
      return false;
    pending_->taken = true;
    receiver_->receive({pending_->buffer.data(), size});
    return true;
  }

  Outcome pump(std::size_t limit) {
    const HANDLE pipe = handle_.native_handle();
    std::array<char, most_at_once> buffer;
    while (limit > 0) {
      const std::size_t there = available(pipe);
      if (there == 0) return Outcome::empty;
      const std::size_t room = std::min({receiver_->room(), there, limit, buffer.size()});
      if (room == 0) return Outcome::full;
      const std::size_t size = read_now(pipe, buffer.data(), room);
      if (size == 0) return Outcome::empty;
      limit -= size;
      receiver_->receive({buffer.data(), size});
    }
    return Outcome::more;
  }

  asio::io_context& loop_;
  asio::windows::stream_handle handle_;
  Receiver* receiver_;
  std::shared_ptr<Pending> pending_;
};

}  // namespace

std::shared_ptr<Inflow> make_inflow(asio::io_context& loop, NativeHandle end, Receiver& receiver) {
  return std::make_shared<Pipe>(loop, end, receiver);
}

}  // namespace watchdog::output
