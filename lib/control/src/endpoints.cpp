// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>

#include "endpoint.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/control/client.hpp"
#include "watchdog/control/places.hpp"

namespace watchdog::control {

Result<std::vector<std::string>> endpoints() {
  const auto folder = runtime_folder();
  if (!folder) return folder.error();
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(utf8_path(*folder), failed), end;
       !failed && entry != end; entry.increment(failed)) {
    std::string name = entry->path().filename().string();
    if (!name.ends_with(endpoint_suffix)) continue;
    name.resize(name.size() - endpoint_suffix.size());
    if (is_endpoint(name)) names.push_back(std::move(name));
  }
  if (failed) return Error{failed, "list the folder", *folder, {}};
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace watchdog::control
