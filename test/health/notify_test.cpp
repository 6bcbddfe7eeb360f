// SPDX-License-Identifier: MIT
#include "watchdog/notify/notify.hpp"

#include <asio/post.hpp>
#include <thread>
#include <vector>

#include "looped.hpp"
#include "support/catch.hpp"
#include "system.hpp"
#include "watchdog/health/receiver.hpp"
#include "watchdog/process/identity.hpp"

using namespace watchdog;
using namespace watchdog::health;
using namespace watchdog::test;

namespace {

/// A variable for as long as a test takes.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { set_variable(name, value); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { set_variable(name_, ""); }

 private:
  const char* name_;
};

/// A receiver and what it heard.
struct Ear {
  Result<void> open() { return open_at(address); }
  Result<void> open_at(const std::string& where) {
    Result<Receiver> opened =
        Receiver::open(loop, where, [this](const Words& words) { heard.push_back(words); });
    if (!opened) return opened.error();
    receiver.emplace(std::move(*opened));
    return {};
  }
  bool hears(std::size_t count) {
    return run_until(loop, [&] { return heard.size() >= count; });
  }

  TempDir folder;
  std::string address = notify_address(folder.path().string());
  asio::io_context loop;
  std::vector<Words> heard;
  std::optional<Receiver> receiver;
};

}  // namespace

TEST_CASE("without anybody who listens nothing is said") {
  Ear ear;
  CHECK_FALSE(notify::send("READY=1"));
  const Variable variable("NOTIFY_SOCKET", ear.address);
  CHECK_FALSE(notify::send("READY=1"));
  const Variable nonsense("NOTIFY_SOCKET", std::string(500, 'x'));
  CHECK_FALSE(notify::send("READY=1"));
}

TEST_CASE("what is said is heard, in order") {
  Ear ear;
  REQUIRE(ear.open());
  CHECK(ear.receiver->address() == ear.address);
  const Variable variable("NOTIFY_SOCKET", ear.receiver->address());
  REQUIRE(notify::send("READY=1\nSTATUS=up"));
  REQUIRE(notify::send("WATCHDOG=1"));
  REQUIRE(notify::send("STOPPING=1"));
  REQUIRE(ear.hears(3));
  CHECK(ear.heard[0].ready);
  CHECK(ear.heard[0].status == "up");
}

TEST_CASE("a message that is too long is not sent") {
  Ear ear;
  REQUIRE(ear.open());
  const Variable variable("NOTIFY_SOCKET", ear.address);
  CHECK_FALSE(notify::send(std::string(longest_message + 1, 'x')));
  CHECK(notify::send("READY=1\nX=" + std::string(longest_message - 10, 'x')));
  REQUIRE(ear.hears(1));
  CHECK(ear.heard[0].ready);
}

TEST_CASE("many that speak at once are all heard") {
  Ear ear;
  REQUIRE(ear.open());
  const Variable variable("NOTIFY_SOCKET", ear.address);
  std::atomic<unsigned> said = 0;
  std::vector<std::thread> speakers;
  for (int i = 0; i < 6; ++i) {
    speakers.emplace_back([&] {
      for (int word = 0; word < 50; ++word) {
        while (!notify::send("WATCHDOG=1")) std::this_thread::yield();
        ++said;
      }
    });
  }
  CHECK(ear.hears(300));
  for (std::thread& speaker : speakers) speaker.join();
  CHECK(said == 300);
  CHECK(ear.heard.size() == 300);
}

TEST_CASE("a flood of words starves nobody") {
  Ear ear;
  REQUIRE(ear.open());
  const Variable variable("NOTIFY_SOCKET", ear.address);
  std::atomic<bool> enough = false;
  std::thread flood([&] {
    while (!enough) notify::send("WATCHDOG=1");
  });
  // Whatever is due gets its turn after at most a few messages.
  REQUIRE(ear.hears(10));
  std::size_t turns = 0;
  std::function<void()> turn = [&] {
    if (++turns < 100) asio::post(ear.loop, turn);
  };
  const std::size_t before = ear.heard.size();
  asio::post(ear.loop, turn);
  CHECK(run_until(ear.loop, [&] { return turns == 100; }));
  CHECK(ear.heard.size() - before <= 400);
  enough = true;
  ear.receiver.reset();
  flood.join();
}

TEST_CASE("nothing is done while nothing arrives") {
  Ear ear;
  REQUIRE(ear.open());
  ear.loop.poll();
  CHECK(ear.loop.run_for(milliseconds(50)) == 0);
}

TEST_CASE("a receiver may be destroyed by whom it tells") {
  Ear ear;
  int told = 0;
  Result<Receiver> opened = Receiver::open(ear.loop, ear.address, [&](const Words&) {
    ++told;
    ear.receiver.reset();
  });
  REQUIRE(opened);
  ear.receiver.emplace(std::move(*opened));
  const Variable variable("NOTIFY_SOCKET", ear.address);
  REQUIRE(notify::send("READY=1"));
  notify::send("READY=1");
  REQUIRE(run_until(ear.loop, [&] { return told == 1; }));
  ear.loop.run();  // Returns: nothing is left to do.
  CHECK(told == 1);
  CHECK_FALSE(notify::send("READY=1"));
}

TEST_CASE("the interval of beats is half of the limit, if it is for us") {
  CHECK_FALSE(notify::heartbeat_interval());
  const Variable allowed("WATCHDOG_USEC", "3000000");
  CHECK(notify::heartbeat_interval() == microseconds(1'500'000));
  {
    const Variable ours("WATCHDOG_PID", std::to_string(process::own_pid()));
    CHECK(notify::heartbeat_interval() == microseconds(1'500'000));
  }
  {
    const Variable anothers("WATCHDOG_PID", std::to_string(process::own_pid() + 1));
    CHECK_FALSE(notify::heartbeat_interval());
  }
  for (const char* nonsense : {"0", "1", "-5", "3s", "99999999999999999999"}) {
    const Variable other("WATCHDOG_USEC", nonsense);
    CHECK_FALSE(notify::heartbeat_interval());
  }
}
