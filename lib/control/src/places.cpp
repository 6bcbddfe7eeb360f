// SPDX-License-Identifier: MIT
#include "watchdog/control/places.hpp"

#include <fmt/format.h>

#include "private_folder.hpp"
#include "usual_places.hpp"
#include "variable.hpp"

namespace watchdog::control {
namespace {

Result<std::string> place(const char* name, Result<std::string> (*usual)()) {
  auto path = variable(name).empty() ? usual() : folder_in(name);
  return path ? private_folder(*std::move(path), name) : path;
}

}  // namespace

Result<std::string> folder_in(const char* name) {
  std::string path = variable(name);
  if (is_full_path(path)) return path;
  return Error{std::make_error_code(std::errc::invalid_argument), "use the folder", path,
               fmt::format("set {} to a full path", name)};
}

Result<std::string> runtime_folder() { return place("WD_RUNTIME_DIR", usual_runtime_folder); }

Result<std::string> state_folder() { return place("WD_STATE_DIR", usual_state_folder); }

}  // namespace watchdog::control
