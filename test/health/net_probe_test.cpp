// SPDX-License-Identifier: MIT
//
// Probes of servers in this very process, on the same loop.
#include <asio/ip/tcp.hpp>
#include <asio/read_until.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <vector>

#include "looped.hpp"
#include "support/catch.hpp"
#include "support/contains.hpp"
#include "watchdog/health/prober.hpp"

using namespace watchdog;
using namespace watchdog::health;
using namespace watchdog::test;
using asio::ip::tcp;

namespace {

struct NoRunner final : Runner {
  Result<process::Pid> start(const process::Command&, OnExit) override {
    return Error{std::make_error_code(std::errc::not_supported), "start", "", ""};
  }
  void kill(process::Pid) override {}
};

/// A server on 127.0.0.1 that reads a request and writes what it is told to, in pieces, with a
/// pause after each; then it hangs up, or not.
struct Server {
  using Client = std::shared_ptr<tcp::socket>;

  explicit Server(asio::io_context& io)
      : loop(io), acceptor(io, {asio::ip::address_v4::loopback(), 0}), pause(io) {}

  unsigned port() const { return acceptor.local_endpoint().port(); }

  void serve() {
    acceptor.async_accept([this](const std::error_code& failed, tcp::socket socket) {
      if (failed) return;
      ++connections;
      clients.push_back(std::make_shared<tcp::socket>(std::move(socket)));
      read(clients.back());
      serve();
    });
  }

  void read(const Client& client) {
    asio::async_read_until(*client, asio::dynamic_buffer(request), "\r\n\r\n",
                           [this, client](const std::error_code& failed, std::size_t) {
                             if (!failed) write(client, 0);
                           });
  }

  void write(const Client& client, std::size_t from) {
    if (from >= answer.size() && hangs_up) client->close();
    if (from >= answer.size()) return;
    const std::size_t size = std::min(piece, answer.size() - from);
    asio::async_write(
        *client, asio::buffer(answer.data() + from, size),
        [this, client, next = from + size](const std::error_code& failed, std::size_t) {
          if (!failed) rest(client, next);
        });
  }

  void rest(const Client& client, std::size_t from) {
    pause.expires_after(between);
    pause.async_wait([this, client, from](const std::error_code& failed) {
      if (!failed) write(client, from);
    });
  }

  asio::io_context& loop;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::vector<Client> clients;
  std::string request;
  std::string answer;
  std::size_t piece = 100'000;
  milliseconds between{0};
  bool hangs_up = true;
  int connections = 0;
};

/// A prober and what it found.
struct NetStage {
  asio::io_context loop;
  Server server{loop};
  NoRunner runner;
  std::vector<ProbeResult> results;
  std::unique_ptr<Prober> prober;

