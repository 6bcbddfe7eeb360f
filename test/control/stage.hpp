// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "connect.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "system.hpp"
#include "watchdog/control/client.hpp"
#include "watchdog/control/server.hpp"

namespace watchdog::test {

inline constexpr milliseconds long_enough(20'000);

/// An environment variable that has another value for as long as this lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value)
      : name_(std::move(name)), before_(get_variable(name_)) {
    set_variable(name_, value);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set_variable(name_, before_); }

 private:
  std::string name_;
  std::string before_;
};

/// A place of its own for the sockets of one test. The folder itself is not there yet.
struct OwnPlace {
  TempDir dir;
  std::string folder = dir.file("run");
  Variable variable{"WD_RUNTIME_DIR", folder};
};

/// A server on a thread of its own.
class Stage {
 public:
  explicit Stage(control::Handler handler, control::Limits limits = {},
                 std::string name = unique_name("wdt-"))
      : endpoint(std::move(name)) {
    auto opened = control::Server::open(loop, endpoint, std::move(handler), limits);
    if (!opened) FAIL(opened.error().message());
    server = *std::move(opened);
    thread_ = std::thread([this] { loop.run(); });
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    on_loop([this] { server.reset(); });
    work_.reset();
    thread_.join();
  }

  /// Runs it on the server's thread and waits until it is done.
  template <class Deed>
  void on_loop(Deed deed) {
    std::promise<void> done;
    asio::post(loop, [&] {
      deed();
      done.set_value();
    });
    done.get_future().wait();
  }

  Result<std::string> ask(std::string_view request, milliseconds timeout = long_enough) const {
    return control::ask(endpoint, request, timeout);
  }
  std::future<Result<std::string>> ask_meanwhile(std::string request) const {
    return std::async(std::launch::async, [this, text = std::move(request)] { return ask(text); });
  }

  std::string endpoint;
  asio::io_context loop;
  std::optional<control::Server> server;

 private:
  asio::executor_work_guard<asio::io_context::executor_type> work_{loop.get_executor()};
  std::thread thread_;
};

/// Answers with the request itself.
inline void echo(const std::string& request, const control::Reply& reply) { reply(request); }

/// Puts replies aside, to be given later. Used on the server's thread, counted from any.
class Shelf {
 public:
  control::Handler handler() {
    return [this](const std::string&, control::Reply reply) {
      replies.push_back(std::move(reply));
      ++count_;
    };
  }
  bool holds(std::size_t count) const {
    return wait_until([&] { return count_ >= count; });
  }

  std::vector<control::Reply> replies;

 private:
  std::atomic<std::size_t> count_ = 0;
};

/// A client that keeps to no rules.
class RawClient {
 public:
  explicit RawClient(const std::string& endpoint) {
    Result<std::unique_ptr<control::Stream>> connected = Error{};
    (void)wait_until([&] {  // A server may have to let others in first.
      connected = control::connect(loop_, endpoint);
      return connected || connected.error().code != std::errc::resource_unavailable_try_again;
    });
    if (!connected) FAIL(connected.error().message());
    stream_ = *std::move(connected);
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { leave(); }

  /// False when the server is not there any more.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const std::optional<std::size_t> sent = wait_for([&](auto done) {
        stream_->write_some(asio::buffer(text.data(), text.size()), std::move(done));
      });
      if (!sent) return false;
      text.remove_prefix(*sent);
    }
    return true;
  }

  /// All that comes until the server closes; nothing when it doesn't in time.
  std::optional<std::string> rest(milliseconds limit = long_enough) {
    limit_ = limit;
    std::string text;
    while (const std::optional<std::size_t> count = wait_for(
               [&](auto done) { stream_->read_some(asio::buffer(buffer_), std::move(done)); }))
      text.append(buffer_.data(), *count);
    return late_ ? std::nullopt : std::optional(text);
  }
  bool is_dropped() { return rest() == ""; }
  void leave() { stream_->close(); }

 private:
  template <class Start>
  std::optional<std::size_t> wait_for(Start start) {
    bool done = false;
    std::optional<std::size_t> result;
    start([&](const std::error_code& failed, std::size_t count) {
      done = true;
      if (!failed) result = count;
    });
    loop_.restart();
    loop_.run_for(limit_);
    if (done) return result;
    late_ = true;
    leave();
    loop_.restart();
    loop_.run();
    return std::nullopt;
  }

  asio::io_context loop_;
  std::unique_ptr<control::Stream> stream_;
  std::array<char, 4096> buffer_{};
  milliseconds limit_ = long_enough;
  bool late_ = false;
};

}  // namespace watchdog::test
