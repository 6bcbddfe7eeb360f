// SPDX-License-Identifier: MIT
#include "watchdog/control/client.hpp"

#include <optional>
#include <utility>

#include "inquiry.hpp"

namespace watchdog::control {

void ask_all(const std::vector<Question>& questions, const Patience& patience,
             const OnAnswer& on_answer) {
  Inquiry(questions, on_answer).run(patience);
}

Result<std::string> ask(const std::string& endpoint, std::string_view request,
                        milliseconds timeout) {
  std::optional<Result<std::string>> answer;
  ask_all({{endpoint, std::string(request)}}, {timeout, timeout},
          [&answer](std::size_t, Result<std::string> heard) {
            answer = std::move(heard);
            return true;
          });
  return *std::move(answer);
}

}  // namespace watchdog::control
