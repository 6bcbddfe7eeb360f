// SPDX-License-Identifier: MIT
#include "endpoint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "watchdog/control/places.hpp"

namespace watchdog::control {
namespace {

bool is_allowed(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

}  // namespace

bool is_endpoint(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), is_allowed);
}

Result<void> check_endpoint(const std::string& name) {
  if (is_endpoint(name)) return {};
  return Error{std::make_error_code(std::errc::invalid_argument), "use the endpoint", name,
               "at most 64 letters, digits, '.', '_' and '-' make a name"};
}

Result<std::string> endpoint_file(const std::string& name) {
  if (auto fit = check_endpoint(name); !fit) return std::move(fit).error();
  auto folder = runtime_folder();
  return folder ? fmt::format("{}/{}{}", *folder, name, endpoint_suffix) : folder;
}

}  // namespace watchdog::control
