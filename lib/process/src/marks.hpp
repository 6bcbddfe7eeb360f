// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "watchdog/base/result.hpp"

namespace watchdog::process {

/// Whether it is a "NAME=value" that an environment can hold.
bool is_setting(std::string_view text) noexcept;

Error no_setting(std::string_view text);

/// Settings that are looked for in environments, each at its place. They must outlive it.
class Marks {
 public:
  explicit Marks(const std::vector<std::string>& settings);

  std::optional<std::size_t> find(std::string_view text) const;
  /// The first of the texts that is one of them.
  std::optional<std::size_t> find(const std::vector<std::string>& texts) const;
  /// The same where each text is ended by a NUL, but for the last, whose NUL may be missing.
  std::optional<std::size_t> find_in(std::string_view environment) const;

 private:
  std::unordered_map<std::string_view, std::size_t> places_;
};

/// An error where one of them is none.
Result<void> check_settings(const std::vector<std::string>& settings);

}  // namespace watchdog::process
