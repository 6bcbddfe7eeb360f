// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

#include <algorithm>
#include <filesystem>

#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::process {
namespace {

constexpr std::size_t longest_name = 255;  // Of a file, on every system this runs on.

Error refused(std::errc reason, std::string_view text, const char* advice) {
  return {std::make_error_code(reason), "take as a program's name", std::string(text), advice};
}

Result<void> check(std::string_view text, std::string_view name) {
  if (text.empty()) return refused(std::errc::invalid_argument, text, "it is empty");
  if (text.find('\0') != text.npos)
    return refused(std::errc::invalid_argument, text, "no program's name holds a NUL");
  if (name.empty() || name == "." || name == "..")
    return refused(std::errc::is_a_directory, text, "name the program in it");
  if (name.size() > longest_name)
    return refused(std::errc::filename_too_long, text, "no file's name is longer than 255 bytes");
  return {};
}

/// As the system itself does when it looks for the program: a name with any dot is complete.
std::string with_suffix(std::string_view program, const Naming& naming) {
  const bool whole = base_name(program, naming.separators).find('.') != std::string_view::npos;
  return std::string(program).append(whole ? std::string_view() : naming.suffix);
}

bool equal(std::string_view a, std::string_view b, const Naming& naming) {
  return naming.fold_case ? lower_ascii(a) == lower_ascii(b) : a == b;
}

/// Absolute, with links resolved as far as the path exists: what the system calls the image.
std::string resolved(const std::string& program) {
  namespace fs = std::filesystem;
  std::error_code failure;
  const fs::path path = utf8_path(program);
  const fs::path absolute = fs::absolute(path, failure);
  const fs::path canonical = fs::weakly_canonical(absolute, failure);
  return utf8_text((failure ? absolute.lexically_normal() : canonical));
}

}  // namespace

Result<Target> Target::parse(std::string_view text, const Naming& naming) {
  const std::string_view name = base_name(text, naming.separators);
  if (auto good = check(text, name); !good) return std::move(good).error();
  Target target(std::string(text), with_suffix(text, naming), naming);
  if (target.has_path()) target.path_ = resolved(target.program_);
  return target;
}

std::string_view Target::name() const noexcept { return base_name(program_, naming_->separators); }

std::string_view Target::image_name() const noexcept {
  return has_path() ? base_name(path_, naming_->separators) : name();
}

bool Target::has_path() const noexcept {
  return program_.find_first_of(naming_->separators) != std::string::npos;
}

std::optional<Target::Part> Target::match(const Entry& entry) const {
  if (entry.kind != Entry::Kind::user) return std::nullopt;
  if (has_path()) return same(entry.image, path_) ? std::optional(Part::path) : std::nullopt;
  if (same(base_name(entry.image, naming_->separators), name())) return Part::image;
  const bool maybe_cut = naming_->title_limit != 0 && entry.title.size() >= naming_->title_limit;
  const std::string_view title =
      maybe_cut ? base_name(entry.argument0, naming_->separators) : entry.title;
  const bool consistent =
      !maybe_cut || same(title.substr(0, entry.title.size()), std::string_view(entry.title));
  return consistent && same(title, name()) ? std::optional(Part::title) : std::nullopt;
}

bool Target::may_match(const Entry& glimpse) const {
  if (has_path()) return same(glimpse.image, path_);
  const std::string_view title = glimpse.title;
  const bool maybe_cut = naming_->title_limit != 0 && title.size() >= naming_->title_limit;
  return same(base_name(glimpse.image, naming_->separators), name()) ||
         same(title, maybe_cut ? name().substr(0, title.size()) : name());
}

bool Target::same(std::string_view a, std::string_view b) const { return equal(a, b, *naming_); }

bool is_called(std::string_view name, std::string_view text, const Naming& naming) {
  return equal(name, text, naming) || equal(name, with_suffix(text, naming), naming);
}

bool any_matches(const std::vector<Target>& targets, const Entry& entry) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const Target& target) { return target.matches(entry); });
}

Result<std::vector<Entry>> find(const std::vector<Target>& targets) {
  auto rows = find_if([&](const Entry& glimpse) { return any_may_match(targets, glimpse); });
  if (rows) std::erase_if(*rows, [&](const Entry& row) { return !any_matches(targets, row); });
  return rows;
}

bool any_may_match(const std::vector<Target>& targets, const Entry& glimpse) {
  return std::any_of(targets.begin(), targets.end(),
                     [&](const Target& target) { return target.may_match(glimpse); });
}

}  // namespace watchdog::process
