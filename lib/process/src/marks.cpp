// SPDX-License-Identifier: MIT
#include "marks.hpp"

#include <algorithm>

#include "watchdog/process/marked.hpp"

namespace watchdog::process {

bool is_setting(std::string_view text) noexcept {
  const std::size_t equals = text.find('=');
  return equals != 0 && equals != text.npos && text.find('\0') == text.npos;
}

Error no_setting(std::string_view text) {
  return {std::make_error_code(std::errc::invalid_argument), "look for the setting",
          std::string(text), "it has the form NAME=value"};
}

Result<void> check_settings(const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    if (!is_setting(setting)) return no_setting(setting);
  }
  return {};
}

Marks::Marks(const std::vector<std::string>& settings) {
  for (std::size_t place = 0; place < settings.size(); ++place)
    places_.emplace(settings[place], place);
}

std::optional<std::size_t> Marks::find(std::string_view text) const {
  const auto found = places_.find(text);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> Marks::find(const std::vector<std::string>& texts) const {
  for (const std::string& text : texts) {
    if (const auto place = find(text)) return place;
  }
  return std::nullopt;
}

std::optional<std::size_t> Marks::find_in(std::string_view environment) const {
  while (!environment.empty()) {
    const std::size_t length = std::min(environment.find('\0'), environment.size());
    if (const auto place = find(environment.substr(0, length))) return place;
    environment.remove_prefix(std::min(length + 1, environment.size()));
  }
  return std::nullopt;
}

bool is_marked(Pid pid, std::string_view setting) {
  return is_setting(setting) && mark_of(pid, {std::string(setting)});
}

Result<std::vector<Entry>> find_marked(std::string_view setting) {
  Result<std::vector<Marked>> found = find_marked(std::vector{std::string(setting)});
  if (!found) return std::move(found).error();
  std::vector<Entry> entries;
  for (Marked& marked : *found) entries.push_back(std::move(marked.entry));
  return entries;
}

}  // namespace watchdog::process
