// SPDX-License-Identifier: MIT
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "watchdog/process/spawn.hpp"

namespace watchdog::process {
namespace {

/// Why `path` can't be run; no error when it can.
std::errc obstacle(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    const int error = errno;
    return error == ENOTDIR ? std::errc::no_such_file_or_directory : static_cast<std::errc>(error);
  }
  if (S_ISDIR(status.st_mode)) return std::errc::is_a_directory;
  if (!S_ISREG(status.st_mode)) return std::errc::permission_denied;
  return ::access(path.c_str(), X_OK) == 0 ? std::errc{} : std::errc::permission_denied;
}

std::string advice(std::errc obstacle) {
  if (obstacle == std::errc::is_a_directory) return "name the program in it";
  if (obstacle == std::errc::permission_denied) return "is it executable? chmod +x makes it so";
  return "check the path";
}

Error failure(std::errc obstacle, const std::string& program) {
  return {std::make_error_code(obstacle), "start", program, advice(obstacle)};
}

Error not_in_path(const std::string& program) {
  Error error = failure(std::errc::no_such_file_or_directory, program);
  const bool here = obstacle("./" + program) == std::errc{};
  error.advice = here ? "looked in PATH; for the one in this folder say './" + program + "'"
                      : "looked in PATH; give a path";
  return error;
}

Result<std::string> search(const std::string& program, std::string_view path) {
  bool seen = false;  // A file of that name that can't be run.
  for (std::size_t colon = 0; colon != std::string_view::npos; path.remove_prefix(colon + 1)) {
    colon = path.find(':');
    const std::string_view folder = path.substr(0, colon);
    std::string candidate = std::string(folder.empty() ? "." : folder) + '/' + program;
    const std::errc found = obstacle(candidate);
    if (found == std::errc{}) return candidate;
    seen = seen || found == std::errc::permission_denied;
    if (colon == std::string_view::npos) break;
  }
  return seen ? failure(std::errc::permission_denied, program) : not_in_path(program);
}

}  // namespace

Result<std::string> find_program(const std::string& program) {
  if (program.empty()) return failure(std::errc::no_such_file_or_directory, program);
  if (program.find('/') == std::string::npos) {
    const char* path = std::getenv("PATH");
    return search(program, path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
  }
  const std::errc found = obstacle(program);
  if (found != std::errc{}) return failure(found, program);
  return program;
}

}  // namespace watchdog::process
