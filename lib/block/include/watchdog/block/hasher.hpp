// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/thread_pool.hpp>
#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace watchdog::block {

/// Reads large files for their hashes, one after the other, on a thread of its own, so that the
/// loop has its hands free. The thread of the loop alone uses it.
class Hasher {
 public:
  explicit Hasher(asio::io_context& io) : io_(io) {}
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  /// What is not done is left undone, and nobody is told any more.
  ~Hasher();

  /// Calls `then` on the loop when the hash of `file` is remembered, or can't be had.
  void hash(std::string file, std::function<void()> then);

 private:
  asio::io_context& io_;
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  asio::thread_pool thread_{1};
};

}  // namespace watchdog::block
