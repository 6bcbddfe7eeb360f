// SPDX-License-Identifier: MIT
#include "watchdog/process/spawn.hpp"

#include <windows.h>

#include <algorithm>
#include <fstream>

#include "support/catch.hpp"
#include "support/contains.hpp"
#include "support/victim.hpp"
#include "watchdog/base/wide.win32.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

using Lines = std::vector<std::string>;

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(utf8_path(path), std::ios::binary) << text;
}

/// PATH with one folder more, for the time of a test.
class WithPath {
 public:
  explicit WithPath(const std::string& folder) : before_(32'768, L'\0') {
    before_.resize(::GetEnvironmentVariableW(L"PATH", before_.data(), 32'768));
    ::SetEnvironmentVariableW(L"PATH", (before_ + L";;\"" + wide(folder) + L"\"").c_str());
  }
  WithPath(const WithPath&) = delete;
  WithPath& operator=(const WithPath&) = delete;
  ~WithPath() { ::SetEnvironmentVariableW(L"PATH", before_.c_str()); }

 private:
  std::wstring before_;
};

}  // namespace

TEST_CASE("exit codes have 32 bits") {
  const Victim victim;
  for (const char* code : {"0x103", "0xC0000005", "0xFFFFFFFF", "0x100", "0x80000000"}) {
    const auto value = static_cast<std::uint32_t>(std::stoul(code, nullptr, 0));
    CHECK(run_to_end(victim.command({std::string("exit=") + code})) == Exit::code(value));
  }
}

TEST_CASE("a crash is told by its status") {
  const Victim victim;
  CHECK(run_to_end(victim.command({"crash"})) == Exit::code(0xC0000005));
}

TEST_CASE("umlauts and more pass in every text") {
  const Victim victim(unique_name("wd prüfling 漢字 "));
  const TempDir parent;
  const std::string folder = parent.file("ein Ördner 😀");
  std::filesystem::create_directory(utf8_path(folder));
  Command command = victim.printing({"directory", "env=WD_GRÜSSE", "args", "ÄÖ 漢字 😀"});
  command.directory = folder;
  command.extra_environment = {"WD_GRÜSSE=schöne €"};
  REQUIRE(run_to_end(command).success());
  const Lines out = victim.output();
  REQUIRE(out.size() == 3);
  CHECK(std::filesystem::equivalent(utf8_path(out[0]), utf8_path(folder)));
  CHECK(out[1] == "schöne €");
  CHECK(out[2] == "ÄÖ 漢字 😀");
}

TEST_CASE("names of variables differ by more than case") {
  const Victim victim;
  Command command = victim.printing({"env=WD_MIXED", "env=wd_mixed"});
  command.extra_environment = {"Wd_Mixed=first", "wD_mIXED=second"};
  REQUIRE(run_to_end(command).success());
  CHECK(victim.output() == Lines{"second", "second"});
}

TEST_CASE("a given environment is all there is but for SystemRoot") {
  const Victim victim;
  Command command = victim.printing({"env=WD_ONLY", "env=PATH", "env=SYSTEMROOT"});
  command.environment = Lines{"WD_ONLY=1"};
  REQUIRE(run_to_end(command).success());
  const Lines out = victim.output();
  REQUIRE(out.size() == 3);
  CHECK(out[0] == "1");
  CHECK(out[1] == "(none)");
  CHECK(out[2] != "(none)");
}

TEST_CASE("an inheritable handle that is no stream stays here") {
  const Victim victim;
  SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
  const UniqueHandle event(::CreateEventW(&inheritable, TRUE, FALSE, nullptr));
  REQUIRE(event);
  REQUIRE(run_to_end(victim.printing({"handles"})).success());
  CHECK(victim.output() == Lines{"none"});
}

TEST_CASE("a text with a NUL is refused rather than cut") {
  const Victim victim;
  using namespace std::string_literals;
  CHECK_FALSE(spawn(victim.command({"print=a\0b"s})));
  Command command = victim.command({});
  command.extra_environment = {"A=b\0C=d"s};
  CHECK_FALSE(spawn(command));
}

TEST_CASE("a batch file gets its arguments and none becomes a command") {
  const TempDir dir;
  const std::string script = dir.file("wd ärgs.bat");
  write_file(script,
             "@echo off\r\n:next\r\nif \"%~1\"==\"\" exit /b 7\r\necho [%~1]\r\nshift\r\n"
             "goto next\r\n");
  Command command;
  command.program = script;
  command.arguments = {"one", "two words", "a=b;c"};
  command.output = Stream::to_file(dir.file("out"));
  CHECK(run_to_end(command) == Exit::code(7));
  CHECK(read_file(dir.file("out")) == "[one]\r\n[two words]\r\n[a=b;c]\r\n");

  command.arguments = {"\"&echo owned>" + dir.file("owned")};
  const Result<Child> refused = spawn(command);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == std::errc::invalid_argument);
}

TEST_CASE("programs are found in PATH with the system's suffixes") {
  const TempDir dir;
  const std::string name = unique_name("wdfind");
  const WithPath path(dir.path().string());
  CHECK(find_program(name).error().code == std::errc::no_such_file_or_directory);
  const auto found = [&] {
    const Result<std::string> file = find_program(name);
    return file ? utf8_path(*file).filename().string() : file.error().message();
  };
  for (const char* suffix : {".cmd", ".bat", ".exe", ".com"}) {  // Each goes before the last.
    write_file(dir.file(name + suffix), "");
    CHECK(found() == name + suffix);
  }
  CHECK(find_program(name + ".CMD"));
  CHECK(find_program(dir.file(name)));
}

TEST_CASE("a program in the current folder is not found by its name alone") {
  const TempDir dir;
  const std::string name = unique_name("wdhere");
  write_file(dir.file(name + ".exe"), "");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  const Result<std::string> bare = find_program(name);
  const bool with_place = find_program(".\\" + name).has_value();
  std::filesystem::current_path(before);
  REQUIRE_FALSE(bare);
  CHECK(contains(bare.error().message(), "write .\\" + name));
  CHECK(with_place);
}

TEST_CASE("a file that is no program is an error that says so") {
  const TempDir dir;
  Command command;
  command.program = dir.file("wdnotes.exe");
  write_file(command.program, "dear diary");
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK(child.error().code == std::errc::executable_format_error);
  CHECK(contains(child.error().message(), "; Windows error 193"));
}

TEST_CASE("a script that is no program is told with what runs it") {
  const TempDir dir;
  Command command;
  command.program = dir.file("wdnotes.ps1");
  write_file(command.program, "exit 3");
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK(contains(child.error().message(), "193: it is a script: powershell -File "));
}

TEST_CASE("an error of the system's own goes with its number") {
  const std::error_code code(ERROR_LOCK_VIOLATION, std::system_category());
  CHECK(reason(code).ends_with(" (Windows error 33)"));
  CHECK(contains(Error{code, "open", "a", "close it"}.message(), "(Windows error 33); close it"));
}

TEST_CASE("a stream that can't be opened is named") {
  const Victim victim;
  Command command = victim.command({});
  command.output = Stream::to_file(victim.file("no\\folder\\out"));
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK(child.error().message().find("cannot open the output '") == 0);
}
