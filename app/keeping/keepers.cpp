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

}  // namespace

Result<std::vector<Fields>> ask_keeper(const std::string& endpoint, const Request& request,
                                       milliseconds timeout) {
  const Result<std::string> answer = control::ask(endpoint, write_request(request), timeout);
  if (!answer) return answer.error();
  return read_answer(*answer);
}

Result<std::vector<KeeperAnswer>> ask_keepers(milliseconds timeout) {
  const Result<std::vector<std::string>> endpoints = control::endpoints();
  if (!endpoints) return endpoints.error();
  std::vector<KeeperAnswer> answers;
  for (const std::string& endpoint : *endpoints) {
    if (is_block_desk(endpoint)) continue;
    Result<std::vector<Fields>> programs = ask_keeper(endpoint, {}, timeout);
    if (!programs && is_absent(programs.error())) continue;
    if (!programs) return programs.error();
    answers.push_back({endpoint, std::move(*programs)});
  }
  return answers;
}

}  // namespace watchdog::app
