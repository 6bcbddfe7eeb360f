// SPDX-License-Identifier: MIT
#include <windows.h>

#include "looped.hpp"
#include "support/catch.hpp"
#include "system.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/health/receiver.hpp"

using namespace watchdog;
using namespace watchdog::health;
using namespace watchdog::test;

namespace {

UniqueHandle connect(const std::string& name) {
  const HANDLE pipe =
      ::CreateFileW(wide(name).c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
  return UniqueHandle(pipe == INVALID_HANDLE_VALUE ? invalid_handle : pipe);
}

bool say(const UniqueHandle& pipe, const std::string& words) {
  DWORD written = 0;
  return ::WriteFile(pipe.get(), words.data(), static_cast<DWORD>(words.size()), &written,
                     nullptr) != 0;
}

}  // namespace

TEST_CASE("a name that is no pipe's is told as such") {
  asio::io_context loop;
  const Result<Receiver> receiver = Receiver::open(loop, "C:\\notify", [](const Words&) {});
  REQUIRE_FALSE(receiver);
  CHECK(receiver.error().code == std::errc::invalid_argument);
}

TEST_CASE("several writers that hold on are all heard, message by message") {
  asio::io_context loop;
  std::vector<Words> heard;
  const Result<Receiver> receiver =
      Receiver::open(loop, notify_address(""), [&](const Words& words) { heard.push_back(words); });
  REQUIRE(receiver);
  std::vector<UniqueHandle> writers;
  for (int i = 0; i < 5; ++i) writers.push_back(connect(receiver->address()));
  for (int round = 0; round < 3; ++round) {
    for (const UniqueHandle& writer : writers) REQUIRE(say(writer, "WATCHDOG=1"));
  }
  REQUIRE(run_until(loop, [&] { return heard.size() == 15; }));
  for (const Words& words : heard) CHECK(words.alive);
}

TEST_CASE("a writer of a message that is too long is hung up on, and others are heard") {
  asio::io_context loop;
  std::vector<Words> heard;
  const Result<Receiver> receiver =
      Receiver::open(loop, notify_address(""), [&](const Words& words) { heard.push_back(words); });
  REQUIRE(receiver);
  for (int i = 0; i < 10; ++i) {
    std::thread writer([&] {
      UniqueHandle pipe;
      wait_until([&] { return static_cast<bool>(pipe = connect(receiver->address())); });
      say(pipe, "STOPPING=1\n" + std::string(longest_message, 'x'));
    });
    const UniqueHandle good = connect(receiver->address());
    REQUIRE(say(good, "READY=1"));
    const std::size_t wanted = static_cast<std::size_t>(i) + 1;
    CHECK(run_until(loop, [&] { return heard.size() >= wanted; }));
    run_until(loop, [&, done = false]() mutable { return std::exchange(done, true); });
    loop.run_for(milliseconds(20));
    writer.join();
  }
  for (const Words& words : heard) CHECK_FALSE(words.stopping);
}
