// SPDX-License-Identifier: MIT
#include <windows.h>

#include <array>

#include "system.win32.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {
namespace {

constexpr std::string_view separators = "/\\:";  // "c:app" names a place, too.

Error failure(std::errc code, const std::string& program, std::string advice) {
  return {std::make_error_code(code), "start", program, std::move(advice)};
}

DWORD attributes(const std::string& path) { return ::GetFileAttributesW(wide(path).c_str()); }

bool is_directory(const std::string& path) {
  const DWORD found = attributes(path);
  return found != INVALID_FILE_ATTRIBUTES && (found & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

bool is_file(const std::string& path) {
  const DWORD found = attributes(path);
  return found != INVALID_FILE_ATTRIBUTES && (found & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

/// The file `path` stands for: itself when it has an extension, otherwise with the first suffix
/// there is, in the order of the system's PATHEXT; itself as the last resort. Empty: none.
std::string complete(const std::string& path) {
  const bool extension = base_name(path, separators).find('.') != std::string_view::npos;
  if (extension && is_file(path)) return path;
  for (const char* suffix : {".com", ".exe", ".bat", ".cmd"}) {
    if (std::string file = path + suffix; is_file(file)) return file;
  }
  return is_file(path) ? path : std::string();
}

std::string path_variable() {
  std::wstring value(::GetEnvironmentVariableW(L"PATH", nullptr, 0), L'\0');
  value.resize(::GetEnvironmentVariableW(L"PATH", value.data(), static_cast<DWORD>(value.size())));
  return narrow(value);
}

/// Cuts the first folder off `list`. Folders may stand in quotes.
std::string next_folder(std::string_view& list) {
  const std::size_t end = std::min(list.find(';'), list.size());
  std::string folder(list.substr(0, end));
  list.remove_prefix(std::min(end + 1, list.size()));
  std::erase(folder, '"');
  return folder;
}

/// Through PATH alone, not the current folder first as CreateProcessW would: what lies there is
/// not what the user meant.
std::string search(const std::string& program) {
  const std::string folders = path_variable();
  for (std::string_view rest = folders; !rest.empty();) {
    const std::string folder = next_folder(rest);
    if (folder.empty()) continue;
    if (std::string file = complete(folder + '\\' + program); !file.empty()) return file;
  }
  return {};
}

std::string not_found_advice(const std::string& program) {
  const std::string here = ".\\" + program;
  if (complete(here).empty()) return "looked in PATH: give a path";
  return "it is in this folder, which is not searched: write " + here;
}

}  // namespace

Result<std::string> find_program(const std::string& program) {
  using std::errc;
  if (program.empty())
    return failure(errc::no_such_file_or_directory, program, "give the name of a program");
  if (program.find('\0') != std::string::npos)
    return failure(errc::no_such_file_or_directory, program, "a name holds no NUL");
  const bool place = program.find_first_of(separators) != std::string::npos;
  std::string file = place ? complete(program) : search(program);
  if (!file.empty()) return file;
  if (place && is_directory(program))
    return failure(errc::is_a_directory, program, "give the program in it");
  return failure(errc::no_such_file_or_directory, program,
                 place ? "check the path" : not_found_advice(program));
}

}  // namespace watchdog::process
