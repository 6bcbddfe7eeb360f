// SPDX-License-Identifier: MIT
#include "system.win32.hpp"

#include <algorithm>
#include <string>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {

std::error_code portable_code(DWORD error) noexcept {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
      return std::make_error_code(std::errc::no_such_file_or_directory);
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case elevation_required:
      return std::make_error_code(std::errc::permission_denied);
    case ERROR_DIRECTORY:
      return std::make_error_code(std::errc::not_a_directory);
    case ERROR_BAD_EXE_FORMAT:
    case ERROR_EXE_MACHINE_TYPE_MISMATCH:
      return std::make_error_code(std::errc::executable_format_error);
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
      return std::make_error_code(std::errc::not_enough_memory);
    case ERROR_NO_SYSTEM_RESOURCES:
      return std::make_error_code(std::errc::resource_unavailable_try_again);
    case ERROR_FILENAME_EXCED_RANGE:
      return std::make_error_code(std::errc::argument_list_too_long);
    default:
      return {static_cast<int>(error), std::system_category()};
  }
}

Error process_error(DWORD error, std::string action, Pid pid) {
  const bool nobody = error == ERROR_INVALID_PARAMETER;
  return {nobody ? std::make_error_code(std::errc::no_such_process) : portable_code(error),
          std::move(action), std::to_string(pid), ""};
}

Error no_such_process(std::string action, Pid pid) {
  return process_error(ERROR_INVALID_PARAMETER, std::move(action), pid);
}

Result<UniqueHandle> open_process(Pid pid, DWORD rights) {
  UniqueHandle process(::OpenProcess(rights, FALSE, pid));
  if (!process) return process_error(::GetLastError(), "open process", pid);
  // Windows drops the two lowest bits: 1235 opens 1232.
  if (::GetProcessId(process.get()) != pid) return no_such_process("open process", pid);
  return process;
}

bool ended(NativeHandle process) noexcept {
  return ::WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
}

Exit exit_of(NativeHandle process) noexcept {
  DWORD code = 0;
  if (!ended(process) || !::GetExitCodeProcess(process, &code)) return {};
  return Exit::code(code);
}

std::uint64_t creation_time(NativeHandle process) noexcept {
  FILETIME created{}, exited{}, kernel{}, user{};
  if (!::GetProcessTimes(process, &created, &exited, &kernel, &user)) return 0;
  return std::uint64_t{created.dwHighDateTime} << 32 | created.dwLowDateTime;
}

bool wait_for(NativeHandle object, Time deadline) noexcept {
  constexpr milliseconds longest_wait = std::chrono::hours(24);  // Far below INFINITE.
  for (;;) {
    const Time now = Clock::now();
    const auto left = std::chrono::ceil<milliseconds>(std::max(deadline, now) - now);
    const auto wait = static_cast<DWORD>(std::min(left, longest_wait).count());
    if (::WaitForSingleObject(object, wait) == WAIT_OBJECT_0) return true;
    if (left <= longest_wait) return false;
  }
}

std::string image_path(NativeHandle process) {
  // Most fit the first; the second holds the longest path there is.
  for (const std::size_t length : {std::size_t{512}, std::size_t{32'768}}) {
    std::wstring path(length, L'\0');
    auto size = static_cast<DWORD>(length);
    if (::QueryFullProcessImageNameW(process, 0, path.data(), &size))
      return narrow({path.data(), size});
    if (::GetLastError() != ERROR_INSUFFICIENT_BUFFER) break;
  }
  return {};
}

}  // namespace watchdog::process
