// SPDX-License-Identifier: MIT
#include "resolve.hpp"

#include <filesystem>
#include <fstream>

#include "payload.hpp"
#include "resolve_at_once.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::TempDir;

namespace {

/// A folder that the process is in for a while.
class Inside {
 public:
  explicit Inside(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  ~Inside() { std::filesystem::current_path(before_); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::filesystem::path before_;
};

/// Files and links to them, in a folder whose own path has no link.
struct Maze {
  TempDir dir;
  std::filesystem::path root = std::filesystem::canonical(dir.path());

  Maze() {
    std::filesystem::create_directories(root / "real" / ".deep");
    std::ofstream(root / "real" / ".deep" / "a") << "a";
    std::filesystem::create_directory_symlink("real", root / "folder");
    std::filesystem::create_symlink("real/.deep/a", root / "file");
    std::filesystem::create_symlink("nowhere", root / "loose");
  }
  std::string in(const std::string& name) const { return (root / name).string(); }
};

}  // namespace

TEST_CASE("a path is resolved as the system would do it, however it is written") {
  const Maze maze;
  const Inside inside(maze.root);
  const std::string name =
      GENERATE("real/.deep/a", "./real/.deep/a", "real//.deep/a", "real/.deep/../.deep/a",
               "folder/.deep/a", "file", "real/.deep/none", "none", "real/.deep/", "folder/..");
  const bool from_root = GENERATE(true, false);
  const auto resolved = resolve(from_root ? maze.in(name) : name);
  REQUIRE(resolved);
  CHECK(*resolved == std::filesystem::weakly_canonical(maze.root / name).string());
}

TEST_CASE("a path without a link is resolved at once, any other is not") {
  const Maze maze;
  const Inside inside(maze.root);
  CHECK(resolve_at_once(maze.in("real/.deep/a")) == maze.in("real/.deep/a"));
  CHECK(resolve_at_once("real/.deep/a") == maze.in("real/.deep/a"));
  for (const char* name : {"folder/.deep/a", "file", "loose", "none", "./real", "real/",
                           "real//.deep", "real/.", "real/../real", ""}) {
    INFO(name);
    CHECK_FALSE(resolve_at_once(name));
    CHECK_FALSE(resolve_at_once(maze.in(name) + (*name == '\0' ? "/" : "")));
  }
}

TEST_CASE("a link to where nothing is yet means that place") {
  const Maze maze;
  std::filesystem::create_symlink("folder/.deep/../../loose", maze.root / "looser");
  for (const char* name : {"loose", "looser", "folder/../looser"})
    CHECK(resolve(maze.in(name)).value_or("") == maze.in("nowhere"));
}

TEST_CASE("links that lead in a circle are an error") {
  const Maze maze;
  std::filesystem::create_symlink("there", maze.root / "here");
  std::filesystem::create_symlink("here", maze.root / "there");
  const auto resolved = resolve(maze.in("here"));
  REQUIRE_FALSE(resolved);
  CHECK(resolved.error().code == std::errc::too_many_symbolic_link_levels);
}

TEST_CASE("a checkpoint that is named by a link keeps the link and shares its lock") {
  const Maze maze;
  std::filesystem::remove(maze.root / "real" / ".deep" / "a");
  auto opened = Store::open(maze.in("file"));
  REQUIRE(opened);
  REQUIRE(opened->store.commit(test::payload(1, 10)));
  REQUIRE(opened->store.commit(test::payload(2, 50'000)));  // The file is replaced.
  CHECK(std::filesystem::is_symlink(maze.root / "file"));
  for (const char* name : {"file", "folder/.deep/a", "real/.deep/a"}) {
    const auto second = Store::open(maze.in(name));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::in_use);
  }
}
