// SPDX-License-Identifier: MIT
#include "security.win32.hpp"

#include <sddl.h>

#include <array>
#include <cstddef>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::control {
namespace {

std::wstring text_of(PSID sid) {
  wchar_t* text = nullptr;
  if (!::ConvertSidToStringSidW(sid, &text)) return {};
  std::wstring result(text);
  ::LocalFree(text);
  return result;
}

}  // namespace

std::wstring own_sid() {
  HANDLE token = nullptr;
  if (!::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token)) return {};
  const UniqueHandle held(token);
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> user{};
  DWORD size = 0;
  if (!::GetTokenInformation(token, TokenUser, user.data(), static_cast<DWORD>(user.size()), &size))
    return {};
  return text_of(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid);
}

bool is_administrator() {
  std::array<std::byte, SECURITY_MAX_SID_SIZE> administrators{};
  DWORD size = static_cast<DWORD>(administrators.size());
  BOOL member = FALSE;
  return ::CreateWellKnownSid(WinBuiltinAdministratorsSid, nullptr, administrators.data(), &size) &&
         ::CheckTokenMembership(nullptr, administrators.data(), &member) && member;
}

Result<PrivateAccess> PrivateAccess::make(bool inherited) {
  const std::wstring sid = own_sid();
  // Everything (GA) for the system (SY), its administrators (BA) and us; nothing from above (P).
  const std::wstring to = inherited ? L"(A;OICI;GA;;;" : L"(A;;GA;;;";
  const std::wstring text = L"O:" + sid + L"D:P" + to + L"SY)" + to + L"BA)" + to + sid + L")";
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!::ConvertStringSecurityDescriptorToSecurityDescriptorW(text.c_str(), SDDL_REVISION_1,
                                                              &descriptor, nullptr))
    return Error{last_system_error(), "name the owner of", "watchdog's endpoint", {}};
  return PrivateAccess(descriptor);
}

bool is_trusted(PSID sid) {
  return ::IsWellKnownSid(sid, WinLocalSystemSid) ||
         ::IsWellKnownSid(sid, WinBuiltinAdministratorsSid) || text_of(sid) == own_sid();
}

}  // namespace watchdog::control
