// SPDX-License-Identifier: MIT
#include "parameters.win32.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {

#ifdef _WIN64
static_assert(offsetof(ProcessParameters, command_line) == 0x70);
static_assert(offsetof(ProcessParameters, environment_size) == 0x3F0);
#endif

namespace {

/// `size` bytes at an address of another process's, as text.
std::optional<std::wstring> read_text(NativeHandle process, const void* address, std::size_t size) {
  std::wstring text(size / sizeof(wchar_t), L'\0');
  SIZE_T done = 0;
  const bool read = ::ReadProcessMemory(process, address, text.data(), size, &done) != 0;
  return read && done == size ? std::optional(std::move(text)) : std::nullopt;
}

/// The entries up to the empty one at the end.
std::vector<std::string> variables(std::wstring_view block) {
  std::vector<std::string> result;
  while (!block.empty() && block.front() != L'\0') {
    const std::wstring_view entry = block.substr(0, block.find(L'\0'));
    if (entry.front() != L'=') result.push_back(narrow(entry));
    block.remove_prefix(std::min(entry.size() + 1, block.size()));
  }
  return result;
}

}  // namespace

void* parameters_address(NativeHandle process) noexcept {
  PROCESS_BASIC_INFORMATION basic{};
  if (::NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, nullptr) <
      0)
    return nullptr;
  if (basic.PebBaseAddress == nullptr) return nullptr;
  void* address = nullptr;
  const void* member = &basic.PebBaseAddress->ProcessParameters;
  if (!::ReadProcessMemory(process, member, &address, sizeof address, nullptr)) return nullptr;
  return address;
}

std::optional<ProcessParameters> read_parameters(NativeHandle process) {
  const void* address = parameters_address(process);
  ProcessParameters parameters{};
  if (address == nullptr ||
      !::ReadProcessMemory(process, address, &parameters, sizeof parameters, nullptr))
    return std::nullopt;
  return parameters;
}

std::optional<std::wstring> read_text(NativeHandle process, const UNICODE_STRING& text) {
  return read_text(process, text.Buffer, text.Length);
}

std::optional<std::string> read_directory(NativeHandle process,
                                          const ProcessParameters& parameters) {
  constexpr std::size_t root = 3;  // C:\. Any other goes without the backslash at its end.
  std::optional<std::wstring> path = read_text(process, parameters.directory);
  if (!path) return std::nullopt;
  if (path->size() > root && path->back() == L'\\') path->pop_back();
  return narrow(*path);
}

std::vector<std::string> read_environment(NativeHandle process,
                                          const ProcessParameters& parameters) {
  const auto block = read_text(process, parameters.environment, parameters.environment_size);
  return block ? variables(*block) : std::vector<std::string>();
}

bool ctrl_c_disabled() noexcept {
  const void* parameters = parameters_address(::GetCurrentProcess());
  return parameters != nullptr &&
         (static_cast<const ProcessParameters*>(parameters)->console_flags & 1) != 0;
}

}  // namespace watchdog::process
