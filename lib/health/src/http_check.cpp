// SPDX-License-Identifier: MIT
#include "http_check.hpp"

#include <fmt/format.h>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/write.hpp>

namespace watchdog::health {

void HttpCheck::connected() {
  request_ = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: watchdog\r\nAccept: */*\r\nConnection: "
      "close\r\n\r\n",
      spec().path, host_and_port(spec()));
  // Whether it could be written or not: what a server says before it hangs up is worth reading.
  asio::async_write(
      socket(), asio::buffer(request_),
      [this, self = shared_from_this()](const std::error_code&, std::size_t) { read(); });
}

void HttpCheck::read() {
  socket().async_read_some(asio::buffer(buffer_), [this, self = shared_from_this()](
                                                      const std::error_code& failed,
                                                      std::size_t size) { on_read(failed, size); });
}

void HttpCheck::on_read(const std::error_code& failed, std::size_t size) {
  if (answer_.take({buffer_.data(), size})) return finish(answer_.failure());
  if (!failed) return read();
  answer_.end();
  finish(answer_.failure());
}

}  // namespace watchdog::health
