// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/process/list.hpp"

namespace watchdog::process {

/// How names compare on this system, and what it adds to them.
struct Naming {
  bool fold_case = false;             ///< Windows, macOS.
  std::string_view suffix = {};       ///< Appended to a name without a dot: ".exe" on Windows.
  std::string_view separators = "/";  ///< Of paths: "/\\" on Windows.
  std::size_t title_limit = 0;        ///< Longest title in bytes (Linux: 15); 0 when never cut.
};

/// The naming of the system this runs on.
const Naming& system_naming() noexcept;

/// What a user calls a program: `app`, `./app`, `/usr/bin/app`. Matched literally and in full.
///
/// A process matches by its executable file's own name. It matches by its title too, because a
/// script or a link is known by that; but a title that may be cut short counts only when argv[0]
/// (for a script, its file) confirms it, so that a program with the same first letters lives.
/// argv[0] alone never counts: it may lie. A target with a separator must be the path of the image,
/// links resolved.
class Target {
 public:
  /// Errors: invalid_argument (empty, or with a NUL), is_a_directory ("dir/", ".", ".."),
  /// filename_too_long (no file has such a name).
  static Result<Target> parse(std::string_view text, const Naming& naming = system_naming());

  /// As typed: what is started when nothing runs (find_program() knows more suffixes than one).
  const std::string& text() const noexcept { return text_; }
  /// With the system's suffix: what is looked for among what runs.
  const std::string& program() const noexcept { return program_; }
  /// Without its folder.
  std::string_view name() const noexcept;
  bool has_path() const noexcept;
  /// Absolute with links resolved, when a path was given; otherwise empty.
  const std::string& path() const noexcept { return path_; }
  /// The name of the image that is meant: name(), or the path's last part with links resolved.
  std::string_view image_name() const noexcept;

  /// What of a row tells that it is meant.
  enum class Part : std::uint8_t { image, path, title };

  /// Pure: looks at nothing but the row. Zombies and kernel threads match nothing.
  std::optional<Part> match(const Entry& entry) const;
  bool matches(const Entry& entry) const { return match(entry).has_value(); }
  /// False: no row with this image and this title matches, whatever else stands in it.
  bool may_match(const Entry& glimpse) const;

 private:
  Target(std::string text, std::string program, const Naming& naming)
      : text_(std::move(text)), program_(std::move(program)), naming_(&naming) {}
  bool same(std::string_view a, std::string_view b) const;

  std::string text_;
  std::string program_;
  std::string path_;
  const Naming* naming_;
};

/// Whether who says `text` may mean what is called `name`: by that very name, or as Target does.
bool is_called(std::string_view name, std::string_view text,
               const Naming& naming = system_naming());

bool any_matches(const std::vector<Target>& targets, const Entry& entry);
bool any_may_match(const std::vector<Target>& targets, const Entry& glimpse);

/// Whether a row with this image and this title may be wanted. Called by two threads at once.
using Wanted = std::function<bool(const Entry& glimpse)>;

/// The rows of the table that may be wanted. Costs less than list() where images and titles alone
/// can be read (Linux). Errors: those of list().
Result<std::vector<Entry>> find_if(const Wanted& wanted);
/// Those that any of `targets` matches.
Result<std::vector<Entry>> find(const std::vector<Target>& targets);

}  // namespace watchdog::process
