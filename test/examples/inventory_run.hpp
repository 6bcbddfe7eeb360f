// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "checkpoint/child.hpp"
#include "support/catch.hpp"
#include "support/contains.hpp"
#include "support/paths.hpp"
#include "support/temp_dir.hpp"

namespace watchdog::test {

inline void write(const std::filesystem::path& file, const std::string& content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << content;
}

/// A folder of files to take stock of, and a place for what that makes.
class Site {
 public:
  Site() { std::filesystem::create_directories(tree()); }

  std::filesystem::path tree() const { return dir_.path() / "the tree"; }
  std::string file(const std::string& name) const { return dir_.file(name); }
  std::string manifest() const { return read_file(file("list")); }

  /// inventory --manifest list MORE... TREE
  std::vector<std::string> command(const std::vector<std::string>& more = {},
                                   const std::string& list = "list") const {
    std::vector<std::string> words{inventory_program, "--manifest", file(list)};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back(utf8_text(tree()));
    return words;
  }

  struct Outcome {
    int code;
    std::string output, error;
  };
  /// Runs it to its end.
  Outcome run(const std::vector<std::string>& more = {}, const std::string& list = "list") const {
    Child child(command(more, list), file("out"), file("err"));
    REQUIRE(child.started());
    const int code = child.wait();
    return {code, read_file(file("out")), read_file(file("err"))};
  }

 private:
  TempDir dir_;
};

inline std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace watchdog::test
