// SPDX-License-Identifier: MIT
#include "environment_block.win32.hpp"

#include <windows.h>

#include <map>
#include <memory>
#include <string_view>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

/// The system's own order of names, in which "Path" and "PATH" are one.
struct NameOrder {
  bool operator()(const std::wstring& a, const std::wstring& b) const {
    return ::CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                                  static_cast<int>(b.size()), TRUE) == CSTR_LESS_THAN;
  }
};

using Variables = std::map<std::wstring, std::wstring, NameOrder>;

void set(Variables& variables, std::wstring_view entry) {
  // The search begins at 1: "=C:=C:\dir" is the current folder of a drive, named "=C:".
  const std::size_t equals = entry.find(L'=', 1);
  if (equals == std::wstring_view::npos) return;
  variables[std::wstring(entry.substr(0, equals))] = entry.substr(equals + 1);
}

Variables our_variables() {
  const std::unique_ptr<wchar_t, decltype(&::FreeEnvironmentStringsW)> block(
      ::GetEnvironmentStringsW(), ::FreeEnvironmentStringsW);
  Variables variables;
  for (const wchar_t* at = block.get(); at != nullptr && *at != L'\0';) {
    const std::wstring_view entry(at);
    set(variables, entry);
    at += entry.size() + 1;
  }
  return variables;
}

/// What was given, and SystemRoot: without it even the C run time and sockets fail in odd ways.
Variables given_variables(const std::vector<std::string>& entries) {
  Variables variables;
  for (const std::string& entry : entries) set(variables, wide(entry));
  Variables ours = our_variables();
  variables.insert(ours.extract(L"SystemRoot"));
  return variables;
}

}  // namespace

std::wstring environment_block(const Command& command) {
  if (!command.environment && command.extra_environment.empty()) return {};
  Variables variables =
      command.environment ? given_variables(*command.environment) : our_variables();
  for (const std::string& entry : command.extra_environment) set(variables, wide(entry));
  std::wstring block;
  for (const auto& [name, value] : variables) block += name + L'=' + value + L'\0';
  if (block.empty()) block += L'\0';
  return block + L'\0';
}

}  // namespace watchdog::process
