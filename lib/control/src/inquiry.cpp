// SPDX-License-Identifier: MIT
#include "inquiry.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "connect.hpp"
#include "endpoint.hpp"

namespace watchdog::control {
namespace {

constexpr milliseconds longest_timeout = std::chrono::hours(24 * 365);  // The clock has an end.
constexpr milliseconds pause_of_refused(10);
constexpr std::size_t most_at_once = 512;

Error unanswered(std::errc code, const std::string& endpoint, const char* advice) {
  return {std::make_error_code(code), "ask", endpoint, advice};
}

Result<void> check_question(const Question& question) {
  const std::string& endpoint = question.endpoint;
  if (auto name = check_endpoint(endpoint); !name) return name;
  if (question.request.size() > max_request)
    return unanswered(std::errc::message_size, endpoint, "a request has at most 64 KiB");
  if (!is_request(question.request))
    return unanswered(std::errc::invalid_argument, endpoint, "a request is one line of UTF-8");
  return {};
}

}  // namespace

Inquiry::Inquiry(const std::vector<Question>& questions, const OnAnswer& on_answer)
    : questions_(questions),
      on_answer_(on_answer),
      waiting_(questions.size()),
      under_way_(questions.size()) {
  std::iota(waiting_.rbegin(), waiting_.rend(), 0U);
}

void Inquiry::run(const Patience& patience) {
  Time deadline = Clock::now() + std::min(patience.timeout, longest_timeout);
  ask_more();
  bool hurried = false;
  while (answered_ < questions_.size() && loop_.run_one_until(deadline) != 0) {
    if (!enough_ || std::exchange(hurried, true)) continue;
    deadline = std::min(deadline, Clock::now() + patience.once_enough);
  }
  loop_.poll();  // It may be us who stood still.
  give_up();
}

void Inquiry::ask_more() {
  while (!waiting_.empty() && open_ < most_at_once) {
    const std::size_t question = waiting_.back();
    waiting_.pop_back();
    const Result<void> asked = ask(question);
    if (asked) continue;
    const std::error_code& why = asked.error().code;
    if (why == std::errc::too_many_files_open && open_ > 0) return waiting_.push_back(question);
    if (why == std::errc::resource_unavailable_try_again)
      ask_again_soon(question);
    else
      answer(question, asked.error());
  }
}

Result<void> Inquiry::ask(std::size_t question) {
  const auto& [endpoint, request] = questions_[question];
  if (auto fit = check_question(questions_[question]); !fit) return fit;
  auto stream = connect(loop_, endpoint);
  if (!stream) return std::move(stream).error();
  const auto on_reply = [this, question](std::optional<std::string> reply) {
    --open_;
    under_way_[question].reset();
    if (reply) {
      answer(question, *std::move(reply));
    } else {
      answer(question, unanswered(std::errc::connection_reset, questions_[question].endpoint,
                                  "it ended, or had too many to answer"));
    }
    ask_more();
  };
  under_way_[question] =
      std::make_shared<Exchange>(*std::move(stream), std::string(request) + '\n', on_reply);
  ++open_;
  under_way_[question]->start();
  return {};
}

/// Nothing tells when there is room.
void Inquiry::ask_again_soon(std::size_t question) {
  refused_.push_back(question);
  if (refused_.size() > 1) return;
  again_.expires_after(pause_of_refused);
  again_.async_wait([this](const std::error_code& cancelled) {
    if (cancelled) return;
    waiting_.insert(waiting_.begin(), refused_.begin(), refused_.end());
    refused_.clear();
    ask_more();
  });
}

void Inquiry::answer(std::size_t question, Result<std::string> answer) {
  ++answered_;
  if (on_answer_(question, std::move(answer))) enough_ = true;
}

void Inquiry::give_up() {
  waiting_.insert(waiting_.end(), refused_.begin(), refused_.end());
  for (std::size_t question = 0; question < questions_.size(); ++question) {
    if (under_way_[question] == nullptr) continue;
    under_way_[question]->close();
    waiting_.push_back(question);
  }
  std::sort(waiting_.begin(), waiting_.end());
  for (const std::size_t question : waiting_)
    answer(question, unanswered(std::errc::timed_out, questions_[question].endpoint,
                                "it is busy, or waits for something itself"));
}

}  // namespace watchdog::control
