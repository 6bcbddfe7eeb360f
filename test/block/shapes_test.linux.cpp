// SPDX-License-Identifier: MIT
//
// The shapes a process's name takes: what the system says of each, and which targets are meant.
#include <sys/prctl.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "block/raw_process.linux.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/victim.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/target.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Entry;
using process::Target;

namespace {

namespace fs = std::filesystem;

bool meant(const std::string& target, const Entry& entry) {
  const auto parsed = Target::parse(target);
  REQUIRE(parsed);
  return parsed->matches(entry);
}

/// Waits for what the steps of a victim say it reached, then looks.
Entry look(const RawProcess& process, const std::string& noted) {
  REQUIRE(wait_until([&] { return !read_file(noted).empty(); }));
  auto entry = process::inspect(process.pid());
  REQUIRE(entry);
  return *std::move(entry);
}

/// A folder, a program under `name` in it, and the file where it notes that it runs.
struct Stage {
  explicit Stage(std::string program) : name(std::move(program)), file(dir.file(name)) {
    fs::copy_file(victim_program, file);
  }
  std::vector<std::string> argv(const std::string& argv0) const {
    return {argv0, "note=" + noted, "idle"};
  }
  Entry run(const std::string& what, const std::string& argv0) const {
    const RawProcess process(what, argv(argv0));
    return look(process, noted);
  }

