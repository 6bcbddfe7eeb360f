// SPDX-License-Identifier: MIT
#pragma once

#include <asio/buffer.hpp>
#include <cstddef>
#include <functional>
#include <system_error>
#include <utility>

namespace watchdog::control {

/// One end of a connection, whatever the system calls it. One read and one write may be under way
/// at a time; their buffers must live until `done` is called or destroyed.
class Stream {
 public:
  using Done = std::function<void(const std::error_code&, std::size_t)>;

  virtual ~Stream() = default;
  virtual void read_some(asio::mutable_buffer into, Done done) = 0;
  virtual void write_some(asio::const_buffer from, Done done) = 0;
  /// What is under way fails. What was written already arrives.
  virtual void close() noexcept = 0;
};

/// A Stream of what Asio has for the system.
template <class Handle>
class AsioStream final : public Stream {
 public:
  explicit AsioStream(Handle handle) : handle_(std::move(handle)) {}

  void read_some(asio::mutable_buffer into, Done done) override {
    handle_.async_read_some(into, std::move(done));
  }
  void write_some(asio::const_buffer from, Done done) override {
    handle_.async_write_some(from, std::move(done));
  }
  void close() noexcept override {
    std::error_code ignored;
    handle_.cancel(ignored);  // Wine ends nothing that is under way when a handle is closed.
    handle_.close(ignored);
  }

 private:
  Handle handle_;
};

}  // namespace watchdog::control
