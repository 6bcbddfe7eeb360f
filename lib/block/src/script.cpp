// SPDX-License-Identifier: MIT
#include "watchdog/block/script.hpp"

#include <algorithm>
#include <span>

#include "watchdog/base/text.hpp"

namespace watchdog::block {
namespace {

using Words = std::span<const std::string_view>;

/// How a family of interpreters takes its script.
struct Interpreter {
  Words names;
  Words with_value;  ///< Options that the next word belongs to.
  Words script;      ///< Options whose next word is the script.
  Words text;        ///< Options whose next word is the program itself.
};

bool has(Words words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::string_view shells[] = {"sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish"};
constexpr std::string_view shell_values[] = {"-o", "+o", "-O", "+O", "--rcfile", "--init-file"};
constexpr std::string_view shell_text[] = {"-c",  "-lc",  "-ic",  "-ec",
                                           "-xc", "-lic", "-ilc", "-exc"};
constexpr std::string_view pythons[] = {"python", "pythonw", "pypy"};
constexpr std::string_view python_values[] = {"-W", "-X", "--check-hash-based-pycs"};
constexpr std::string_view python_script[] = {"-m"};
constexpr std::string_view dash_c[] = {"-c"};
constexpr std::string_view perls[] = {"perl"};
constexpr std::string_view perl_values[] = {"-I"};
constexpr std::string_view perl_text[] = {"-e", "-E"};
constexpr std::string_view rubies[] = {"ruby"};
constexpr std::string_view ruby_values[] = {"-I", "-r", "-C"};
constexpr std::string_view dash_e[] = {"-e"};
constexpr std::string_view nodes[] = {"node", "nodejs", "bun", "deno"};
constexpr std::string_view node_values[] = {"-r",       "--require",    "--import",
                                            "--loader", "--conditions", "-C"};
constexpr std::string_view node_text[] = {"-e", "--eval", "-p", "--print"};
constexpr std::string_view javas[] = {"java", "javaw"};
constexpr std::string_view java_values[] = {"-cp", "-classpath",    "--class-path",
                                            "-p",  "--module-path", "--add-modules"};
constexpr std::string_view java_script[] = {"-jar", "-m", "--module"};
constexpr std::string_view phps[] = {"php"};
constexpr std::string_view php_values[] = {"-c", "-d", "-z"};
constexpr std::string_view php_script[] = {"-f", "--file"};
constexpr std::string_view php_text[] = {"-r", "--run"};
constexpr std::string_view luas[] = {"lua", "luajit"};
constexpr std::string_view lua_values[] = {"-l"};
constexpr std::string_view powershells[] = {"pwsh", "powershell"};
constexpr std::string_view powershell_values[] = {"-executionpolicy", "-ep", "-workingdirectory"};
constexpr std::string_view powershell_script[] = {"-file", "-f"};
constexpr std::string_view powershell_text[] = {"-command", "-c", "-encodedcommand", "-e"};
constexpr std::string_view others[] = {"tclsh", "wish", "expect", "rscript", "mono", "dotnet"};

constexpr Interpreter interpreters[] = {
    {shells, shell_values, {}, shell_text},
    {pythons, python_values, python_script, dash_c},
    {perls, perl_values, {}, perl_text},
    {rubies, ruby_values, {}, dash_e},
    {nodes, node_values, {}, node_text},
    {javas, java_values, java_script, {}},
    {phps, php_values, php_script, php_text},
    {luas, lua_values, {}, dash_e},
    {powershells, powershell_values, powershell_script, powershell_text},
    {others, {}, {}, {}}};

/// "Python3.11.exe" is python.
std::string family(std::string_view program) {
  std::string name = lower_ascii(program);
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  name.resize(name.find_last_not_of("0123456789.-") + 1);
  return name;
}

const Interpreter* interpreter(std::string_view program) {
  const std::string name = family(program);
  const auto* const found =
      std::find_if(std::begin(interpreters), std::end(interpreters),
                   [&](const Interpreter& one) { return has(one.names, name); });
  return found == std::end(interpreters) ? nullptr : found;
}

}  // namespace

const process::Naming& script_naming() noexcept {
  static const process::Naming naming = [] {
    process::Naming here = process::system_naming();
    here.suffix = {};
    return here;
  }();
  return naming;
}

std::string_view script_of(std::string_view program, const std::vector<std::string>& words) {
  const Interpreter* takes = interpreter(program);
  for (std::size_t i = 1; takes && i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool folds = takes->names.data() == powershells;
    const std::string option = folds ? lower_ascii(word) : word;
    const bool last = i + 1 == words.size();
    if (has(takes->text, option)) return {};
    if (has(takes->script, option)) return last ? std::string_view() : words[i + 1];
    if (has(takes->with_value, option)) {
      ++i;
    } else if (word == "--") {
      return last ? std::string_view() : words[i + 1];
    } else if (word.size() > 1 && (word.front() == '-' || word.front() == '+')) {
      continue;
    } else {
      return word == "-" ? std::string_view() : word;
    }
  }
  return {};
}

}  // namespace watchdog::block
