// SPDX-License-Identifier: MIT
#include "inventory_run.hpp"
#include "support/paths.hpp"

using namespace watchdog::test;

namespace {

std::string source(const std::string& name) { return read_file(std::string(source_folder) + name); }

/// The C++ blocks of a page, in order.
std::vector<std::string> code_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  const std::string fence = "```cpp\n";
  for (std::size_t at = page.find(fence); at != std::string::npos; at = page.find(fence, at)) {
    at += fence.size();
    const std::size_t end = page.find("```", at);
    blocks.push_back(page.substr(at, end - at));
  }
  return blocks;
}

}  // namespace

TEST_CASE("each piece of code in the guide is part of an example that is built") {
  const std::string built = source("/examples/checkpoint_guide.cpp") +
                            source("/examples/checkpoint_layouts.cpp") +
                            source("/examples/resume_counter.cpp");
  const auto blocks = code_blocks(source("/docs/checkpoint.md"));
  CHECK(blocks.size() == 8);
  for (const std::string& block : blocks) {
    INFO(block);
    CHECK(contains(built, block));
  }
}

TEST_CASE("the guide's code runs and goes on where it was") {
  TempDir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  CHECK(Child({checkpoint_guide_program}, dir.file("out")).wait() == 0);
  CHECK(Child({checkpoint_guide_program}, dir.file("out")).wait() == 0);
  CHECK(contains(read_file(dir.file("out")), "version 2, 20 bytes"));
  std::filesystem::resize_file("guide.ckpt", 4100);
  CHECK(Child({checkpoint_guide_program}, {}).wait() == 1);
  CHECK(Child({checkpoint_guide_program, "--start-over"}, {}).wait() == 0);
  std::filesystem::current_path(before);
}

TEST_CASE("a state of the first version goes through all of its layouts, and a timer commits it") {
  TempDir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  CHECK(Child({checkpoint_layouts_program, "--first-version"}, {}).wait() == 0);
  CHECK(Child({checkpoint_layouts_program}, dir.file("out")).wait() == 0);
  CHECK(contains(read_file(dir.file("out")), "unnamed:7"));
  CHECK(Child({checkpoint_layouts_program}, dir.file("out")).wait() == 0);
  CHECK(contains(read_file(dir.file("out")), "unnamed:7!"));
  CHECK(Child({checkpoint_layouts_program, "--first-version"}, {}).wait() == 1);
  std::filesystem::current_path(before);
}
