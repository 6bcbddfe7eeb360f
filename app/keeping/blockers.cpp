// SPDX-License-Identifier: MIT
#include "keeping/blockers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "keeping/keepers.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/control/client.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::app {
namespace {

constexpr std::string_view desk_prefix = "block-";
constexpr milliseconds blocker_patience(1'000);
constexpr std::size_t asked_at_once = 100;  // A request has its limit.

/// The process that the program would be: by the file that a link leads to, under the link's name.
process::Entry as_started(const std::string& program) {
  process::Entry entry;
  entry.id.pid = 2;  // Nobody's: process 1 alone would be special.
  entry.image = entry.argument0 = program;
  entry.title = entry.name();
  const std::filesystem::path path = utf8_path(program);
  std::error_code failed;
  if (path.is_absolute()) {
    const auto file = std::filesystem::canonical(path, failed);
    if (!failed) entry.image = utf8_text(file);
  }
  return entry;
}

std::string answer(const block::Rule& rule, const std::string& text) {
  const Result<Request> request = read_request(text);
  if (!request) return write_refusal(request.error().message());
  std::vector<Fields> ended;
  for (const std::string& program : request->names) {
    if (ends_program(rule, program))
      ended.push_back({{"name", program}, {"blocker", process::own_pid()}});
  }
  return write_programs(ended);
}

/// Whose that is; nothing when none of them is ended there, or nobody answers: then that is no
/// reason to keep nothing.
Result<void> check_with(const std::string& endpoint, std::vector<std::string> programs) {
  const auto ended =
      ask_keeper(endpoint, {Request::Deed::status, std::move(programs)}, blocker_patience);
  if (!ended || ended->empty()) return {};
  const Fields& first = ended->front();
  return Error{{},
               "keep",
               first.value("name", ""),
               fmt::format("the 'watchdog block' with pid {} ends it wherever it starts; stop that "
                           "first",
                           first.value("blocker", process::Pid{0}))};
}

std::string absolute_file(const std::string& program) {
  std::error_code failed;
  const auto path = std::filesystem::absolute(utf8_path(program), failed);
  return failed ? program : utf8_text(path);
}

}  // namespace

bool ends_program(const block::Rule& rule, const std::string& program) {
  return !rule.terms().conditional() && rule.judge(as_started(program)).ends();
}

Result<control::Server> open_block_desk(asio::io_context& loop, const block::Rule& rule) {
  const Result<process::Identity> self = process::identify(process::own_pid());
  if (!self) return self.error();
  return control::Server::open(
      loop, fmt::format("{}{}-{}", desk_prefix, self->pid, self->start),
      [&rule](const std::string& text, const control::Reply& reply) { reply(answer(rule, text)); });
}

bool is_block_desk(std::string_view endpoint) { return endpoint.starts_with(desk_prefix); }

Result<void> check_not_blocked(const std::vector<std::string>& programs) {
  const auto endpoints = control::endpoints();
  if (!endpoints || std::none_of(endpoints->begin(), endpoints->end(), is_block_desk)) return {};
  std::set<std::string> files;
  for (const std::string& program : programs) files.insert(absolute_file(program));
  for (const std::string& endpoint : *endpoints) {
    if (!is_block_desk(endpoint)) continue;
    for (auto at = files.begin(); at != files.end();) {
      std::vector<std::string> some;
      while (at != files.end() && some.size() < asked_at_once) some.push_back(*at++);
      if (auto apart = check_with(endpoint, std::move(some)); !apart) return apart;
    }
  }
  return {};
}

}  // namespace watchdog::app
