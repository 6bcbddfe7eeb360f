// SPDX-License-Identifier: MIT
#include "config/config.hpp"

#include <fmt/format.h>

#include <random>
#include <set>

#include "app/program.hpp"
#include "commands/policy_options.hpp"
#include "config/keys.hpp"
#include "exit_code.hpp"
#include "watchdog/process/words.hpp"

using namespace watchdog;
using namespace watchdog::app;
using namespace watchdog::test;
using config::Config;
using config::Flaw;
using config::Program;
using config::read_config;
using Words = std::vector<std::string>;

namespace {

/// Absolute here.
std::string folder() { return utf8_text(std::filesystem::temp_directory_path().parent_path()); }

std::string below_folder(const std::string& name) {
  return utf8_text((utf8_path(folder()) / utf8_path(name)));
}

/// The flaws as a user sees them, without the file's name: "7:1: there is no key ...".
Words flaws_of(const std::string& text) {
  Words lines;
  for (const Flaw& flaw : read_config(text, folder()).flaws)
    lines.push_back(fmt::format("{}:{}: {}", flaw.place.line, flaw.place.column, flaw.text));
  return lines;
}

/// The flaw of a program whose second line is `line`, without the place.
std::string flaw_of(const std::string& line, const std::string& start = "3:") {
  const Words flaws = flaws_of("[program.app]\ncommand = ['app', 'x']\n" + line + "\n");
  INFO(line);
  REQUIRE(flaws.size() == 1);
  CHECK(flaws[0].rfind(start, 0) == 0);
  return flaws[0].substr(flaws[0].find(": ") + 2);
}

std::vector<Program> programs_of(const std::string& text) {
  Config config = read_config(text, folder());
  for (const Flaw& flaw : config.flaws) FAIL_CHECK(flaw.text);
  return std::move(config.programs);
}

Settings settings_of(const std::string& keys) {
  const std::vector<Program> programs = programs_of("[program.app]\ncommand = 'app'\n" + keys);
  REQUIRE(programs.size() == 1);
  return programs[0].settings;
}

constexpr const char* whole_file = R"(# Everything at once.
[defaults]
restart = "on-failure"
environment = { LEVEL = 3, PLACE = "here" }
grace = "2s"

[program.web]
command = "./web --port 80 --name 'two words'"
directory = "data"
environment.LEVEL = "4"
instances = 2
stop = ["TERM:5s", "INT:250ms", "KILL"]
restart_on = [3, "100-110", "TERM"]
stop_on = "success"
delay = 0.5
factor = 3
max_delay = "1m"
jitter = 0
healthy_after = 20
give_up_after = 5
within = "1h"
at_limit = "slow-down"

[program.db]
command = ["db", "a b", ""]
enabled = false
adopt = "newest"

[program."Zwei Wörter"]
command = "app"
)";

}  // namespace

TEST_CASE("a file describes programs in its order with the defaults of all") {
  const std::vector<Program> programs = programs_of(whole_file);
  REQUIRE(programs.size() == 4);
  CHECK(programs[0].name == "web-1");
  CHECK(programs[1].name == "web-2");
  CHECK(programs[1].table == "web");
  CHECK(programs[2].name == "db");
  CHECK(programs[3].name == "Zwei Wörter");
  CHECK(programs[0].place.line == 7);
  CHECK(programs[0].place.column == 10);
  for (const Program& program : programs)
    CHECK(program.settings.policy.when == keep::Policy::When::on_failure);
  CHECK_FALSE(programs[2].enabled);
  CHECK(programs[3].enabled);
  CHECK(describe(programs[3].settings.ladder) == "TERM:2000ms,KILL");
}

