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

/// Asks all that live, at the same time. Those that are dead, or end while they are asked, have
/// nothing to say. When all `names` are heard of (none: that is never so), only a moment more is
/// given to those that are silent until then. Errors: those of the folder of sockets.
Result<KeeperAnswers> ask_keepers(milliseconds timeout, const std::vector<std::string>& names = {});

/// What one of them is asked for.
struct KeeperRequest {
  std::string endpoint;
  Request request;
};

/// Asks each for a deed, at the same time. Returns what they answer, in the same order.
/// Errors, of each: control::ask's; its refusal.
std::vector<Result<std::vector<Fields>>> ask_for_deeds(const std::vector<KeeperRequest>& requests,
                                                       milliseconds timeout);

/// The same of one.
Result<std::vector<Fields>> ask_keeper(const std::string& endpoint, const Request& request,
                                       milliseconds timeout);

}  // namespace watchdog::app
