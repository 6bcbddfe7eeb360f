// SPDX-License-Identifier: MIT
#include "app/program.hpp"
#include "checkpoint/edit.hpp"
#include "commands/checkpoint_view.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::test;
using checkpoint::Archive;
using checkpoint::Store;
using process::Exit;

namespace {

/// One run of `watchdog checkpoint WORDS`.
struct Answer {
  std::string out;
  std::string err;

  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
};

Answer checkpoint_command(std::vector<std::string> words, std::uint32_t code) {
  words.insert(words.begin(), "checkpoint");
  Watchdog watchdog(std::move(words));
  const Exit exit = watchdog.wait();
  Answer answer{watchdog.out(), watchdog.err()};
  INFO(answer.out << answer.err);
  CHECK(exit == Exit::code(code));
  return answer;
}

void commit_text(const std::string& path, const std::string& text, Archive archive,
                 const checkpoint::Options& options) {
  auto opened = Store::open(path, options);
  REQUIRE(opened);
  REQUIRE(opened->store.commit(std::as_bytes(std::span(text)), archive));
}

/// Two states of JSON.
std::string make_json_checkpoint(const TempDir& dir, const std::string& older = R"({"level":1})",
                                 const std::string& newer = R"({"level":2})") {
  const std::string path = dir.file("game.ckpt");
  for (const std::string& text : {older, newer})
    commit_text(path, text, Archive::json, {"game", 3});
  return path;
}

}  // namespace

TEST_CASE("checkpoint show tells people all that is in a file") {
  const TempDir dir;
  const Answer answer = checkpoint_command({"show", make_json_checkpoint(dir)}, 0);
  CHECK(contains(answer.out, "whole; the newest state is number 2"));
  CHECK(contains(answer.out, "type      game"));
  CHECK(contains(answer.out, "2 states of 4032 bytes"));
  CHECK(contains(answer.out, "Generation 0:\n{\n  \"level\": 2\n}"));
  CHECK(contains(answer.out, "Generation 1:\n{\n  \"level\": 1\n}"));
  CHECK(answer.err.empty());
}

TEST_CASE("checkpoint show tells programs the same") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  const nlohmann::json all = checkpoint_command({"show", "--json", path}, 0).json();
  CHECK(all.at("file") == path);
  CHECK(all.at("verdict") == "whole");
  CHECK(all.at("format") == 1);
  CHECK(all.at("type") == "game");
  CHECK(all.at("newest") == 2);
  REQUIRE(all.at("generations").size() == 2);
  const nlohmann::json& newest = all.at("generations")[0];
  CHECK(newest.at("generation") == 0);
  CHECK(newest.at("sequence") == 2);
  CHECK(newest.at("bytes") == 11);
  CHECK(newest.at("schema") == 3);
  CHECK(newest.at("archive") == "json");
  CHECK(newest.at("condition") == "whole");
  CHECK(newest.at("payload").at("level") == 2);
}

TEST_CASE("checkpoint show tells of numbers that commits passed over") {
  const TempDir dir;
  const std::string path = dir.file("game.ckpt");
  checkpoint::Options options{"game", 3};
  options.generations = 3;
  options.durability = checkpoint::Durability::periodic;
  options.sync_interval = std::chrono::hours(1);  // So the first state stays the one on the disk.
  {
    auto opened = Store::open(path, options);
    REQUIRE(opened);
    for (int i = 0; i < 4; ++i) REQUIRE(opened->store.commit(std::as_bytes(std::span("state"))));
  }
  const auto all = checkpoint_command({"show", "--json", path}, 0).json();
  CHECK(all.at("generations")[0].at("sequence") == 5);
  CHECK(all.at("generations")[0].at("oldest") == 1);
  CHECK_FALSE(all.at("generations")[1].contains("oldest"));
  const Answer answer = checkpoint_command({"show", path}, 0);
  CHECK(contains(answer.out, "GENERATION   SEQUENCE     OLDEST  SLOT"));
  CHECK(contains(answer.out, "         0          5          1     1"));
  CHECK(contains(answer.out, "         1          3          -     2"));
}

