// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cerrno>

#include "app/program.hpp"
#include "block/brief_program.linux.hpp"
#include "block/private_mounts.linux.hpp"
#include "block/raw_process.linux.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// The error that the start of a program gave; 0: it ran.
int error_of_start(const std::string& file) {
  const RawProcess process([&] {
    ::execl(file.c_str(), file.c_str(), nullptr);
    ::_exit(errno);
  });
  return process.exit_code();
}

}  // namespace

TEST_CASE("block --deny tells whose start was denied and why, and allows all when it is gone") {
  const PrivateMounts mounts;
  const std::string name = unique_name("wdd");
  if (!mounts.made()) {
    WARN("no mounts of our own: passes without a look");
    return;
  }
  const std::string file = mounts.file(name);
  write_brief_program(file);
  const bool in_kernel = GENERATE(true, false);
  const std::string target = in_kernel ? name : file;
  Watchdog watchdog(
      {"block", "--deny", "--deny-by", in_kernel ? "kernel" : "fanotify", "--json", target});
  REQUIRE(wait_until(
      [&] { return watchdog.events("armed").size() == 2 || !watchdog.events("error").empty(); }));
  if (watchdog.events("armed").size() < 2) {
    WARN("no starts are denied that way here: passes without a look");
    CHECK(watchdog.wait() == Exit::code(125));
    return;
  }
  const auto armed = watchdog.events("armed")[1];
  CHECK(armed.at("source") == "deny");
  CHECK(contains(armed.at("detail").get<std::string>(), in_kernel ? "BPF LSM" : "fanotify"));
  CHECK(error_of_start(file) == EPERM);
  REQUIRE(watchdog.wait_for_events("denied", 1));
  const auto denied = watchdog.events("denied")[0];
  CHECK(denied.at("name") == name);
  CHECK(denied.at("source") == "deny");
  CHECK(denied.at("image") == target);
  CHECK(denied.at("target") == target);
  CHECK(denied.at("match") == (in_kernel ? "image" : "path"));
  CHECK(denied.at("pid").get<process::Pid>() > 0);
  SECTION("in order") {
    watchdog.ask();
    CHECK(watchdog.wait() == Exit::code(0));
    CHECK(watchdog.events("summary")[0].at("denied") == 1);
  }
  SECTION("by force") {
    kill_process(watchdog.pid());
    watchdog.wait();
  }
  CHECK(wait_until([&] { return error_of_start(file) == 0; }));
}
