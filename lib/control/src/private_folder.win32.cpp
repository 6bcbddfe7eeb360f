// SPDX-License-Identifier: MIT
#include "private_folder.hpp"

#include <windows.h>

#include <aclapi.h>
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "security.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::control {
namespace {

/// Rights that let others put something into a folder, or take over what is there.
constexpr DWORD writing = FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY | FILE_DELETE_CHILD | DELETE |
                          WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;

bool make(const std::string& path, SECURITY_ATTRIBUTES* access) {
  return ::CreateDirectoryW(wide(path).c_str(), access) || ::GetLastError() == ERROR_ALREADY_EXISTS;
}

bool make_with_parents(const std::string& path, SECURITY_ATTRIBUTES* access) {
  if (make(path, access)) return true;
  const std::size_t cut = path.find_last_of("\\/");
  return ::GetLastError() == ERROR_PATH_NOT_FOUND && cut != 0 && cut != std::string::npos &&
         make_with_parents(path.substr(0, cut), access) && make(path, access);
}

Error unfit(std::errc code, const std::string& path, const char* why, const char* variable) {
  return {std::make_error_code(code), "use the folder", path,
          fmt::format("{}; %{}% may name another", why, variable)};
}

bool is_folder(const std::string& path) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 &&
         (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0;
}

/// Whether an entry lets somebody write whom we don't trust. What only folders below inherit does
/// not count.
bool opens(const ACE_HEADER& entry) {
  if (entry.AceType != ACCESS_ALLOWED_ACE_TYPE || (entry.AceFlags & INHERIT_ONLY_ACE) != 0)
    return false;
  const auto& allowed = reinterpret_cast<const ACCESS_ALLOWED_ACE&>(entry);
  return (allowed.Mask & writing) != 0 && !is_trusted(const_cast<DWORD*>(&allowed.SidStart));
}

/// Without a list everybody may do everything.
bool is_open(PACL list) {
  if (list == nullptr) return true;
  for (DWORD i = 0; i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (!::GetAce(list, i, &entry) || opens(*static_cast<const ACE_HEADER*>(entry))) return true;
  }
  return false;
}

/// Nothing, when nobody else can put anything into it.
std::optional<Error> objection(const std::string& path, const char* variable) {
  if (!is_folder(path))
    return unfit(std::errc::not_a_directory, path, "something else has its name", variable);
  PSID owner = nullptr;
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD failed = ::GetNamedSecurityInfoW(
      wide(path).c_str(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
      &owner, nullptr, &list, nullptr, &descriptor);
  if (failed != ERROR_SUCCESS)
    return Error{
        {static_cast<int>(failed), std::system_category()}, "look at the folder", path, {}};
  const std::unique_ptr<void, decltype(&::LocalFree)> held(descriptor, &::LocalFree);
  if (!is_trusted(owner))
    return unfit(std::errc::permission_denied, path, "it belongs to another user", variable);
  if (is_open(list))
    return unfit(std::errc::permission_denied, path, "others may write to it", variable);
  return std::nullopt;
}

}  // namespace

Result<std::string> private_folder(std::string path, const char* variable) {
  while (path.size() > 3 && (path.back() == '\\' || path.back() == '/')) path.pop_back();
  const auto access = PrivateAccess::make(true);
  if (!access) return access.error();
  SECURITY_ATTRIBUTES attributes = access->attributes();
  if (!make_with_parents(path, &attributes))
    return Error{last_system_error(), "make the folder", path,
                 fmt::format("%{}% may name another", variable)};
  if (auto error = objection(path, variable)) return *std::move(error);
  return path;
}

}  // namespace watchdog::control