TEST_CASE("a payload that is no JSON, or too deep to be any, is left out and the rest is shown") {
  const TempDir dir;
  const std::string path =
      make_json_checkpoint(dir, "{\"level\": nan", std::string(1'000'000, '['));
  const auto all = checkpoint_command({"show", "--json", path}, 0).json();
  CHECK_FALSE(all.at("generations")[0].contains("payload"));
  CHECK_FALSE(all.at("generations")[1].contains("payload"));
  CHECK(contains(checkpoint_command({"show", path}, 0).out, "is no JSON that could be shown"));
}

TEST_CASE("checkpoint show disarms what a stranger wrote") {
  const TempDir dir;
  const std::string path = dir.file("a");
  commit_text(path,
              "{\"name\":\"\xC2\x9B"
              "2J\"}",
              Archive::json, {"bad\x1b]0;type", 1});
  const Answer answer = checkpoint_command({"show", path}, 0);
  CHECK_FALSE(contains(answer.out, "\xC2\x9B"));
  CHECK_FALSE(contains(answer.out, "\x1b"));
  CHECK(contains(answer.out, "bad?]0;type"));
}

TEST_CASE("checkpoint verify says how a file is by its exit code") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  CHECK(contains(checkpoint_command({"verify", path}, 0).out, "whole; the newest"));
  CHECK(checkpoint_command({"verify", "-q", path}, 0).out.empty());
  damage(path, 8192 + 64);  // State 2.
  CHECK(contains(checkpoint_command({"verify", path}, 1).out,
                 "flawed: slot 1 has a broken state 2; state 1 can be loaded"));
  CHECK(checkpoint_command({"verify", "--json", path}, 1).json().at("verdict") == "flawed");
  damage(path, 4096 + 64);
  CHECK(contains(checkpoint_command({"verify", path}, 3).out, "no state can be loaded"));
  CHECK(contains(checkpoint_command({"verify", dir.file("none")}, 4).err,
                 "cannot open the checkpoint"));
}

TEST_CASE("what is no whole checkpoint is described and left as it is") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  const std::string good = read_file(path);
  const auto described = [&](const std::string& content, const std::string& words) {
    write_whole(path, content);
    for (const char* command : {"show", "verify"}) {
      INFO(words);
      CHECK(contains(checkpoint_command({command, path}, 3).out, words));
    }
    CHECK_FALSE(checkpoint_command({"export", path}, 3).err.empty());
    CHECK_FALSE(checkpoint_command({"rollback", path}, 3).err.empty());
    CHECK_FALSE(checkpoint_command({"import", path, path}, 3).err.empty());
    CHECK((read_file(path) == content));
  };
  described("", "it is empty");
  described(std::string(good.size(), '\0'), "nothing but zeros");
  described("a letter", "not a checkpoint");
  described(good.substr(0, 700), "ends after 700 bytes");
  described(good.substr(0, 4100), "no whole header");
  std::string bad = good;
  bad[50] = 'x';
  described(bad, "does not match its checksum");
  CHECK(contains(checkpoint_command({"show", utf8_text(dir.path())}, 3).err,
                 "it is no regular file"));
}

TEST_CASE("checkpoint export gives the bytes that were committed") {
  const TempDir dir;
  const std::string path = dir.file("a");
  const std::string bytes("\0\r\n\x1b\xff end", 9);
  commit_text(path, "older", Archive::bytes, {});
  commit_text(path, bytes, Archive::bytes, {});
  CHECK(checkpoint_command({"export", path, "--generation", "1"}, 0).out == "older");
  const Answer said = checkpoint_command({"export", path, "-o", dir.file("state"), "--json"}, 0);
  CHECK((read_file(dir.file("state")) == bytes));
  const auto event = nlohmann::json::parse(said.err);
  CHECK(event.at("event") == "exported");
  CHECK(event.at("sequence") == 2);
  CHECK(contains(checkpoint_command({"export", path, "--generation", "2"}, 4).err, "that old"));
  CHECK(contains(checkpoint_command({"export", path, "-o", path}, 2).err, "take the place"));
  CHECK(checkpoint_command({"verify", path}, 0).err.empty());
}

TEST_CASE("checkpoint import makes a file's content the newest state, like the one before") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  write_whole(dir.file("state"), R"({"level":99})");
  CHECK(contains(checkpoint_command({"import", path, dir.file("state")}, 0).err, "is state 3 now"));
  const auto opened = Store::open(path, {"game", 3});
  REQUIRE(opened);
  const auto* loaded = std::get_if<checkpoint::Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.archive == Archive::json);
  CHECK(loaded->snapshot.schema == 3);
  CHECK(loaded->snapshot.payload.size() == 12);
}

