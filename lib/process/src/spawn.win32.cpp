// SPDX-License-Identifier: MIT
#include "watchdog/process/spawn.hpp"

#include <fmt/format.h>
#include <windows.h>

#include <algorithm>

#include "attributes.win32.hpp"
#include "console.win32.hpp"
#include "environment_block.win32.hpp"
#include "job.win32.hpp"
#include "quote.hpp"
#include "streams.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

/// What CreateProcessW wants for a program: its file, and the one text it takes apart.
struct Image {
  std::string file;
  std::string line;
};

/// The system ends a text at its first NUL, and what is cut off could make another sense of it.
Result<void> check_text(const Command& command) {
  const auto cut = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  const auto any = [&](const std::vector<std::string>& texts) {
    return std::any_of(texts.begin(), texts.end(), cut);
  };
  if (!cut(command.directory) && !any(command.arguments) && !any(command.extra_environment) &&
      !(command.environment && any(*command.environment)))
    return {};
  return Error{std::make_error_code(std::errc::invalid_argument), "start", command.program,
               "an argument, a variable or the directory holds a NUL"};
}

/// Absolute, since it is to be found from another directory; dots and spaces at the end are gone.
std::string full_path(const std::string& path) {
  const std::wstring text = wide(path);
  std::wstring full(::GetFullPathNameW(text.c_str(), 0, nullptr, nullptr), L'\0');
  full.resize(
      ::GetFullPathNameW(text.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr));
  return full.empty() ? path : narrow(full);
}

/// cmd.exe by its place: COMSPEC and PATH are anybody's to change.
std::string batch_interpreter() {
  wchar_t folder[MAX_PATH];
  const UINT size = ::GetSystemDirectoryW(folder, MAX_PATH);
  return narrow({folder, size}) + "\\cmd.exe";
}

Result<Image> image(const Command& command) {
  const Result<std::string> found = find_program(command.program);
  if (!found) return found.error();
  const std::string file = full_path(*found);
  const bool batch = is_batch_file(file);
  std::string program = batch ? batch_interpreter() : file;
  Result<std::string> line = batch ? batch_command_line(program, file, command.arguments)
                                   : command_line(program, command.arguments);
  if (!line) return std::move(line).error();
  return Image{std::move(program), *std::move(line)};
}

Result<void> check_directory(const std::string& path) {
  if (path.empty()) return {};
  const DWORD found = ::GetFileAttributesW(wide(path).c_str());
  if (found != INVALID_FILE_ATTRIBUTES && (found & FILE_ATTRIBUTE_DIRECTORY)) return {};
  const DWORD error = found == INVALID_FILE_ATTRIBUTES ? ::GetLastError() : ERROR_DIRECTORY;
  return Error{portable_code(error), "change to directory", path, ""};
}

/// A program that writes to our console shares it, in a group that a Ctrl-Break reaches alone. Any
/// other gets a console of its own without a window: a Ctrl-C there reaches it and nobody else,
/// and a Ctrl-C on ours doesn't reach it.
DWORD console_flags(const Streams& streams) {
  const bool shared = std::any_of(streams.begin(), streams.end(), [](const UniqueHandle& stream) {
    return is_console(stream.get());
  });
  return shared ? CREATE_NEW_PROCESS_GROUP : CREATE_NO_WINDOW;
}

STARTUPINFOEXW startup_info(const Streams& streams, const Attributes& attributes) {
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof startup;
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = streams[0].get();
  startup.StartupInfo.hStdOutput = streams[1].get();
  startup.StartupInfo.hStdError = streams[2].get();
  startup.lpAttributeList = attributes.get();
  return startup;
}

std::string start_advice(DWORD error, const std::string& program) {
  const std::string name = lower_ascii(program);
  if (error == elevation_required) return "it must run as administrator";
  if (error != ERROR_BAD_EXE_FORMAT) return {};
  if (name.ends_with(".ps1")) return "it is a script: powershell -File " + program;
  return name.ends_with(".exe") ? "" : "if it is a script, name its interpreter before it";
}

/// With the number that people know the error by, where the code is one of all systems.
Error start_error(DWORD error, const std::string& program) {
  Error failed{portable_code(error), "start", program, start_advice(error, program)};
  if (failed.code.category() == std::system_category()) return failed;
  const std::string number = fmt::format("Windows error {}", error);
  failed.advice = failed.advice.empty() ? number : fmt::format("{}: {}", number, failed.advice);
  return failed;
}

Result<Child> create(const Command& command, const Image& image, const Streams& streams) {
  Result<UniqueHandle> job = create_job(command.die_with_parent);
  if (!job) return std::move(job).error();
  Result<Attributes> attributes = Attributes::create(streams, job->get());
  if (!attributes) return std::move(attributes).error();
  STARTUPINFOEXW startup = startup_info(streams, *attributes);
  std::wstring line = wide(image.line);
  std::wstring environment = environment_block(command);
  const std::wstring directory = wide(command.directory);
  const DWORD flags =
      EXTENDED_STARTUPINFO_PRESENT | CREATE_UNICODE_ENVIRONMENT | console_flags(streams);
  PROCESS_INFORMATION started{};
  const CtrlCEnabled ctrl_c;
  if (!::CreateProcessW(wide(image.file).c_str(), line.data(), nullptr, nullptr, TRUE, flags,
                        environment.empty() ? nullptr : environment.data(),
                        directory.empty() ? nullptr : directory.c_str(), &startup.StartupInfo,
                        &started))
    return start_error(::GetLastError(), command.program);
  ::CloseHandle(started.hThread);
  const Pid pid = started.dwProcessId;
  return Child(identify(pid).value_or(Identity{pid, 0}), UniqueHandle(started.hProcess),
               *std::move(job));
}

}  // namespace

Result<Child> spawn(const Command& command) {
  if (Result<void> text = check_text(command); !text) return std::move(text).error();
  const Result<Image> program = image(command);
  if (!program) return program.error();
  if (Result<void> directory = check_directory(command.directory); !directory)
    return std::move(directory).error();
  const Result<Streams> streams = open_streams(command);
  if (!streams) return streams.error();
  return create(command, *program, *streams);
}

}  // namespace watchdog::process
