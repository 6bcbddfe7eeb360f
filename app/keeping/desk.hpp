// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "keeping/renewal.hpp"
#include "keeping/requests.hpp"
#include "watchdog/control/server.hpp"
#include "watchdog/keep/keeper.hpp"

namespace watchdog::app {

/// Where others ask a keeper: what it does with their requests, and when they get their answer. A
/// stop is answered when the program is gone, a start when it runs; both when it has come
/// otherwise.
class Desk {
 public:
  struct Hooks {
    std::function<void()> asked;                ///< Before each request is looked at.
    std::function<void(Renewal::Told)> reexec;  ///< Asked for a new watchdog under the programs.
  };

  /// `names`: of the keeper's programs. All of them must outlive this.
  Desk(asio::io_context& loop, keep::Keeper& keeper, const std::vector<std::string>& names,
       Hooks hooks);

  /// Begins to listen. Errors: Server::open's; nobody can ask then, and that is all.
  Result<void> open();
  /// Somebody may have removed the socket.
  Result<void> reopen();
  /// Something happened to the programs: some answers may be due.
  void look();

 private:
  using Indices = std::vector<keep::Index>;
  struct Pending {
    Request::Deed deed;
    Indices programs;
    control::Reply reply;
  };

  void handle(const std::string& text, control::Reply reply);
  std::optional<Indices> meant_by(const Request& request) const;
  void renew(Indices programs, control::Reply reply);
  void act(Request::Deed deed, keep::Index program);
  bool is_done(Request::Deed deed, keep::Index program) const;
  std::string answer(const Indices& programs) const;
  Fields row(keep::Index program) const;

  asio::io_context& loop_;
  keep::Keeper& keeper_;
  const std::vector<std::string>& names_;
  Hooks hooks_;
  std::optional<control::Server> server_;
  std::vector<Pending> pending_;
};

}  // namespace watchdog::app
