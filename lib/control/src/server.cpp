// SPDX-License-Identifier: MIT
#include "watchdog/control/server.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "connection.hpp"
#include "listener.hpp"
#include "ticket.hpp"

namespace watchdog::control {

void Reply::operator()(std::string text) const {
  if (const auto connection = ticket_->connection()) connection->answer(text);
}

bool Reply::awaited() const noexcept {
  const auto connection = ticket_->connection();
  return connection && connection->awaits_reply();
}

struct Server::State {
  State(asio::io_context& io, Handler own, Limits most)
      : loop(io), handler(std::make_shared<const Handler>(std::move(own))), limits(most) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const auto& one : connections) {
      if (const auto connection = one.lock()) connection->close();
    }
  }

  asio::io_context& loop;
  std::shared_ptr<const Handler> handler;
  Limits limits;
  std::vector<std::weak_ptr<Connection>> connections;  ///< The oldest first.
  std::optional<Listener> listener;

  void welcome(std::unique_ptr<Stream> stream) {
    std::erase_if(connections, [](const auto& one) {
      const auto connection = one.lock();
      return !connection || connection->closed();
    });
    if (connections.size() >= limits.clients && !drop_oldest_idle()) return;
    const auto connection =
        std::make_shared<Connection>(loop, std::move(stream), handler, limits.patience);
    connections.push_back(connection);
    connection->start();
  }

  bool drop_oldest_idle() {
    for (auto one = connections.begin(); one != connections.end(); ++one) {
      const auto connection = one->lock();
      if (!connection || !connection->idle()) continue;
      connection->close();
      connections.erase(one);
      return true;
    }
    return false;
  }
};

Result<Server> Server::open(asio::io_context& loop, const std::string& endpoint, Handler handler,
                            Limits limits) {
  auto state = std::make_shared<State>(loop, std::move(handler), limits);
  auto listener =
      Listener::open(loop, endpoint, [weak = std::weak_ptr(state)](std::unique_ptr<Stream> stream) {
        if (const auto alive = weak.lock()) alive->welcome(std::move(stream));
      });
  if (!listener) return std::move(listener).error();
  state->listener = *std::move(listener);
  return Server(std::move(state));
}

Server::Server(std::shared_ptr<State> state) noexcept : state_(std::move(state)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

Result<void> Server::reopen() { return state_->listener->reopen(); }

}  // namespace watchdog::control