  TempDir dir;
  std::string name;
  std::string file;
  std::string noted = dir.file("noted");
};

std::string script(const TempDir& dir, const std::string& name, const std::string& first_line) {
  const std::string path = dir.file(name);
  std::ofstream(path) << first_line << "\necho x > '" << dir.file("noted")
                      << "'\nwhile :; do read line; done <" << dir.file("never") << "\n";
  ::mkfifo(dir.file("never").c_str(), 0600);
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

std::string longer() { return unique_name("wdlongname-"); }  // 19 bytes: the title is cut.

}  // namespace

TEST_CASE("shape: a name longer than the title") {
  const Stage stage(longer());
  const Entry entry = stage.run(stage.file, stage.file);
  CHECK(entry.title == stage.name.substr(0, 15));
  CHECK(entry.argument0.empty());
  CHECK(meant(stage.name, entry));
  CHECK_FALSE(meant(entry.title, entry));
}

TEST_CASE("shape: a name longer than the title and a lie for its first argument") {
  const Stage stage(longer());
  const Entry entry = stage.run(stage.file, "other");
  CHECK(meant(stage.name, entry));
  CHECK_FALSE(meant("other", entry));
}

TEST_CASE("shape: renamed by itself") {
  const Stage stage(unique_name("wds"));
  const std::string title = unique_name("wdt");
  const RawProcess process(stage.file,
                           {stage.file, "title=" + title, "note=" + stage.noted, "idle"});
  const Entry entry = look(process, stage.noted);
  CHECK(entry.title == title);
  CHECK(meant(title, entry));
  CHECK(meant(stage.name, entry));
}

TEST_CASE("shape: a script run by its first line") {
  const TempDir dir;
  const std::string name = unique_name("wds");
  const RawProcess process(script(dir, name, "#!/bin/sh"), {name});
  const Entry entry = look(process, dir.file("noted"));
  CHECK(entry.title == name);
  CHECK(meant(name, entry));
}

TEST_CASE("shape: a script with a name longer than the title") {
  const TempDir dir;
  const std::string name = longer();
  const RawProcess process(script(dir, name, "#!/bin/sh"), {name});
  const Entry entry = look(process, dir.file("noted"));
  CHECK(meant(name, entry));
  CHECK_FALSE(meant(name + "x", entry));
  CHECK_FALSE(meant(entry.title, entry));
}

TEST_CASE("shape: a script handed to a shell is the shell") {
  const TempDir dir;
  const std::string name = unique_name("wds");
  const RawProcess process("/bin/sh", {"sh", script(dir, name, "")});
  const Entry entry = look(process, dir.file("noted"));
  CHECK(meant("sh", entry));
  CHECK_FALSE(meant(name, entry));
}

TEST_CASE("shape: a script run through env is its interpreter") {
  const TempDir dir;
  const std::string name = unique_name("wds");
  const RawProcess process(script(dir, name, "#!/usr/bin/env sh"), {name});
  const Entry entry = look(process, dir.file("noted"));
  CHECK(meant("sh", entry));
  CHECK_FALSE(meant(name, entry));
}

TEST_CASE("shape: run through a symbolic link, meant by either name") {
  const Stage stage(unique_name("wds"));
  const std::string link = GENERATE(unique_name("wdl"), longer());
  fs::create_symlink(stage.file, stage.dir.file(link));
  const Entry entry = stage.run(stage.dir.file(link), stage.dir.file(link));
  CHECK(meant(link, entry));
  CHECK(meant(stage.name, entry));
  CHECK(meant(stage.dir.file(link), entry));
}

TEST_CASE("shape: a hard link is a name of its own") {
  const Stage stage(unique_name("wds"));
  const std::string link = unique_name("wdl");
  fs::create_hard_link(stage.file, stage.dir.file(link));
  const Entry entry = stage.run(stage.dir.file(link), stage.dir.file(link));
  CHECK(meant(link, entry));
  CHECK_FALSE(meant(stage.name, entry));
}

TEST_CASE("shape: upper case is another name") {
  const Stage stage(unique_name("WDS"));
  const Entry entry = stage.run(stage.file, stage.file);
  CHECK(meant(stage.name, entry));
  CHECK_FALSE(meant(lower_ascii(stage.name), entry));
}

TEST_CASE("shape: parentheses, blanks and line ends") {
  const std::string odd = GENERATE("a) (b", "a) R 1 (", "two\nlines", " ", "(", ") ");
  const Stage stage(odd + unique_name("").substr(0, 6));
  const Entry entry = stage.run(stage.file, stage.file);
  CHECK(entry.title == stage.name);
  CHECK(entry.parent == process::own_pid());
  CHECK(meant(stage.name, entry));
  CHECK_FALSE(meant(odd, entry));
}

TEST_CASE("shape: an executable file deleted meanwhile") {
  const Stage stage(unique_name("wds"));
  const RawProcess process(stage.file, stage.argv("other"));
  look(process, stage.noted);
  fs::remove(stage.file);
  const Entry entry = look(process, stage.noted);
  CHECK(entry.image == fs::canonical(stage.dir.path()).string() + "/" + stage.name);
  CHECK(meant(stage.name, entry));
  CHECK(meant(stage.file, entry));
}

TEST_CASE("shape: a lie for its first argument") {
  const Stage stage(unique_name("wds"));
  const std::string lie = unique_name("wdl");
  const Entry entry = stage.run(stage.file, lie);
  CHECK(meant(stage.name, entry));
  CHECK_FALSE(meant(lie, entry));
}

TEST_CASE("shape: a second thread's name is not the program's") {
  const std::string name = unique_name("wdt");
  std::thread([&] {
    ::prctl(PR_SET_NAME, name.c_str());
    const auto entry = process::inspect(process::own_pid());
    REQUIRE(entry);
    CHECK_FALSE(meant(name, *entry));
  }).join();
}

TEST_CASE("shape: a zombie is no more") {
  const TempDir dir;
  const std::string name = unique_name("wds");
  const RawProcess process([&] {
    ::prctl(PR_SET_NAME, name.c_str());
    ::_exit(0);
  });
  REQUIRE(wait_until([&] { return process.alive() == false; }));
  const auto entry = process::inspect(process.pid());
  REQUIRE(entry);
  CHECK(entry->kind == Entry::Kind::zombie);
  CHECK(entry->title == name);
  CHECK_FALSE(meant(name, *entry));
}

TEST_CASE("shape: run through a descriptor") {
  const Stage stage(unique_name("wds"));
  const RawProcess process([&] {
    const int file = ::open(stage.file.c_str(), O_PATH | O_CLOEXEC);
    ::fexecve(file, RawProcess::pointers(stage.argv("other")).data(), environ);
  });
  const Entry entry = look(process, stage.noted);
  CHECK(meant(stage.name, entry));
}

TEST_CASE("shape: a kernel thread is named by nothing") {
  const auto table = process::list();
  REQUIRE(table);
  for (const Entry& entry : *table) {
    if (entry.kind != Entry::Kind::kernel) continue;
    CHECK(entry.image.empty());
    if (entry.title.find('/') == std::string::npos) CHECK_FALSE(meant(entry.title, entry));
  }
}
