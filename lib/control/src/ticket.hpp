// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>

#include "connection.hpp"

namespace watchdog::control {

/// What the copies of a Reply share.
class Reply::Ticket {
 public:
  explicit Ticket(std::weak_ptr<Connection> connection) noexcept
      : connection_(std::move(connection)) {}
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    const auto connection = connection_.lock();
    if (connection && connection->awaits_reply()) connection->close();
  }

  std::shared_ptr<Connection> connection() const noexcept { return connection_.lock(); }

 private:
  std::weak_ptr<Connection> connection_;
};

}  // namespace watchdog::control
