// SPDX-License-Identifier: MIT
#include "keeping/keepers.hpp"

#include <set>
#include <utility>

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

Result<std::vector<Fields>> understand(const std::string& endpoint,
                                       const Result<std::string>& answer) {
  if (!answer) return about(endpoint, answer.error());
  return read_answer(*answer);
}

/// Whether all of the names have been heard.
class Roll {
 public:
  explicit Roll(const std::vector<std::string>& names) : missing_(names.begin(), names.end()) {}

  void hear(const std::vector<Fields>& programs) {
    for (const Fields& row : programs) missing_.erase(row.value("name", ""));
  }
  bool complete() const { return missing_.empty(); }

 private:
  std::set<std::string> missing_;
};

std::vector<control::Question> questions_of(const std::vector<KeeperRequest>& requests) {
  std::vector<control::Question> questions;
  questions.reserve(requests.size());
  for (const auto& [endpoint, request] : requests)
    questions.push_back({endpoint, write_request(request)});
  return questions;
}

}  // namespace

std::vector<Result<std::vector<Fields>>> ask_for_deeds(const std::vector<KeeperRequest>& requests,
                                                       milliseconds timeout) {
  std::vector<Result<std::vector<Fields>>> answers(requests.size(), Error{});
  control::ask_all(questions_of(requests), {timeout, timeout},
                   [&](std::size_t i, const Result<std::string>& answer) {
                     answers[i] = understand(requests[i].endpoint, answer);
                     return false;
                   });
  return answers;
}

Result<std::vector<Fields>> ask_keeper(const std::string& endpoint, const Request& request,
                                       milliseconds timeout) {
  return ask_for_deeds({{endpoint, request}}, timeout).front();
}

Result<KeeperAnswers> ask_keepers(milliseconds timeout, const std::vector<std::string>& names) {
  Result<std::vector<std::string>> endpoints = control::endpoints();
  if (!endpoints) return endpoints.error();
  std::erase_if(*endpoints, is_block_desk);
  std::vector<KeeperRequest> requests;
  for (std::string& endpoint : *endpoints) requests.push_back({std::move(endpoint), {}});

  std::vector<Result<std::vector<Fields>>> heard(requests.size(), Error{});
  Roll roll(names);
  control::Patience patience;
  patience.timeout = timeout;
  control::ask_all(questions_of(requests), patience,
                   [&](std::size_t i, const Result<std::string>& answer) {
                     heard[i] = understand(requests[i].endpoint, answer);
                     if (heard[i]) roll.hear(*heard[i]);
                     return !names.empty() && roll.complete();
                   });

  KeeperAnswers answers;
  for (std::size_t i = 0; i < heard.size(); ++i) {
    if (heard[i]) {
      answers.keepers.push_back({std::move(requests[i].endpoint), *std::move(heard[i])});
    } else if (!is_absent(heard[i].error())) {
      answers.silent.push_back(heard[i].error());
    }
  }
  return answers;
}

}  // namespace watchdog::app
