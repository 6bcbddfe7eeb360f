// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>

#include "http_answer.hpp"
#include "net_check.hpp"

namespace watchdog::health {

/// The http probe: asks once and reads the answer's headers.
class HttpCheck final : public NetCheck {
 public:
  using NetCheck::NetCheck;

 private:
  void connected() override;
  void read();
  void on_read(const std::error_code& failed, std::size_t size);

  std::string request_;
  std::array<char, 4096> buffer_{};
  HttpAnswer answer_;
};

}  // namespace watchdog::health
