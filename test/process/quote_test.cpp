// SPDX-License-Identifier: MIT
#include "quote.hpp"

#include <random>

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::process;

namespace {

using Words = std::vector<std::string>;

/// What the C run time of Windows makes of a command line, after its documentation ("Parsing C
/// command-line arguments"). Written from that, not from what is tested here.
class Parser {
 public:
  explicit Parser(std::string_view line) : rest_(line) {}

  Words words() {
    Words result{first()};
    while (skip_blanks()) result.push_back(next());
    return result;
  }

 private:
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    return !rest_.empty();
  }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  /// The program: quotes toggle, backslashes are plain.
  std::string first() {
    std::string word;
    for (bool quoted = false; !rest_.empty() && (quoted || !(at(' ') || at('\t')));) {
      if (const char c = take(); c == '"') {
        quoted = !quoted;
      } else {
        word += c;
      }
    }
    return word;
  }

  std::string next() {
    std::string word;
    for (bool quoted = false; !rest_.empty() && (quoted || !(at(' ') || at('\t')));) {
      std::size_t backslashes = 0;
      while (at('\\')) backslashes += take() == '\\';
      if (!at('"')) {
        word.append(backslashes, '\\');
        if (backslashes == 0) word += take();
        continue;
      }
      word.append(backslashes / 2, '\\');
      take();
      if (backslashes % 2 == 1) {
        word += '"';
      } else if (quoted && at('"')) {
        word += take();  // Two quotes within quotes: one of them.
      } else {
        quoted = !quoted;
      }
    }
    return word;
  }

  std::string_view rest_;
};

Words round_trip(const std::string& program, const Words& arguments) {
  const Result<std::string> line = command_line(program, arguments);
  REQUIRE(line);
  Words words = Parser(*line).words();
  CHECK(words.front() == program);
  words.erase(words.begin());
  return words;
}

std::error_code batch_error(const std::string& argument) {
  const Result<std::string> line = batch_command_line("cmd.exe", "a.bat", {argument});
  return line ? std::error_code() : line.error().code;
}

}  // namespace

TEST_CASE("arguments are quoted where they need it and only there") {
  CHECK(quote_argument("plain") == "plain");
  CHECK(quote_argument("back\\slash\\") == "back\\slash\\");
  CHECK(quote_argument("") == "\"\"");
  CHECK(quote_argument("two words") == "\"two words\"");
  CHECK(quote_argument("end\\ \\") == "\"end\\ \\\\\"");
  CHECK(quote_argument("a\"b") == "\"a\\\"b\"");
  CHECK(quote_argument("a\\\\\"b") == "\"a\\\\\\\\\\\"b\"");
}

TEST_CASE("nasty arguments come back from a command line as they were") {
  const Words nasty{"plain", "with space", "",         "quo\"te",   "back\\slash", "trail\\",
                    "t s\\", "\\\"",       "\"",       "a\\\\\"b",  "\\\\\\\\",    "café 漢字 😀",
                    "*",     "%PATH%",     "^&|<>",    "tab\there", "new\nline",   "\"\"\"",
                    " ",     "--",         "\\ \\\"\\"};
  CHECK(round_trip("C:\\Program Files\\app.exe", nasty) == nasty);
  CHECK(round_trip("C:\\dir\\", {"x"}) == Words{"x"});
}

TEST_CASE("any mixture of quotes and backslashes and blanks comes back") {
  std::mt19937 random(20'250'101);
  const std::string_view alphabet = "\\\\\\\"\" \ta";
  for (int round = 0; round < 20'000; ++round) {
    Words words(random() % 4);
    for (std::string& word : words) {
      for (auto left = random() % 9; left > 0; --left) word += alphabet[random() % alphabet.size()];
    }
    if (round_trip("p", words) != words) FAIL(*command_line("p", words));
  }
}

TEST_CASE("a program name with a quote is refused") {
  const Result<std::string> line = command_line("a\" \"b", {});
  REQUIRE_FALSE(line);
  CHECK(line.error().code == std::errc::invalid_argument);
}

TEST_CASE("batch files are known whatever their name ends with") {
  CHECK(is_batch_file("C:\\x\\a.bat"));
  CHECK(is_batch_file("a.CMD"));
  CHECK(is_batch_file("a.bat . ."));
  CHECK_FALSE(is_batch_file("a.exe"));
  CHECK_FALSE(is_batch_file("bat"));
  CHECK_FALSE(is_batch_file(""));
  CHECK_FALSE(is_batch_file("a.bat\\b.exe"));
}

TEST_CASE("what a batch file can be given safely is quoted whole") {
  const Result<std::string> line =
      batch_command_line("C:\\cmd.exe", "D:\\a b.bat", {"x", "a & b", "", "^|<>()!", "dir\\"});
  REQUIRE(line);
  CHECK(*line ==
        "\"C:\\cmd.exe\" /d /e:on /v:off /s /c \"\"D:\\a b.bat\" \"x\" \"a & b\" \"\" \"^|<>()!\" "
        "\"dir\\\\\"\"");
}

TEST_CASE("what a batch file could turn into a command is refused") {
  CHECK(batch_error("fine") == std::error_code());
  CHECK(batch_error("\"&calc.exe") == std::errc::invalid_argument);
  CHECK(batch_error("%CMDCMDLINE:~-1%&calc.exe") == std::errc::invalid_argument);
  CHECK(batch_error("a\ncalc.exe") == std::errc::invalid_argument);
  CHECK(batch_error("a\rb") == std::errc::invalid_argument);
  CHECK_FALSE(batch_command_line("cmd.exe", "100%.bat", {}));
}
