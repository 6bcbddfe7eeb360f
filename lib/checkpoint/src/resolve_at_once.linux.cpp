// SPDX-License-Identifier: MIT
#include "resolve_at_once.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <string_view>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::checkpoint {
namespace {

/// Whether the path is written as the system would write it: from the root, nothing to leave out.
bool is_normal(std::string_view path) {
  if (!path.starts_with('/')) return false;
  for (std::size_t from = 1; from <= path.size();) {
    const std::size_t end = std::min(path.find('/', from), path.size());
    const std::string_view name = path.substr(from, end - from);
    if (name.empty() || name == "." || name == "..") return false;
    from = end + 1;
  }
  return true;
}

/// An older kernel, or a filter that does not know the call, refuses it.
bool is_link_free(const std::string& path) {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_NO_SYMLINKS;
  const long file = ::syscall(SYS_openat2, AT_FDCWD, path.c_str(), &how, sizeof how);
  return static_cast<bool>(UniqueHandle(static_cast<NativeHandle>(file)));
}

std::string from_the_root(const std::string& path) {
  char folder[PATH_MAX];
  if (path.starts_with('/') || ::getcwd(folder, sizeof folder) == nullptr) return path;
  return std::string(folder) + '/' + path;
}

}  // namespace

std::optional<std::string> resolve_at_once(const std::string& path) {
  std::string whole = from_the_root(path);
  if (is_normal(whole) && is_link_free(whole)) return whole;
  return std::nullopt;
}

}  // namespace watchdog::checkpoint
