// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

#include <filesystem>
#include <fstream>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::process;

namespace {

constexpr Naming linux_like{.title_limit = 15};
constexpr Naming windows_like{.fold_case = true, .suffix = ".exe", .separators = "/\\"};

Target target(std::string_view text, const Naming& naming = linux_like) {
  auto parsed = Target::parse(text, naming);
  REQUIRE(parsed);
  return *std::move(parsed);
}

Entry entry(std::string image, std::string title, std::string argument0 = "") {
  Entry result;
  result.id = {42, 1};
  result.image = std::move(image);
  result.title = std::move(title);
  result.argument0 = std::move(argument0);
  return result;
}

using Part = Target::Part;
const std::string long_name = "wdnlongername-daemon";
const std::string cut_name = "wdnlongername-d";

}  // namespace

TEST_CASE("a program is known by its executable file's own name") {
  CHECK(target("app").match(entry("/usr/bin/app", "app")) == Part::image);
  CHECK(target("app").match(entry("/usr/bin/app", "renamed")) == Part::image);
  CHECK_FALSE(target("app").matches(entry("/usr/bin/app2", "app2")));
  CHECK_FALSE(target("app").matches(entry("/usr/app/other", "other")));
  CHECK_FALSE(target("pp").matches(entry("/usr/bin/app", "app")));
}

TEST_CASE("a script or a link is known by its title") {
  CHECK(target("job").match(entry("/usr/bin/dash", "job")) == Part::title);
  CHECK(target("job").match(entry("", "job")) == Part::title);
}

TEST_CASE("a name longer than a title is compared in full") {
  CHECK(target(long_name).matches(entry("/opt/" + long_name, cut_name)));
  CHECK_FALSE(target(cut_name).matches(entry("/opt/" + long_name, cut_name)));
  CHECK_FALSE(target(long_name).matches(entry("/opt/wdnlongername-doctor", cut_name)));
}

TEST_CASE("a title that may be cut counts only when an argument confirms it") {
  CHECK(target(long_name).match(entry("", cut_name, "/opt/" + long_name)) == Part::title);
  CHECK_FALSE(target(long_name).matches(entry("", cut_name)));
  CHECK_FALSE(target(long_name).matches(entry("", cut_name, "wdnlongername-doctor")));
  CHECK(target(cut_name).match(entry("", cut_name, cut_name)) == Part::title);
  CHECK_FALSE(target(cut_name).matches(entry("", cut_name, long_name)));
}

TEST_CASE("an argument alone proves nothing") {
  CHECK_FALSE(target("app").matches(entry("/usr/bin/other", "other", "app")));
  CHECK_FALSE(target(long_name).matches(entry("", "fifteen-letters", long_name)));
}

TEST_CASE("names are taken literally") {
  CHECK(target("a) (b").matches(entry("/x/a) (b", "a) (b")));
  CHECK(target("two\nlines").matches(entry("/x/two\nlines", "two\nlines")));
  CHECK_FALSE(target("a.*").matches(entry("/x/abc", "abc")));
  CHECK_FALSE(target("App").matches(entry("/x/app", "app")));
}

TEST_CASE("the dead and the kernel's own match nothing") {
  Entry zombie = entry("", "app");
  zombie.kind = Entry::Kind::zombie;
  CHECK_FALSE(target("app").matches(zombie));
  Entry thread = entry("", "kthreadd");
  thread.kind = Entry::Kind::kernel;
  CHECK_FALSE(target("kthreadd").matches(thread));
}

TEST_CASE("where the system folds case and adds a suffix so does the name") {
  const Target app = target("App", windows_like);
  CHECK(app.program() == "App.exe");
  CHECK(app.matches(entry("C:\\Tools\\app.EXE", "app.EXE")));
  CHECK(target("app.exe", windows_like).program() == "app.exe");
  CHECK(target("tool.com", windows_like).name() == "tool.com");
  CHECK(target("app").program() == "app");
  CHECK(app.text() == "App");
}

TEST_CASE("what runs as app.exe is called app as well where the system adds that") {
  CHECK(is_called("app.exe", "APP", windows_like));
  CHECK(is_called("app.exe", "App.exe", windows_like));
  CHECK(is_called("web", "web", windows_like));
  CHECK_FALSE(is_called("app.com", "app", windows_like));
  CHECK_FALSE(is_called("app", "app.exe", windows_like));
  CHECK(is_called("app", "app", {}));
  CHECK_FALSE(is_called("app", "App", {}));
  CHECK_FALSE(is_called("app.exe", "app", {}));
}

TEST_CASE("a target with a path is that file alone, links resolved") {
  const test::TempDir dir;
  const std::string file = dir.file("app");
  std::ofstream(test::utf8_path(file)) << "x";
  std::error_code failure;
  std::filesystem::create_symlink(test::utf8_path(file), test::utf8_path(dir.file("link")),
                                  failure);
  const Naming& naming = system_naming();
  const std::string real = std::filesystem::canonical(test::utf8_path(file)).string();
  if (!naming.suffix.empty()) return;  // The file above has no suffix: covered elsewhere.
  CHECK(target(file, naming).match(entry(real, "app")) == Part::path);
  CHECK(target(dir.file("link"), naming).match(entry(real, "app")) == Part::path);
  CHECK(target(dir.file("./no/../app"), naming).matches(entry(real, "app")));
  CHECK_FALSE(target(file, naming).matches(entry("/elsewhere/app", "app")));
  CHECK_FALSE(target(file, naming).matches(entry("", "app")));
}

TEST_CASE("a target whose file is gone still means that path") {
  const test::TempDir dir;
  if (!system_naming().suffix.empty()) return;
  const std::string real = std::filesystem::canonical(dir.path()).string() + "/gone";
  CHECK(target(dir.file("gone"), system_naming()).matches(entry(real, "gone")));
}

TEST_CASE("what cannot be a program's name is refused with the reason") {
  const auto code = [](std::string_view text) {
    const auto parsed = Target::parse(text, linux_like);
    return parsed ? std::error_code() : parsed.error().code;
  };
  CHECK(code("") == std::errc::invalid_argument);
  CHECK(code(std::string_view("a\0b", 3)) == std::errc::invalid_argument);
  CHECK(code("dir/") == std::errc::is_a_directory);
  CHECK(code("..") == std::errc::is_a_directory);
  CHECK(code("dir/.") == std::errc::is_a_directory);
  CHECK(code(std::string(256, 'a')) == std::errc::filename_too_long);
  CHECK(code(std::string(255, 'a')) == std::error_code());
}

TEST_CASE("what matches may match by its image and title alone") {
  const std::string name =
      GENERATE("app", "a", "wdnlongername-d", "wdnlongername-daemon", "/x/app");
  const Target meant = target(name);
  const std::vector<std::string> names = {"app", "a", cut_name, long_name, "other", ""};
  for (const std::string& image : names) {
    for (const std::string& title : names) {
      for (const std::string& argument : names) {
        const Entry row = entry(image.empty() ? "" : "/x/" + image, title.substr(0, 15), argument);
        const Entry glimpse = entry(row.image, row.title);
        if (meant.matches(row)) CHECK(meant.may_match(glimpse));
      }
    }
  }
  CHECK_FALSE(meant.may_match(entry("/x/other", "other")));
}
