// SPDX-License-Identifier: MIT
#include "watchdog/block/look.hpp"

#include <filesystem>
#include <fstream>

#include "block/recorder.hpp"
#include "file_hash.hpp"
#include "support/catch.hpp"
#include "support/victim.hpp"
#include "watchdog/process/details.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Part;
using block::Terms;

namespace {

block::Verdict look(Terms terms, process::Pid pid) {
  const auto row = process::inspect(pid);
  REQUIRE(row);
  return block::look(block::Rule(std::move(terms), {}), *row);
}

void write(const std::string& file, const std::string& text) {
  std::ofstream(utf8_path(file), std::ios::binary) << text;
}

}  // namespace

TEST_CASE("what a rule asks for is found out of a process that runs") {
  const Victim victim;
  const auto child = process::spawn(victim.command({"print=a b", "idle"}));
  REQUIRE(child);
  const auto self = process::inspect(process::own_pid());
  REQUIRE(self);
  Terms terms;
  terms.hashes = {block::hash_of_file(victim.program())};
  terms.commands = {*block::Pattern::parse("print=a b idle$")};
  terms.parents = targets({self->image});
  terms.users = {{"us", process::user_of(self->id)}};
  const block::Verdict verdict = look(terms, child->pid());
  CHECK(verdict.ends());
  CHECK(verdict.grounds.size() == 4);
  terms.hashes = {std::string(64, '0')};
  CHECK_FALSE(look(terms, child->pid()).named());
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("a file's hash is that of its present content") {
  const TempDir dir;
  const std::string file = dir.file("file");
  write(file, "abc");
  const std::string before = block::hash_of_file(file);
  CHECK(before == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(block::hash_of_file(file) == before);
  write(file, "abcd");
  CHECK(block::hash_of_file(file) ==
        "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589");
}

TEST_CASE("another file of the same size under the same name has a hash of its own") {
  const TempDir dir;
  const std::string file = dir.file("file");
  write(file, "abc");
  const std::string before = block::hash_of_file(file);
  const auto time = std::filesystem::last_write_time(utf8_path(file));
  write(dir.file("new"), "xyz");
  std::filesystem::last_write_time(utf8_path(dir.file("new")), time);
  std::filesystem::rename(utf8_path(dir.file("new")), utf8_path(file));
  CHECK(block::hash_of_file(file) != before);
}

TEST_CASE("what is no file has no hash") {
  const TempDir dir;
  CHECK(block::hash_of_file(dir.file("none")).empty());
  CHECK(block::hash_of_file(dir.path().string()).empty());
}
