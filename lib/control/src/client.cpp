// SPDX-License-Identifier: MIT
#include "watchdog/control/client.hpp"

#include <algorithm>
#include <utility>

#include "connect.hpp"
#include "endpoint.hpp"
#include "exchange.hpp"

namespace watchdog::control {
namespace {

constexpr milliseconds longest_timeout = std::chrono::hours(24 * 365);  // The clock has an end.

Error failed(std::errc code, const std::string& endpoint, const char* advice) {
  return {std::make_error_code(code), "ask", endpoint, advice};
}

Result<void> check(const std::string& endpoint, std::string_view request) {
  if (auto name = check_endpoint(endpoint); !name) return name;
  if (request.size() > max_request)
    return failed(std::errc::message_size, endpoint, "a request has at most 64 KiB");
  if (!is_request(request))
    return failed(std::errc::invalid_argument, endpoint, "a request is one line of UTF-8");
  return {};
}

}  // namespace

Result<std::string> ask(const std::string& endpoint, std::string_view request,
                        milliseconds timeout) {
  if (auto fit = check(endpoint, request); !fit) return std::move(fit).error();
  const Time deadline = Clock::now() + std::min(timeout, longest_timeout);
  asio::io_context loop(1);
  auto stream = connect(loop, endpoint, deadline);
  if (!stream) return std::move(stream).error();
  const auto exchange = std::make_shared<Exchange>(*std::move(stream), std::string(request) + '\n');
  exchange->start();
  loop.run_until(deadline);
  exchange->close();
  if (exchange->state() == Exchange::State::answered) return exchange->take();
  if (exchange->state() == Exchange::State::under_way)
    return failed(std::errc::timed_out, endpoint, "it is busy, or waits for something itself");
  return failed(std::errc::connection_reset, endpoint, "it ended, or had too many to answer");
}

}  // namespace watchdog::control
