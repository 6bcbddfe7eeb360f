// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "keeping/requests.hpp"
#include "watchdog/base/clock.hpp"

namespace watchdog::app {

/// A watchdog of this user that keeps programs, and what it says of them.
struct KeeperAnswer {
  std::string endpoint;
  std::vector<Fields> programs;
};

/// What all of them say. One that does not answer keeps nobody from hearing the others.
struct KeeperAnswers {
  std::vector<KeeperAnswer> keepers;
  std::vector<Error> silent;  ///< Of those that live and gave no answer.
};

/// Asks all that live. Those that are dead, or end while they are asked, have nothing to say.
/// Errors: those of the folder of sockets.
Result<KeeperAnswers> ask_keepers(milliseconds timeout);

/// Asks one for a deed. Errors: control::ask's; its refusal.
Result<std::vector<Fields>> ask_keeper(const std::string& endpoint, const Request& request,
                                       milliseconds timeout);

}  // namespace watchdog::app