TEST_CASE("every key of a program is taken over") {
  const Program web = programs_of(whole_file).at(1);
  CHECK(web.words == Words{below_folder("web"), "--port", "80", "--name", "two words"});
  CHECK(web.settings.directory == below_folder("data"));
  CHECK(web.settings.environment == Words{"LEVEL=3", "PLACE=here", "LEVEL=4", "WD_INSTANCE=2"});
  CHECK(describe(web.settings.ladder) == "TERM:5000ms,INT:250ms,KILL");
  const keep::Policy& policy = web.settings.policy;
  CHECK(policy.restart_on.contains(process::Exit::code(105)));
  CHECK_FALSE(policy.restart_on.contains(process::Exit::code(4)));
  CHECK(policy.stop_on.contains(process::Exit::code(0)));
  CHECK(policy.second_delay == milliseconds(500));
  CHECK(policy.factor == 3);
  CHECK(policy.longest_delay == milliseconds(60'000));
  CHECK(policy.jitter == 0);
  CHECK(policy.healthy_after == milliseconds(20'000));
  CHECK(policy.limit.count == 5);
  CHECK(policy.limit.within == milliseconds(3'600'000));
  CHECK(policy.limit.action == keep::Policy::Limit::Action::slow_down);
}

TEST_CASE("what the file does not say is as keep has it") {
  const Settings settings = settings_of("");
  CHECK(describe(settings.ladder) == describe(Settings{}.ladder));
  CHECK(settings.policy.when == keep::Policy::When::always);
  CHECK(settings.policy.limit.count == 0);
  CHECK(settings.directory.empty());
  CHECK(settings.environment.empty());
}

TEST_CASE("a program of one word is adopted and one with arguments or instances is not") {
  const auto adopt = [](const std::string& keys) {
    return programs_of("[program.a]\n" + keys).at(0).adopt;
  };
  CHECK(adopt("command = 'app'") == Adopt::only);
  CHECK(adopt("command = ['app']") == Adopt::only);
  CHECK(adopt("command = 'app x'") == Adopt::never);
  CHECK(adopt("command = 'app x'\nadopt = 'oldest'") == Adopt::oldest);
  CHECK(adopt("command = 'app'\nadopt = 'never'") == Adopt::never);
  CHECK(adopt("command = 'app'\ninstances = 1") == Adopt::never);
}

TEST_CASE("a command is split by blanks and quotes and by nothing else") {
  const auto words = [](const std::string& text) {
    const Result<Words> split = process::split_words(text);
    REQUIRE(split);
    return *split;
  };
  CHECK(words("  a \t b\n").size() == 2);
  CHECK(words("a 'b c' \"d 'e'\" ''") == Words{"a", "b c", "d 'e'", ""});
  CHECK(words("--name='b c'd") == Words{"--name=b cd"});
  CHECK(words(R"(C:\Users\x.exe a\ b $HOME *)") ==
        Words{R"(C:\Users\x.exe)", R"(a\)", "b", "$HOME", "*"});
  CHECK(words("a '|' b|c").size() == 3);
  CHECK(words("").empty());
  CHECK(contains(process::split_words("a 'b").error().message(), "the quote is left open"));
  for (const char* shell : {"a | b", "a > b", "a && b", "a 2>&1", "a &"})
    CHECK(contains(process::split_words(shell).error().message(), "needs a shell"));
}

TEST_CASE("words are joined to a line that splits into them again") {
  for (const Words& words :
       {Words{"a", "b c", ""}, Words{"it's", "a \"b\"", "x"}, Words{"plain"}}) {
    const Result<Words> split = process::split_words(process::join_words(words));
    REQUIRE(split);
    CHECK(*split == words);
  }
}

TEST_CASE("a relative path begins at the file's folder and a name does not") {
  const auto program = [](const std::string& command) {
    return programs_of("[program.a]\ncommand = ['" + command + "']").at(0).words.at(0);
  };
  CHECK(program("./app") == below_folder("app"));
  CHECK(program("bin/app") == (utf8_path(folder()) / "bin" / "app").string());
  CHECK(program("app") == "app");
  CHECK(program(below_folder("x")) == below_folder("x"));
}

TEST_CASE("an unknown key is told with its place and the one that was meant") {
  CHECK(flaws_of("[program.web]\ncommand = 'web x'\n\n  comand = 'web'\n") ==
        Words{"4:3: there is no key 'comand' in a program; did you mean 'command'?"});
  CHECK(contains(flaw_of("restart-on = 3"), "did you mean 'restart_on'?"));
  CHECK(flaw_of("xyzzyplugh = 3") == "there is no key 'xyzzyplugh' in a program");
  CHECK(contains(flaws_of("[defaults]\ngrase = 1\n[program.a]\ncommand='a'").at(0),
                 "2:1: there is no key 'grase' in the defaults; did you mean 'grace'?"));
}

TEST_CASE("an unknown table is told with the one that was meant") {
  const std::string sound = "[program.a]\ncommand = 'a'\n";
  CHECK(flaws_of(sound + "[programs.b]\n") ==
        Words{"3:2: there is no table 'programs' in a file; did you mean [program]?"});
  CHECK(contains(flaws_of(sound + "[web]\n").at(0), "3:2: "));
  CHECK(contains(flaws_of(sound + "[web]\n").at(0), "did you mean [program.web]?"));
  CHECK(flaws_of("restart = 'never'\n" + sound) ==
        Words{"1:1: there is no key 'restart' in a file; a key belongs below [program.NAME]"});
}

TEST_CASE("a value of the wrong type is told with the right one") {
  CHECK(flaw_of("enabled = 'yes'", "3:11: ") == "'enabled' takes true or false, not a string");
  CHECK(flaw_of("instances = 1.5", "3:13: ") == "'instances' takes a whole number, not a number");
  CHECK(flaw_of("factor = '2'") == "'factor' takes a number, not a string");
  CHECK(flaw_of("restart = true") == "'restart' takes a string, not true or false");
  CHECK(flaw_of("directory = 2020-01-01") == "'directory' takes a string, not a date");
  CHECK(flaw_of("grace = [1]") ==
        "'grace' takes a duration (\"5s\", or a number of seconds), not an array");
  CHECK(flaw_of("environment = 'A=1'") ==
        "'environment' takes a table (NAME = \"value\"), not a string");
  CHECK(flaw_of("environment.A = true") == "'environment.A' takes a string, not true or false");
  CHECK(flaw_of("stop_on = [3, {}]", "3:15: ") == "'stop_on' takes a string, not a table");
  CHECK(flaws_of("[program.a]\ncommand = 3\n") ==
        Words{"2:11: 'command' takes a string or an array of strings, not a whole number"});
  CHECK(flaws_of("[program.a]\ncommand = ['a',\n 3]\n") ==
        Words{"3:2: 'command' takes a string, not a whole number"});
}

TEST_CASE("a bad value is told with good ones") {
  CHECK(flaw_of("restart = 'sometimes'", "3:11: ") ==
        "'restart': 'sometimes' is none of always, on-failure, never");
  CHECK(contains(flaw_of("at_limit = 'x'\ngive_up_after = 1"), "none of give-up, slow-down"));
  CHECK(contains(flaw_of("adopt = 'all'"), "none of only, newest, oldest, never"));
  CHECK(flaw_of("delay = '5x'") == "'delay': '5x' is no duration; write 500ms, 5s, 10m, 2h or 1d");
  for (const char* bad : {"-1", "nan", "inf", "1e300", "''", "9999999999999"})
    CHECK(contains(flaw_of(fmt::format("max_delay = {}", bad)), "is no duration"));
  CHECK(flaw_of("factor = 0.5") == "'factor': 0.5 is not between 1 and 100");
  CHECK(contains(flaw_of("jitter = nan"), "not between 0 and 1"));
  CHECK(contains(flaw_of("give_up_after = 0"), "not between 1 and 1000000"));
  CHECK(contains(flaw_of("instances = 0"), "not between 1 and 1000"));
  CHECK(contains(flaw_of("restart_on = 'NOSUCH'"), "'restart_on': cannot understand the exit"));
  CHECK(contains(flaw_of("stop_on = []"), "'stop_on'"));
  CHECK(contains(flaw_of("stop = 'KILL,TERM'"), "nothing comes after KILL"));
  CHECK(contains(flaw_of("environment.'A=B' = 'x'", "3:13: "), "the name of a variable"));
  CHECK(contains(flaw_of(R"(directory = "a\u0000b")"), "a NUL character"));
}

TEST_CASE("keys that contradict one another are told") {
  CHECK(flaw_of("grace = 1\nstop = 'TERM'", "4:1: ") == "either 'grace' or 'stop', not both");
  CHECK(flaw_of("within = '1m'", "3:1: ") == "'within' says nothing without 'give_up_after'");
  CHECK(contains(flaw_of("at_limit = 'give-up'"), "without 'give_up_after'"));
  CHECK(flaw_of("instances = 2\nadopt = 'newest'", "4:1: ") ==
        "instances can't be adopted; write adopt = \"never\"");
  CHECK(flaws_of("[defaults]\ngive_up_after = 2\n[program.a]\ncommand='a'\nwithin=3").empty());
}

TEST_CASE("a program without a command is told") {
  CHECK(flaws_of("[program.web]\n") ==
        Words{"1:10: program 'web' has no command; write command = \"web --its-option\""});
  for (const char* none : {"''", "'  '", "[]", "['']", "['', 'a']"}) {
    const Words flaws = flaws_of(fmt::format("[program.web]\ncommand = {}", none));
    REQUIRE(flaws.size() == 1);
    CHECK(contains(flaws[0], "2:11: 'command': it names no program"));
  }
  CHECK(
      contains(flaws_of("[program.a]\ncommand = \"a 'b\"").at(0), "2:11: 'command': cannot split"));
  CHECK(contains(flaws_of("[defaults]\ncommand='a'\n[program.a]\ncommand='a'").at(0),
                 "2:1: a command belongs to a program"));
}

TEST_CASE("a file without any program is told") {
  const std::string none =
      "1:1: it describes no program; write [program.NAME] and below it command = \"...\"";
  CHECK(flaws_of("") == Words{none});
  CHECK(flaws_of("# nothing\n[defaults]\n[program]\n") == Words{none});
  CHECK(contains(flaws_of("program = 3").at(0), "'program' is a table of programs"));
  CHECK(contains(flaws_of("[[program]]\nname = 'a'").at(0), "'program' is a table of programs"));
  CHECK(contains(flaws_of("program.web = 'web'").at(0), "'web' is no program"));
  CHECK(contains(flaws_of("defaults = 1\n[program.a]\ncommand = 'a'").at(0), "write [defaults]"));
}

TEST_CASE("a name that another program or an instance has is told") {
  CHECK(flaws_of("[program.web]\ncommand='a x'\ninstances=2\n[program.web-2]\ncommand='b x'") ==
        Words{"4:10: 'web-2' is the name of a program in line 1 too; rename one"});
  CHECK(contains(flaws_of("[program.a]\ncommand='a x'\n[program.a]\ncommand='b x'").at(0),
                 "3:1: this is no TOML: "));
  for (const char* bad : {R"("")", R"("a/b")", R"("a\\b")", R"("a\nb")"})
    CHECK(contains(flaws_of(fmt::format("[program.{}]\ncommand = 'a x'", bad)).at(0),
                   "can't be a program's name"));
}

TEST_CASE("two programs that would adopt the same process are told") {
  CHECK(flaws_of("[program.a]\ncommand='app'\n[program.b]\ncommand='app'") ==
        Words{"3:10: 'a' and 'b' would adopt the same process; write adopt = \"never\" in one of "
              "them"});
  CHECK(flaws_of("[program.a]\ncommand='app'\n[program.b]\ncommand='app'\nadopt='never'").empty());
}

TEST_CASE("text that is no TOML is told with its place") {
  CHECK(contains(flaws_of("[program.a]\ncommand 'a'\n").at(0), "2:9: this is no TOML: "));
  CHECK(contains(flaws_of("a = 1\na = 2\n").at(0), "2:5: this is no TOML: "));
  CHECK(contains(flaws_of("[program.a]\ncommand = \"a\n").at(0), "2:13: this is no TOML: "));
  CHECK(contains(flaws_of("\xFF\xFE[\0").at(0), "this is no TOML: "));
}

TEST_CASE("a path of Windows in double quotes is told with the quotes it needs") {
  const auto told = [](const std::string& line) {
    const Words flaws = flaws_of("[program.a]\ncommand = 'app'\n" + line + "\n");
    INFO(line);
    REQUIRE(flaws.size() == 1);
    CHECK(contains(flaws[0], "write paths in single quotes"));
    return flaws[0];
  };
  CHECK(contains(told(R"(directory = "C:\Users\me")"), "3:"));
  CHECK(contains(told(R"(directory = "C:\apps")"), "3:"));
  CHECK(contains(told(R"(directory = "C:\temp")"), "3:13: 'directory'"));
  CHECK(contains(told(R"(log = "C:\new.log")"), "3:7: 'log'"));
  CHECK(contains(flaws_of(R"([program.a]
command = "C:\bin\foo.exe --port 80")")
                     .at(0),
                 "2:11: 'command': in double quotes"));
  CHECK(contains(flaws_of(R"([program.a]
command = "C:\tools\new.exe --port 80")")
                     .at(0),
                 "2:11: 'command': in double quotes"));
  CHECK(flaws_of("[program.a]\ncommand = 'app'\ndirectory = 'C:\\temp'\n").empty());
  CHECK(flaws_of("[program.a]\ncommand = ['sh', '-c', \"a\\tb\\n\"]\n").empty());
  CHECK_FALSE(contains(flaws_of("[program.a]\ncommand 'a'\n").at(0), "single quotes"));
}

TEST_CASE("text in UTF-16 is told as such") {
  using namespace std::string_literals;
  CHECK(contains(flaws_of("\xFF\xFE[\0p\0"s).at(0), "save it as UTF-8"));
  CHECK(contains(flaws_of("\xFE\xFF\0[\0p"s).at(0), "save it as UTF-8"));
}

TEST_CASE("all flaws are told at once and in the order of the file") {
  const Words flaws = flaws_of(
      "[program.b]\nrestart = 1\ndelay = 'x'\n[program.a]\ncomand = 'a'\n[defaults]\nfactor = 0\n");
  REQUIRE(flaws.size() == 6);
  CHECK(contains(flaws[0], "1:10: program 'b' has no command"));
  CHECK(contains(flaws[1], "2:11: "));
  CHECK(contains(flaws[2], "3:9: "));
  CHECK(contains(flaws[3], "4:10: program 'a' has no command"));
  CHECK(contains(flaws[4], "5:1: "));
  CHECK(contains(flaws[5], "7:10: "));
}

TEST_CASE("columns count characters and not bytes") {
  CHECK(flaws_of("program.'ü ö' = { command = 'a b', x = 1 }") ==
        Words{"1:36: there is no key 'x' in a program"});
}

TEST_CASE("a file that can't be read is told") {
  const TempDir dir;
  const auto reason = [](const std::string& path) {
    const Config config = config::load_config(path);
    REQUIRE(config.flaws.size() == 1);
    CHECK(config.flaws[0].place.line == 0);
    return config.flaws[0].text;
  };
  CHECK(contains(reason(dir.file("absent.toml")), "cannot read the file"));
  CHECK(contains(reason(dir.file("")), "name a file in it"));
  std::ofstream(utf8_path(dir.file("large"))) << std::string(17UL << 20U, '#');
  CHECK(contains(reason(dir.file("large")), "is it the right one?"));
}

TEST_CASE("a thousand programs are read in a moment") {
  std::string text = "[defaults]\ngrace = 1\n";
  for (int i = 0; i < 1'000; ++i)
    text +=
        fmt::format("[program.app{}]\ncommand = 'app{} x'\nenvironment = {{ A = {} }}\n", i, i, i);
  const Time begin = Clock::now();
  CHECK(programs_of(text).size() == 1'000);
  CHECK(Clock::now() - begin < milliseconds(5'000));
}

TEST_CASE("keys and values nested without end are refused and harm nothing") {
  const auto nested = [](const std::string& piece, const std::string& end) {
    std::string text = "[program.a]\nx = ";
    if (piece == "a.") text = "[program.a]\n";
    for (int i = 0; i < 1'000'000; ++i) text += piece;
    return flaws_of(text + end);
  };
  CHECK(contains(nested("a.", "a = 1").at(0), "2:1: a key here has more than 200 parts"));
  CHECK(contains(nested("[", "").at(0), "2:"));
  CHECK(contains(nested("{a=", "").at(0), "2:"));
}

TEST_CASE("a file changed at random is read or refused") {
  const std::string pieces = "[]{}=.,\"'#\n\\ \t019-+_aeinux:\xC3\xFF";
  for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
    std::minstd_rand random(seed + 1);
    const auto below = [&](std::size_t end) { return random() % end; };
    std::string text = whole_file;
    for (std::size_t change = 1 + below(8); change > 0; --change) {
      const std::size_t at = below(text.size());
      const std::size_t length = std::min<std::size_t>(below(20), text.size() - at);
      const std::string part = text.substr(below(text.size()), below(40));
      if (below(4) == 0) text.erase(at, length);
      if (below(4) == 0) text.insert(at, part);
      if (text.empty()) text = "x";
      text[below(text.size())] = pieces[below(pieces.size())];
    }
    CAPTURE(seed);
    const Config config = read_config(text, folder());
    for (const Flaw& flaw : config.flaws) REQUIRE_FALSE(flaw.text.empty());
    for (const Program& program : config.programs)
      REQUIRE((!program.words.empty() || !config.flaws.empty()));
  }
}

TEST_CASE("the page about files has every key and its examples are in order") {
  const std::string page = read_file(configuration_page);
  REQUIRE_FALSE(page.empty());
  for (const config::Key& key : config::program_keys())
    CHECK(contains(page, fmt::format("`{}`", key.name)));
  std::size_t examples = 0;
  for (std::size_t at = page.find("```toml\n"); at != std::string::npos;
       at = page.find("```toml\n", at + 1), ++examples) {
    const std::size_t begin = at + 8;
    CHECK(flaws_of(page.substr(begin, page.find("```\n", begin) - begin)).empty());
  }
  CHECK(examples >= 2);
}
