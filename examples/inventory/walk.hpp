// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace inventory {

/// One thing to put into the manifest.
struct Item {
  std::string path;       ///< Below the folder; UTF-8, with '/'.
  std::error_code error;  ///< Set for a folder that cannot be listed; otherwise it is a file.
};

/// Goes through the regular files below a folder, in an order that depends on their names alone:
/// each folder's entries sorted by the bytes of their UTF-8 names, a folder's content in the place
/// of the folder. Links are not followed. Memory: one sorted list per level.
class Walk {
 public:
  /// `hidden` are files that the walk does not see (absolute). It begins behind the path `after`,
  /// whether that still exists or not; at the beginning if it is empty.
  Walk(std::filesystem::path folder, std::set<std::filesystem::path> hidden,
       const std::string& after = {});

  /// The next file, or folder that cannot be listed; nothing at the end.
  std::optional<Item> next();

 private:
  struct Entry {
    std::string name;
    bool is_folder = false;
    friend bool operator<(const Entry& a, const Entry& b) { return a.name < b.name; }
  };
  struct Level {
    std::string prefix;  ///< Empty or with a '/' at its end.
    std::vector<Entry> entries;
    std::size_t position = 0;
  };

  std::error_code enter(const std::string& prefix);
  std::optional<Entry> look_at(const std::filesystem::directory_entry& found) const;
  void skip_to_after(const std::string& path);

  std::filesystem::path folder_;
  std::set<std::filesystem::path> hidden_;
  std::vector<Level> levels_;
  std::error_code first_error_;  ///< Of the folder itself.
};

}  // namespace inventory
