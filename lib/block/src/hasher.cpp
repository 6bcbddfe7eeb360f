// SPDX-License-Identifier: MIT
#include "watchdog/block/hasher.hpp"

#include <asio/post.hpp>
#include <utility>

#include "file_hash.hpp"

namespace watchdog::block {

Hasher::~Hasher() {
  *cancelled_ = true;
  thread_.stop();
  thread_.join();
}

void Hasher::hash(std::string file, std::function<void()> then) {
  asio::post(thread_, [this, file = std::move(file), then = std::move(then)]() mutable {
    (void)hash_of_file(file, cancelled_.get());
    asio::post(io_, [cancelled = cancelled_, then = std::move(then)] {
      if (!*cancelled) then();
    });
  });
}

}  // namespace watchdog::block
