// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <windows.h>

#include <shellapi.h>

#include <algorithm>
#include <csignal>
#include <cstdint>

namespace victim {
namespace {

std::wstring answer_file;
unsigned answer_code = 0;

std::wstring wide(const std::string& utf8) {
  const int size = static_cast<int>(utf8.size());
  std::wstring text(utf8.size(), L'\0');  // Never longer than the UTF-8.
  text.resize(static_cast<std::size_t>(
      ::MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, text.data(), size)));
  return text;
}

std::string narrow(const std::wstring& utf16) {
  const int size = static_cast<int>(utf16.size());
  std::string text(utf16.size() * 3, '\0');  // Never longer.
  text.resize(static_cast<std::size_t>(::WideCharToMultiByte(
      CP_UTF8, 0, utf16.data(), size, text.data(), size * 3, nullptr, nullptr)));
  return text;
}

BOOL WINAPI on_request(DWORD) {
  const HANDLE file = ::CreateFileW(answer_file.c_str(), FILE_APPEND_DATA, FILE_SHARE_READ, nullptr,
                                    OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  DWORD written = 0;
  ::WriteFile(file, "asked\n", 6, &written, nullptr);
  quit(written == 6 ? answer_code : 98);
}

BOOL WINAPI on_ignored(DWORD) { return TRUE; }

/// Words without quotes in them, which is all it is used for.
void start(const std::vector<std::string>& words, DWORD flags) {
  wchar_t program[4096];
  ::GetModuleFileNameW(nullptr, program, 4096);
  std::wstring line = L"\"" + std::wstring(program) + L"\"";
  for (const std::string& word : words) line += L" \"" + wide(word) + L"\"";
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION started{};
  if (!::CreateProcessW(program, line.data(), nullptr, nullptr, FALSE, flags, nullptr, nullptr,
                        &startup, &started))
    quit(97);
  ::CloseHandle(started.hThread);
  ::CloseHandle(started.hProcess);
}

bool is_stream(HANDLE handle) {
  const DWORD streams[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  return std::any_of(std::begin(streams), std::end(streams),
                     [&](DWORD stream) { return ::GetStdHandle(stream) == handle; });
}

}  // namespace

std::vector<std::string> words(int, char**) {
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);  // No dialogs when it crashes.
  int count = 0;
  wchar_t** list = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  std::vector<std::string> result;
  for (int i = 0; i < count; ++i) result.push_back(narrow(list[i]));
  ::LocalFree(list);
  return result;
}

unsigned long own_pid() { return ::GetCurrentProcessId(); }

std::string variable(const std::string& name) {
  std::wstring value(32'768, L'\0');
  const DWORD size = ::GetEnvironmentVariableW(wide(name).c_str(), value.data(), 32'768);
  value.resize(size);
  return size == 0 ? "(none)" : narrow(value);
}

void idle() {
  while (true) ::Sleep(INFINITE);
}

void quit(unsigned code) {
  ::TerminateProcess(::GetCurrentProcess(), code);
  while (true) ::Sleep(INFINITE);
}

void raise_signal(int number) { ::raise(number); }

void suspend() { ::SuspendThread(::GetCurrentThread()); }

void ignore_requests() { ::SetConsoleCtrlHandler(on_ignored, TRUE); }

void answer_requests(const std::string& file, unsigned code) {
  answer_file = wide(file);
  answer_code = code;
  ::SetConsoleCtrlHandler(on_request, TRUE);
}

void start_child(const std::vector<std::string>& words) { start(words, 0); }

void start_orphan(const std::vector<std::string>& words) {
  start(words, DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP);
}

/// What a process opens itself is not inheritable, as a rule; what it inherited is.
std::string open_handles() {
  constexpr std::uintptr_t highest = 4 * 4096;  // Handles are multiples of 4, the lowest first.
  std::string result;
  for (std::uintptr_t value = 4; value < highest; value += 4) {
    const auto handle = reinterpret_cast<HANDLE>(value);
    DWORD flags = 0;
    if (::GetHandleInformation(handle, &flags) && (flags & HANDLE_FLAG_INHERIT) != 0 &&
        !is_stream(handle))
      result += std::to_string(value) + " ";
  }
  return result.empty() ? "none" : result;
}

}  // namespace victim
