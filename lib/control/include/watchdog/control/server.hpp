// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// The answer that one client waits for: to be given once, at once or later, on the thread that
/// runs the loop. Copies stand for the same answer. When the last copy is gone without one, the
/// client is told that there will be none.
class Reply {
 public:
  class Ticket;
  explicit Reply(std::shared_ptr<Ticket> ticket) noexcept : ticket_(std::move(ticket)) {}

  /// Sends it: any bytes, at most `max_reply` of client.hpp. Does nothing when it was given
  /// already, and when the client or the server is gone. A reply of a few KiB is with the system
  /// when this returns: the client gets it even if we end now.
  void operator()(std::string text) const;
  /// Whether somebody still waits for it.
  bool awaited() const noexcept;

 private:
  std::shared_ptr<Ticket> ticket_;
};

/// Takes one request: a line of UTF-8 without its end, which holds no NUL.
using Handler = std::function<void(std::string request, Reply reply)>;

struct Limits {
  milliseconds patience{5'000};  ///< For a whole request; for each part of a reply to be taken.
  std::size_t clients = 32;      ///< At once. One more drops the client that has been without a
                                 ///< request for longest; when all have one, it is refused.
};

/// Answers requests of programs of this user (and of root, of the system and its administrators)
/// at an endpoint: a socket in runtime_folder(), a named pipe on Windows. Each connection carries
/// one request and one reply. A client that is too slow, or sends more than `max_request`, a NUL or
/// anything but UTF-8, is dropped without a word; so is one that sends more after its line or
/// closes its half of the connection before it has the reply.
///
/// Listening is work: the loop runs until it is stopped. Nothing wakes it while nobody is
/// connected. Destroy it before the loop; its own handler may do so. The thread that runs the loop
/// is the only one to use it.
class Server {
 public:
  /// `endpoint`: letters, digits, '.', '_' and '-', at most 64, the first no '.'; see client.hpp.
  /// A socket that a dead server left is replaced. Errors: address_in_use when a living server has
  /// that name; invalid_argument; filename_too_long when the system allows no socket of that path;
  /// those of runtime_folder().
  static Result<Server> open(asio::io_context& loop, const std::string& endpoint, Handler handler,
                             Limits limits = {});
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  /// Drops all clients and removes the socket's file, if it is still ours.
  ~Server();

  /// Makes the socket's file again when somebody has removed it; nothing happens to clients that
  /// are connected. Without the file nobody finds the server, which is not otherwise disturbed.
  /// Errors: those of open(); the server is then as before.
  Result<void> reopen();

 private:
  struct State;
  explicit Server(std::shared_ptr<State> state) noexcept;

  std::shared_ptr<State> state_;
};

}  // namespace watchdog::control
