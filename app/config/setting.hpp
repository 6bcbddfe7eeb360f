// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/value.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::app::config {

/// A value under its key, to be read as what the key takes. A reading that fails gives nothing and
/// leaves a flaw with the key, the reason and what helps. Valid as long as the file's tree.
class Setting {
 public:
  Setting(std::string_view name, const Value& value, Flaws& flaws)
      : name_(name), value_(&value), flaws_(&flaws) {}

  std::optional<std::string> text() const;
  std::optional<bool> flag() const;
  std::optional<std::int64_t> whole(std::int64_t least, std::int64_t most) const;
  std::optional<double> number(double least, double most) const;
  /// "5s", or a number of seconds.
  std::optional<milliseconds> duration() const;
  /// A string, a whole number, or an array of these, joined by commas.
  std::optional<std::string> list() const;
  /// A string to be split, or an array of strings; not empty, nor is the first one.
  std::optional<std::vector<std::string>> words() const;
  /// A table of strings and whole numbers, as "NAME=value".
  std::optional<std::vector<std::string>> assignments() const;

  /// One of a few words.
  template <class Choice>
  std::optional<Choice> choice(const std::vector<std::pair<std::string_view, Choice>>& all) const {
    const std::optional<std::string> word = text();
    if (!word) return std::nullopt;
    std::string known;
    for (const auto& [name, meaning] : all) {
      if (name == *word) return meaning;
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
    return refuse("'" + *word + "' is none of " + known);
  }
  /// What a library made of it.
  template <class Parsed>
  std::optional<Parsed> checked(Result<Parsed> parsed) const {
    if (!parsed) return refuse(parsed.error().message());
    return std::move(*parsed);
  }
  std::nullopt_t refuse(std::string_view reason) const;

 private:
  std::optional<std::string> word() const;
  std::nullopt_t wrong_type(std::string_view wanted) const;
  Setting at(const Value& value) const { return {name_, value, *flaws_}; }

  std::string_view name_;
  const Value* value_;
  Flaws* flaws_;
};

}  // namespace watchdog::app::config
