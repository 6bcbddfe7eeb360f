// SPDX-License-Identifier: MIT
#include "private_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

namespace watchdog::control {
namespace {

bool make(const std::string& path) { return ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST; }

bool make_with_parents(const std::string& path) {
  if (make(path)) return true;
  const std::size_t cut = path.rfind('/');
  return errno == ENOENT && cut != 0 && cut != std::string::npos &&
         make_with_parents(path.substr(0, cut)) && make(path);
}

Error unfit(std::errc code, const std::string& path, const char* why, const char* variable) {
  return {std::make_error_code(code), "use the folder", path,
          fmt::format("{}; ${} may name another", why, variable)};
}

/// Nothing, when nobody else can put anything into it. A link is not followed: in a folder for
/// temporary files anybody may have made it.
std::optional<Error> objection(const std::string& path, const char* variable) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0)
    return Error{last_system_error(), "look at the folder", path, {}};
  if (!S_ISDIR(info.st_mode))
    return unfit(std::errc::not_a_directory, path, "something else has its name", variable);
  if (info.st_uid != ::geteuid())
    return unfit(std::errc::permission_denied, path, "it belongs to another user", variable);
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return unfit(std::errc::permission_denied, path,
                 "others may write to it: take that away (chmod go-w)", variable);
  return std::nullopt;
}

}  // namespace

Result<std::string> private_folder(std::string path, const char* variable) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (!make_with_parents(path))
    return Error{last_system_error(), "make the folder", path,
                 fmt::format("${} may name another", variable)};
  if (auto error = objection(path, variable)) return *std::move(error);
  return path;
}

}  // namespace watchdog::control
