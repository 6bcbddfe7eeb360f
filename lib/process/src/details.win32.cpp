// SPDX-License-Identifier: MIT
#include "watchdog/process/details.hpp"

#include <windows.h>

#include <sddl.h>
#include <shellapi.h>

#include <array>
#include <memory>

#include "parameters.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

std::string sid_text(PSID sid) {
  wchar_t* text = nullptr;
  if (!::ConvertSidToStringSidW(sid, &text)) return {};
  const std::unique_ptr<wchar_t, decltype(&::LocalFree)> held(text, ::LocalFree);
  return narrow(text);
}

/// Held, and the one that is meant; otherwise none.
UniqueHandle open(const Identity& id, DWORD rights) {
  Result<UniqueHandle> process = open_process(id.pid, rights);
  if (!process || creation_time(process->get()) != id.start) return {};
  return *std::move(process);
}

}  // namespace

std::vector<std::string> words_of(const Identity& id) {
  const UniqueHandle process = open(id, PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ);
  if (!process) return {};
  const auto parameters = read_parameters(process.get());
  const auto line = parameters ? read_text(process.get(), parameters->command_line) : std::nullopt;
  if (!line || line->empty()) return {};  // For an empty one our own name would be the answer.
  int count = 0;
  const std::unique_ptr<wchar_t*, decltype(&::LocalFree)> list(
      ::CommandLineToArgvW(line->c_str(), &count), ::LocalFree);
  std::vector<std::string> words;
  for (int i = 0; list && i < count; ++i) words.push_back(narrow(list.get()[i]));
  return words;
}

std::string user_of(const Identity& id) {
  const UniqueHandle process = open(id, PROCESS_QUERY_LIMITED_INFORMATION);
  HANDLE opened = nullptr;
  if (!process || !::OpenProcessToken(process.get(), TOKEN_QUERY, &opened)) return {};
  const UniqueHandle token(opened);
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> user{};
  DWORD size = static_cast<DWORD>(user.size());
  if (!::GetTokenInformation(token.get(), TokenUser, user.data(), size, &size)) return {};
  return sid_text(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid);
}

Result<std::string> find_user(const std::string& name) {
  PSID parsed = nullptr;
  if (name.starts_with("S-1-") && ::ConvertStringSidToSidW(wide(name).c_str(), &parsed)) {
    const std::unique_ptr<void, decltype(&::LocalFree)> held(parsed, ::LocalFree);
    return sid_text(parsed);
  }
  std::array<std::byte, SECURITY_MAX_SID_SIZE> sid{};
  std::array<wchar_t, 256> domain{};
  DWORD sid_size = static_cast<DWORD>(sid.size());
  DWORD domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use{};
  if (::LookupAccountNameW(nullptr, wide(name).c_str(), sid.data(), &sid_size, domain.data(),
                           &domain_size, &use))
    return sid_text(sid.data());
  return Error{{}, "find the user", name, "its SID will do, too"};
}

std::string executable_of(const Identity&, const std::string& image) { return image; }

}  // namespace watchdog::process