  ProbeSpec spec(const std::string& kind, const std::string& path = "") const {
    Result<ProbeSpec> parsed =
        parse_probe(kind + "127.0.0.1:" + std::to_string(server.port()) + path);
    REQUIRE(parsed);
    parsed->timeout = milliseconds(20'000);
    return *parsed;
  }

  void start(const ProbeSpec& spec) {
    prober = std::make_unique<Prober>(
        loop, spec, runner, [this](const ProbeResult& result) { results.push_back(result); });
    prober->start();
  }

  ProbeResult first(const ProbeSpec& spec) {
    start(spec);
    REQUIRE(run_until(loop, [&] { return !results.empty(); }));
    return results.front();
  }

  /// What is said of an http server that answers so.
  std::string reason_for(std::string answer) {
    server.answer = std::move(answer);
    server.serve();
    return first(spec("http://", "/up?x=1")).reason;
  }
};

}  // namespace

TEST_CASE("what takes a connection is well") {
  NetStage stage;
  const ProbeResult result = stage.first(stage.spec("tcp:"));
  CHECK(result.well);
  CHECK(result.reason.empty());
  CHECK(result.took.count() > 0);
}

TEST_CASE("localhost is found without asking, and by either family") {
  NetStage stage;
  ProbeSpec spec = stage.spec("tcp:");
  spec.host = "LocalHost";
  CHECK(stage.first(spec).well);
}

TEST_CASE("a port that nobody listens at is refused") {
  NetStage stage;
  const ProbeSpec spec = stage.spec("tcp:");
  stage.server.acceptor.close();
  const ProbeResult result = stage.first(spec);
  CHECK_FALSE(result.well);
  CHECK(contains(result.reason, "cannot connect to '127.0.0.1:"));
}

TEST_CASE("a name that does not exist is told as such") {
  NetStage stage;
  ProbeSpec spec = stage.spec("tcp:");
  spec.host = "no..such..name";
  const ProbeResult result = stage.first(spec);
  CHECK_FALSE(result.well);
  CHECK(contains(result.reason, "cannot resolve 'no..such..name:"));
}

TEST_CASE("a page that is there is well") {
  NetStage stage;
  CHECK(stage.reason_for("HTTP/1.1 200 OK\r\n\r\nhello").empty());
  CHECK(stage.results.front().well);
  CHECK(contains(stage.server.request, "GET /up?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(contains(stage.server.request, "\r\nConnection: close\r\n"));
}

TEST_CASE("a server that does not hang up after its answer is well") {
  NetStage stage;
  stage.server.hangs_up = false;
  CHECK(stage.reason_for("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").empty());
}

TEST_CASE("a redirect is not followed") {
  NetStage stage;
  CHECK(stage.reason_for("HTTP/1.1 302 Found\r\nLocation: /up\r\n\r\n").empty());
  CHECK(stage.server.connections == 1);
}

TEST_CASE("a server's error is told") {
  CHECK(NetStage().reason_for("HTTP/1.1 500 Oops\r\n\r\n") == "it answered 500");
}

TEST_CASE("garbage is no answer") {
  CHECK(NetStage().reason_for("\x16\x03\x01 hello") == "what it answered is not HTTP");
}

TEST_CASE("a server that hangs up without a word is not well") {
  CHECK(NetStage().reason_for("") == "it hung up without an answer");
}

TEST_CASE("huge headers are not read to their end") {
  CHECK(NetStage().reason_for("HTTP/1.1 200 OK\r\nX: " + std::string(1'000'000, 'x')) ==
        "it answered with more than 64 KiB of headers");
}

TEST_CASE("an answer that drips is put together") {
  NetStage stage;
  stage.server.piece = 1;
  CHECK(stage.reason_for("HTTP/1.1 503 Busy\r\nA: b\r\n\r\n") == "it answered 503");
}

TEST_CASE("an answer that drips too slowly is no answer") {
  NetStage stage;
  stage.server.piece = 1;
  stage.server.between = milliseconds(20);
  stage.server.answer = "HTTP/1.1 200 OK\r\n" + std::string(10'000, 'x');
  stage.server.serve();
  ProbeSpec spec = stage.spec("http://");
  spec.timeout = milliseconds(100);
  CHECK(stage.first(spec).reason == "no answer within 100 ms");
}

TEST_CASE("a server that accepts and stalls is not well, and is asked again") {
  NetStage stage;  // The system accepts for it; nobody reads.
  ProbeSpec spec = stage.spec("http://");
  spec.timeout = milliseconds(30);
  spec.interval = milliseconds(1);
  stage.start(spec);
  REQUIRE(run_until(stage.loop, [&] { return stage.results.size() == 3; }));
  for (const ProbeResult& result : stage.results) {
    CHECK(result.reason == "no answer within 30 ms");
    CHECK(result.took >= spec.timeout);
  }
}

TEST_CASE("a probe comes every interval") {
  NetStage stage;
  ProbeSpec spec = stage.spec("tcp:");
  spec.interval = milliseconds(20);
  const Time before = Clock::now();
  stage.start(spec);
  REQUIRE(run_until(stage.loop, [&] { return stage.results.size() == 4; }));
  CHECK(Clock::now() - before >= 3 * spec.interval);
  for (const ProbeResult& result : stage.results) CHECK(result.well);
}

TEST_CASE("a prober may be destroyed by whom it tells, and whenever else") {
  NetStage stage;
  ProbeSpec spec = stage.spec("http://");
  SECTION("when told of a time-out") { spec.timeout = milliseconds(5); }
  SECTION("when told of an answer") {
    stage.server.answer = "HTTP/1.1 200 OK\r\n\r\n";
    stage.server.serve();
  }
  int told = 0;
  stage.prober = std::make_unique<Prober>(stage.loop, spec, stage.runner, [&](const ProbeResult&) {
    ++told;
    stage.prober.reset();
  });
  stage.prober->start();
  REQUIRE(run_until(stage.loop, [&] { return told > 0; }));
  stage.server.acceptor.close();
  stage.server.clients.clear();
  stage.loop.run_for(milliseconds(30));
  CHECK(told == 1);
}

TEST_CASE("a prober that is destroyed under way tells nothing and leaves no work") {
  NetStage stage;
  stage.start(stage.spec("http://"));
  stage.loop.poll();
  stage.prober.reset();
  stage.loop.run();  // Returns: nothing is left to do.
  CHECK(stage.results.empty());
}
