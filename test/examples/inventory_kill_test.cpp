// SPDX-License-Identifier: MIT
#include <random>
#include <set>

#include "inventory_run.hpp"
#include "support/wait_until.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

constexpr std::size_t files = 300;
constexpr std::size_t step = 3;

/// Folders within folders, names that sort in unlike ways, files from empty to larger than a read.
void plant(const Site& site, std::mt19937& random) {
  const std::vector<std::string> folders{"", "a", "a/b c", "a-b", "ä", "z/y/x/w"};
  for (std::size_t i = 0; i < files; ++i) {
    const std::string name =
        fmt::format("{}/file {:03}.ö", folders[i % folders.size()], i * 7 % 300);
    write(site.tree() / utf8_path(name.substr(name[0] == '/')),
          std::string(i % 50 == 0 ? 600'000 : random() % 5000, static_cast<char>('a' + i % 26)));
  }
}

/// The K of "resuming at file K of N" in the last life's stderr; 1 when it began afresh.
std::size_t resumed_at(const Site& site) {
  const std::string text = read_file(site.file("err"));
  const std::string before = "resuming at file ";
  const std::size_t found = text.find(before);
  return found == std::string::npos ? 1 : std::stoul(text.substr(found + before.size()));
}

/// One life: killed after some more lines were written and then some microseconds. Returns the
/// number of lines in the manifest when it was dead.
std::size_t live_and_die(const Site& site, std::mt19937& random) {
  const std::size_t before = count_lines(site.manifest());
  const std::size_t enough = before + random() % 15;
  Child child(site.command({"--step", std::to_string(step), "--throttle", "1"}), site.file("out"),
              site.file("err"));
  REQUIRE(child.started());
  REQUIRE(wait_until([&] { return count_lines(site.manifest()) >= enough || !child.running(); }));
  const Time end = Clock::now() + std::chrono::microseconds(random() % 8000);
  while (Clock::now() < end) continue;  // So that the kill comes at no particular point.
  child.kill();
  child.wait();
  return count_lines(site.manifest());
}

}  // namespace

TEST_CASE("killed over and over the manifest ends as if nothing had happened") {
  std::mt19937 random(std::random_device{}());
  Site site;
  plant(site, random);
  REQUIRE(site.run({}, "undisturbed").code == 0);
  const std::string undisturbed = read_file(site.file("undisturbed"));
  REQUIRE(count_lines(undisturbed) == files);

  std::size_t lines = 0;
  for (int kill = 0; kill < 40; ++kill) {
    const std::size_t after = live_and_die(site, random);
    // It went on where it was: of what stood in the manifest at most one step was done again.
    const std::size_t begun = resumed_at(site) - 1;
    if (begun != 0) CHECK(begun + step >= lines);
    CHECK(begun <= lines);
    lines = after;
  }
  const auto rest = site.run();
  CHECK(rest.code == 0);
  CHECK(contains(rest.output, fmt::format("{} files, ", files)));
  const std::size_t told = rest.output.find("resumed ");
  REQUIRE(told != std::string::npos);
  CHECK(std::stoul(rest.output.substr(told + 8)) > 10);
  CHECK((site.manifest() == undisturbed));
}

TEST_CASE("killed while it still counts it goes on with the count") {
  Site site;
  for (int i = 0; i < 2'000; ++i) write(site.tree() / fmt::format("{:04}", i), "");
  const std::string checkpoint = utf8_text(utf8_path(site.file("list"))) + ".ckpt";
  Child child(site.command({"--step", "1"}), site.file("out"), site.file("err"));
  REQUIRE(child.started());
  // Each file counted is a step, and each step changes the checkpoint: some were counted then.
  std::set<std::string> states;
  REQUIRE(wait_until([&] {
    states.insert(read_file(checkpoint));
    return states.size() > 4 || !child.running();
  }));
  child.kill();
  child.wait();
  const auto next = site.run({"--step", "1000"});
  CHECK(next.code == 0);
  CHECK(contains(next.error, "resuming at the count, "));
  CHECK_FALSE(contains(next.error, "resuming at the count, 0 files"));
  CHECK(contains(next.output, "2000 files, "));
}
