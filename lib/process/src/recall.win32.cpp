// SPDX-License-Identifier: MIT
#include "watchdog/process/recall.hpp"

#include <windows.h>

#include <shellapi.h>

#include <memory>
#include <optional>
#include <string_view>

#include "parameters.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

/// The words of a command line but the first.
std::vector<std::string> words(const std::wstring& line) {
  if (line.empty()) return {};  // CommandLineToArgvW would answer with our own name.
  int count = 0;
  const std::unique_ptr<wchar_t*, decltype(&::LocalFree)> list(
      ::CommandLineToArgvW(line.c_str(), &count), ::LocalFree);
  std::vector<std::string> result;
  for (int i = 1; list && i < count; ++i) result.push_back(narrow(list.get()[i]));
  return result;
}

void note(std::string& missing, std::string_view what) {
  if (!missing.empty()) missing += ", ";
  missing += what;
}

void recall_parameters(NativeHandle process, Recall& result) {
  const std::optional<ProcessParameters> parameters = read_parameters(process);
  if (!parameters) return note(result.missing, "arguments, directory, environment");
  if (const auto line = read_text(process, parameters->command_line)) {
    result.command.arguments = words(*line);
  } else {
    note(result.missing, "arguments");
  }
  if (auto path = read_directory(process, *parameters)) {
    result.command.directory = *std::move(path);
  } else {
    note(result.missing, "directory");
  }
  std::vector<std::string> settings = read_environment(process, *parameters);
  if (!settings.empty()) {
    result.command.environment = std::move(settings);
  } else {
    note(result.missing, "environment");
  }
}

}  // namespace

Result<Recall> recall(const Identity& id) {
  constexpr DWORD program = PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;
  Result<UniqueHandle> process = open_process(id.pid, program | PROCESS_VM_READ);
  // Another user's memory is closed to us; its program is told nevertheless.
  if (!process && process.error().code == std::errc::permission_denied)
    process = open_process(id.pid, program);
  if (!process) return std::move(process).error();
  if (ended(process->get()) || creation_time(process->get()) != id.start)
    return no_such_process("read process", id.pid);
  Recall result;
  result.command.program = image_path(process->get());
  if (result.command.program.empty())
    return process_error(ERROR_ACCESS_DENIED, "read process", id.pid);
  recall_parameters(process->get(), result);
  return result;
}

}  // namespace watchdog::process
