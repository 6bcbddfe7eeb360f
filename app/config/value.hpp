// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "config/flaw.hpp"

namespace watchdog::app::config {

struct Member;

/// A value of a TOML file and where it stands.
struct Value {
  struct Moment {};  ///< A date or a time, which no key takes.
  using Array = std::vector<Value>;
  using Table = std::vector<Member>;  ///< In the order of the file.

  std::variant<bool, std::int64_t, double, std::string, Moment, Array, Table> content;
  Place place;
};

/// A key with its value.
struct Member {
  std::string name;
  Place place;
  Value value;
};

/// Nothing when there is no such key.
const Member* find(const Value::Table& table, std::string_view name) noexcept;

}  // namespace watchdog::app::config
