// SPDX-License-Identifier: MIT
#include "keeping/keepers.hpp"

#include "keeping/blockers.hpp"
#include "watchdog/control/client.hpp"

namespace watchdog::app {
namespace {

/// It died, or is about to: nobody is there who keeps anything.
bool is_absent(const Error& error) {
  return error.code == std::errc::no_such_file_or_directory ||
         error.code == std::errc::connection_refused || error.code == std::errc::connection_reset;
}

/// People know a watchdog by its number, which its endpoint begins with.
Error about(const std::string& endpoint, Error error) {
  error.subject = "watchdog[" + endpoint.substr(0, endpoint.find('-')) + "]";
  return error;
}

}  // namespace

Result<std::vector<Fields>> ask_keeper(const std::string& endpoint, const Request& request,
                                       milliseconds timeout) {
  const Result<std::string> answer = control::ask(endpoint, write_request(request), timeout);
  if (!answer) return about(endpoint, answer.error());
  return read_answer(*answer);
}

Result<KeeperAnswers> ask_keepers(milliseconds timeout) {
  const Result<std::vector<std::string>> endpoints = control::endpoints();
  if (!endpoints) return endpoints.error();
  KeeperAnswers answers;
  for (const std::string& endpoint : *endpoints) {
    if (is_block_desk(endpoint)) continue;
    Result<std::vector<Fields>> programs = ask_keeper(endpoint, {}, timeout);
    if (programs) {
      answers.keepers.push_back({endpoint, std::move(*programs)});
    } else if (!is_absent(programs.error())) {
      answers.silent.push_back(programs.error());
    }
  }
  return answers;
}

}  // namespace watchdog::app
