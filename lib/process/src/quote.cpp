// SPDX-License-Identifier: MIT
#include "quote.hpp"

#include "watchdog/base/text.hpp"

namespace watchdog::process {
namespace {

Error unsafe(std::string_view subject, std::string advice) {
  return {std::make_error_code(std::errc::invalid_argument), "pass", std::string(subject),
          std::move(advice)};
}

std::size_t trailing_backslashes(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\\');
  return text.size() - (last == std::string_view::npos ? 0 : last + 1);
}

/// In quotes, with the backslashes at its end doubled: they would disarm the closing quote.
std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + std::string(trailing_backslashes(text), '\\') + '"';
}

}  // namespace

std::string quote_argument(std::string_view argument) {
  const bool plain = argument.find_first_of(" \t\n\v\"") == std::string_view::npos;
  if (plain && !argument.empty()) return std::string(argument);
  std::string escaped;
  for (const char c : argument) {
    if (c == '"') escaped.append(trailing_backslashes(escaped) + 1, '\\');
    escaped += c;
  }
  return in_quotes(escaped);
}

Result<std::string> command_line(std::string_view program,
                                 const std::vector<std::string>& arguments) {
  if (program.find('"') != std::string_view::npos)
    return unsafe(program, "a program's name holds no quotes");
  // The first word has a rule of its own: quotes delimit it, backslashes are always literal.
  std::string line = '"' + std::string(program) + '"';
  for (const std::string& argument : arguments) line += ' ' + quote_argument(argument);
  return line;
}

bool is_batch_file(std::string_view path) {
  // The system drops dots and spaces at the end of a name before it looks at the rest.
  const std::size_t last = path.find_last_not_of(". ");
  const std::string name = lower_ascii(path.substr(0, last + 1));
  return name.ends_with(".bat") || name.ends_with(".cmd");
}

Result<std::string> batch_command_line(std::string_view interpreter, std::string_view script,
                                       const std::vector<std::string>& arguments) {
  Result<std::string> line = command_line(interpreter, {});
  if (!line) return line;
  if (script.find_first_of("\"%\r\n") != std::string_view::npos)
    return unsafe(script, "cmd.exe would not take this file's name literally");
  // No AutoRun commands, no !variables!; the outermost quotes are the ones /s strips.
  *line += " /d /e:on /v:off /s /c \"\"" + std::string(script) + '"';
  for (const std::string& argument : arguments) {
    if (argument.find_first_of("\"%\r\n") != std::string::npos)
      return unsafe(argument, "a batch file can't be given quotes, per cent signs or line breaks");
    *line += ' ' + in_quotes(argument);
  }
  return *line + '"';
}

}  // namespace watchdog::process