TEST_CASE("checkpoint import makes a file that is not there, as it is told to") {
  const TempDir dir;
  write_whole(dir.file("state"), "[1,2]");
  checkpoint_command({"import", dir.file("new"), dir.file("state"), "--type", "list", "--schema",
                      "7", "--archive", "json"},
                     0);
  const auto all = checkpoint_command({"show", "--json", dir.file("new")}, 0).json();
  CHECK(all.at("type") == "list");
  CHECK(all.at("generations")[0].at("schema") == 7);
  CHECK(all.at("generations")[0].at("payload").size() == 2);
}

TEST_CASE("checkpoint import refuses what the program could not load") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  const std::string before = read_file(path);
  write_whole(dir.file("state"), "no json");
  const auto refused = [&](std::vector<std::string> more, std::uint32_t code) {
    more.insert(more.begin(), {"import", path, dir.file("state")});
    const std::string err = checkpoint_command(more, code).err;
    CHECK((read_file(path) == before));
    return err;
  };
  CHECK(contains(refused({}, 2), "is no JSON"));
  CHECK(contains(refused({"--archive", "bytes", "--type", "chess"}, 3), "another type"));
  CHECK(contains(refused({"--archive", "bytes", "--schema", "2"}, 3), "could not be loaded"));
  CHECK(contains(refused({"--archive", "zip"}, 2), "'zip' is none of bytes"));
  CHECK(contains(checkpoint_command({"import", path, dir.file("none")}, 2).err, "can't be read"));
}

TEST_CASE("checkpoint rollback gives the next load the state before and keeps the dropped one") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  const Answer answer = checkpoint_command({"rollback", path}, 0);
  CHECK(contains(answer.err, "the next load gets state 1; state 2 is kept in"));
  CHECK(checkpoint_command({"export", path}, 0).out == R"({"level":1})");
  CHECK(checkpoint_command({"export", path + ".rolled-back-2"}, 0).out == R"({"level":2})");
  CHECK(checkpoint_command({"verify", path}, 0).err.empty());
  CHECK(contains(checkpoint_command({"rollback", path}, 4).err, "nothing was changed"));
}

TEST_CASE("a checkpoint that is in use is shown, and neither changed nor held up") {
  const TempDir dir;
  const std::string path = make_json_checkpoint(dir);
  auto user = Store::open(path, {"game", 3});
  REQUIRE(user);
  write_whole(dir.file("state"), "{}");
  CHECK(contains(checkpoint_command({"show", path}, 0).out, "has it open"));
  CHECK(checkpoint_command({"export", path}, 0).out == R"({"level":2})");
  CHECK(contains(checkpoint_command({"rollback", path}, 3).err, "wait for its end"));
  CHECK(contains(checkpoint_command({"import", path, dir.file("state")}, 3).err, "it is in use"));
  CHECK(user->store.commit({}));
}

TEST_CASE("checkpoint commands say what they need and what was meant") {
  CHECK(contains(checkpoint_command({}, 2).err, "show, verify, export, import, rollback"));
  CHECK(contains(checkpoint_command({"shwo", "a"}, 2).err, "did you mean 'show'?"));
  const std::string err = checkpoint_command({"show", "--jsno", "a"}, 2).err;
  CHECK(contains(err, "did you mean '--json'?"));
  CHECK(contains(err, "Try 'watchdog checkpoint show --help'."));
  CHECK(contains(checkpoint_command({"show"}, 2).err, "FILE is required"));
  CHECK(contains(checkpoint_command({"--help"}, 0).out, "Examples:\n  watchdog checkpoint show"));
}

TEST_CASE("archives have words both ways, and an application's own have numbers") {
  for (const Archive archive :
       {Archive::bytes, Archive::portable_binary, Archive::json, static_cast<Archive>(1001)})
    CHECK(app::parse_archive(app::archive_word(archive)) == archive);
  CHECK_FALSE(app::parse_archive("-1"));
  CHECK_FALSE(app::parse_archive("4294967296"));
  CHECK_FALSE(app::parse_archive(""));
}
