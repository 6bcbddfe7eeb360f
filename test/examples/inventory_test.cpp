// SPDX-License-Identifier: MIT
#include "inventory_run.hpp"
#include "support/paths.hpp"
#include "support/wait_until.hpp"

using namespace watchdog::test;
namespace fs = std::filesystem;

TEST_CASE("the manifest has a line for each file in the order of their names") {
  Site site;
  write(site.tree() / "b" / "z", "zz");
  write(site.tree() / "b" / "a", "");
  write(site.tree() / "b.txt", "xyz");
  write(site.tree() / "a", "1");
  const auto outcome = site.run();
  CHECK(outcome.code == 0);
  // Of no bytes the digest is known; and "b" comes before "b.txt".
  const std::string list = site.manifest();
  REQUIRE(count_lines(list) == 4);
  CHECK(contains(list, "99aa06d3014798d86001c324468d497f            0 b/a\n"));
  CHECK(list.find(" a\n") < list.find(" b/a\n"));
  CHECK(list.find(" b/a\n") < list.find(" b/z\n"));
  CHECK(list.find(" b/z\n") < list.find(" b.txt\n"));
  CHECK(contains(outcome.output, "4 files, 6 B, 0 unreadable"));
}

TEST_CASE("names with spaces and letters beyond ASCII are listed as UTF-8") {
  Site site;
  write(site.tree() / utf8_path("Grüße an alle") / utf8_path("日本 1.txt"), "x");
  CHECK(site.run().code == 0);
  CHECK(contains(site.manifest(), " 1 Grüße an alle/日本 1.txt\n"));
}

TEST_CASE("links are not followed and not listed") {
  Site site;
  write(site.tree() / "file", "x");
  std::error_code error;
  fs::create_directory_symlink(site.tree(), site.tree() / "round", error);
  if (error) return;  // Not on every file system, nor for everybody on Windows.
  fs::create_symlink(site.tree() / "file", site.tree() / "other");
  CHECK(site.run().code == 0);
  CHECK(count_lines(site.manifest()) == 1);
}

TEST_CASE("what the inventory itself writes is not in it") {
  Site site;
  write(site.tree() / "file", "x");
  const std::string list = utf8_text(site.tree() / "list");
  Child child({inventory_program, "--manifest", list, utf8_text(site.tree())}, {}, {});
  CHECK(child.wait() == 0);
  CHECK(count_lines(read_file(list)) == 1);
}

TEST_CASE("a file that cannot be read is listed with the reason") {
  Site site;
  write(site.tree() / "closed", "x");
  write(site.tree() / "open", "x");
  fs::permissions(site.tree() / "closed", fs::perms::none);
  if (std::ifstream(site.tree() / "closed").good()) return;  // Nothing is closed to root.
  CHECK(site.run().code == 0);
  CHECK(contains(site.manifest(), "- closed ("));
  CHECK(count_lines(site.manifest()) == 2);
}

TEST_CASE("an empty folder has an empty manifest") {
  Site site;
  CHECK(site.run().code == 0);
  CHECK(fs::exists(utf8_path(site.file("list"))));
  CHECK(site.manifest().empty());
}

TEST_CASE("after the end a second run does nothing but say so") {
  Site site;
  write(site.tree() / "a", "x");
  REQUIRE(site.run().code == 0);
  write(site.tree() / "b", "x");
  const auto again = site.run();
  CHECK(again.code == 0);
  CHECK(contains(again.error, "already complete"));
  CHECK(count_lines(site.manifest()) == 1);
  CHECK(site.run({"--start-over"}).code == 0);
  CHECK(count_lines(site.manifest()) == 2);
}

TEST_CASE("a manifest without a checkpoint is not overwritten unasked") {
  Site site;
  write(utf8_path(site.file("list")), "somebody's list");
  const auto outcome = site.run();
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.error, "--start-over"));
  CHECK(site.manifest() == "somebody's list");
}

TEST_CASE("a damaged checkpoint is an error and never a fresh start") {
  Site site;
  write(site.tree() / "a", "x");
  REQUIRE(site.run().code == 0);
  fs::resize_file(utf8_path(site.file("list.ckpt")), 4100);
  const auto outcome = site.run();
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.error, "it is damaged"));
  CHECK(site.run({"--start-over"}).code == 0);
  CHECK(fs::exists(utf8_path(site.file("list.ckpt.aside"))));
}

TEST_CASE("a checkpoint of another folder is refused") {
  Site site;
  write(site.tree() / "a", "x");
  REQUIRE(site.run().code == 0);
  write(utf8_path(site.file("other")) / "b", "x");
  Child child({inventory_program, "--manifest", site.file("list"), site.file("other")}, {},
              site.file("err"));
  CHECK(child.wait() == 1);
  CHECK(contains(read_file(site.file("err")), "the tree"));
}

TEST_CASE("usage errors are 2 and name what is wrong") {
  Site site;
  CHECK(site.run({"--step", "many"}).code == 2);
  CHECK(site.run({"--step", "0"}).code == 2);
  CHECK(contains(site.run({"--step", "5h"}).error, "200ms"));
  CHECK(site.run({"--nonsense"}).code == 2);
  CHECK(site.run({"--help"}).code == 0);
  fs::remove_all(site.tree());
  const auto missing = site.run();
  CHECK(missing.code == 2);
  CHECK(contains(missing.error, "is not a folder"));
}

TEST_CASE("asked to stop it commits and leaves with 128 and the signal's number") {
  Site site;
  for (int i = 0; i < 200; ++i) write(site.tree() / std::to_string(i), "x");
  {
    Child child(site.command({"--step", "1", "--throttle", "20"}), site.file("out"),
                site.file("err"));
    REQUIRE(wait_until([&] { return count_lines(site.manifest()) >= 3; }));
    if (!child.ask()) return;  // Windows: a console would be needed.
    CHECK(child.wait() == 143);
    CHECK(contains(read_file(site.file("err")), "stopped at file "));
  }
  const std::size_t done = count_lines(site.manifest());
  const auto rest = site.run();
  CHECK(rest.code == 0);
  CHECK(contains(rest.error, "resuming at file " + std::to_string(done + 1) + " of 200"));
  CHECK(contains(rest.output, "resumed 1 times"));
  CHECK(count_lines(site.manifest()) == 200);
}
