// SPDX-License-Identifier: MIT
#include "config/setting.hpp"

#include <fmt/format.h>

#include <array>

#include "duration.hpp"
#include "watchdog/process/words.hpp"

namespace watchdog::app::config {
namespace {

/// By the order of the variant.
std::string_view type_of(const Value& value) {
  static constexpr std::array<std::string_view, 7> types{
      "true or false", "a whole number", "a number", "a string", "a date", "an array", "a table"};
  return types.at(value.content.index());
}

}  // namespace

std::nullopt_t Setting::refuse(std::string_view reason) const {
  flaws_->push_back({value_->place, fmt::format("'{}': {}", name_, reason)});
  return std::nullopt;
}

std::nullopt_t Setting::wrong_type(std::string_view wanted) const {
  flaws_->push_back(
      {value_->place, fmt::format("'{}' takes {}, not {}", name_, wanted, type_of(*value_))});
  return std::nullopt;
}

std::optional<std::string> Setting::text() const {
  const auto* text = std::get_if<std::string>(&value_->content);
  if (text == nullptr) return wrong_type("a string");
  // No system takes it in an argument, a path or a variable: it would end there.
  if (text->find('\0') != std::string::npos) return refuse("a NUL character can't stand here");
  return *text;
}

std::optional<bool> Setting::flag() const {
  const bool* flag = std::get_if<bool>(&value_->content);
  if (flag == nullptr) return wrong_type("true or false");
  return *flag;
}

std::optional<std::int64_t> Setting::whole(std::int64_t least, std::int64_t most) const {
  const auto* whole = std::get_if<std::int64_t>(&value_->content);
  if (whole == nullptr) return wrong_type("a whole number");
  if (*whole < least || *whole > most)
    return refuse(fmt::format("{} is not between {} and {}", *whole, least, most));
  return *whole;
}

std::optional<double> Setting::number(double least, double most) const {
  const auto* whole = std::get_if<std::int64_t>(&value_->content);
  const auto* fraction = std::get_if<double>(&value_->content);
  if (whole == nullptr && fraction == nullptr) return wrong_type("a number");
  const double number = whole != nullptr ? static_cast<double>(*whole) : *fraction;
  if (!(number >= least && number <= most))  // A NaN is not, either.
    return refuse(fmt::format("{} is not between {} and {}", number, least, most));
  return number;
}

std::optional<milliseconds> Setting::duration() const {
  std::string written;
  if (const auto* whole = std::get_if<std::int64_t>(&value_->content)) {
    written = fmt::format("{}", *whole);
  } else if (const auto* fraction = std::get_if<double>(&value_->content)) {
    written = fmt::format("{:.6f}", *fraction);
  } else if (std::holds_alternative<std::string>(value_->content)) {
    written = std::get<std::string>(value_->content);
  } else {
    return wrong_type("a duration (\"5s\", or a number of seconds)");
  }
  const std::optional<milliseconds> duration = parse_duration(written);
  if (duration) return duration;
  return refuse(fmt::format("'{}' is no duration; write 500ms, 5s, 10m, 2h or 1d", written));
}

/// One that may be written as a number too.
std::optional<std::string> Setting::word() const {
  if (const auto* whole = std::get_if<std::int64_t>(&value_->content))
    return fmt::to_string(*whole);
  return text();
}

std::optional<std::string> Setting::list() const {
  const auto* array = std::get_if<Value::Array>(&value_->content);
  if (array == nullptr) return word();
  std::string joined;
  for (const Value& element : *array) {
    const std::optional<std::string> word = at(element).word();
    if (!word) return std::nullopt;
    joined += (joined.empty() ? "" : ",") + *word;
  }
  return joined;
}

std::optional<std::vector<std::string>> Setting::words() const {
  std::optional<std::vector<std::string>> words;
  if (const auto* array = std::get_if<Value::Array>(&value_->content)) {
    words.emplace();
    for (const Value& element : *array) {
      std::optional<std::string> word = at(element).text();
      if (!word) return std::nullopt;
      words->push_back(std::move(*word));
    }
  } else if (std::holds_alternative<std::string>(value_->content)) {
    if (const std::optional<std::string> line = text())
      words = checked(process::split_words(*line));
  } else {
    return wrong_type("a string or an array of strings");
  }
  if (words && (words->empty() || words->front().empty()))
    return refuse(R"(it names no program; write "app --port 80" or ["app", "--port", "80"])");
  return words;
}

std::optional<std::vector<std::string>> Setting::assignments() const {
  const auto* table = std::get_if<Value::Table>(&value_->content);
  if (table == nullptr) return wrong_type("a table (NAME = \"value\")");
  std::vector<std::string> assignments;
  for (const Member& member : *table) {
    const std::string key = fmt::format("{}.{}", name_, member.name);
    if (member.name.empty() ||
        member.name.find_first_of(std::string_view("=\0", 2)) != std::string::npos) {
      flaws_->push_back({member.place, fmt::format("'{}' can't be the name of a variable", key)});
    } else if (const auto word = Setting(key, member.value, *flaws_).word()) {
      assignments.push_back(member.name + "=" + *word);
    }
  }
  return assignments;
}

}  // namespace watchdog::app::config
