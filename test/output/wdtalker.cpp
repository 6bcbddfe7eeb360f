// SPDX-License-Identifier: MIT
//
// A program that talks. Its words are steps, taken one after the other:
//   lines=FROM:TO   numbered lines to stdout         error=TEXT      TEXT and a line's end to
//   stderr bytes=COUNT     pseudorandom bytes to stdout     text=TEXT       TEXT alone to stdout
//   flood           lines to stdout, without end     slow=FROM:TO    numbered lines, 1 ms apart
//   note=FILE       append a line to FILE            until=FILE      go on when FILE is there
// A write that fails ends it with 1.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "pseudorandom.hpp"
#include "talk.hpp"

namespace {

using watchdog::test::pseudorandom;

constexpr int out = 1;
constexpr int err = 2;

std::filesystem::path path_of(const std::string& utf8) {
  return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

void lines(const std::string& range, std::chrono::milliseconds apart) {
  const std::size_t colon = range.find(':');
  const unsigned long to = std::stoul(range.substr(colon + 1));
  for (unsigned long i = std::stoul(range.substr(0, colon)); i < to; ++i) {
    talk::write(out, "line " + std::to_string(i) + "\n");
    if (apart.count() > 0) std::this_thread::sleep_for(apart);
  }
}

void flood() {
  std::string block;
  for (int i = 0; i < 1000; ++i) block += "a line that is written without end\n";
  for (;;) talk::write(out, block);
}

void wait_for_file(const std::string& file) {
  while (!std::filesystem::exists(path_of(file)))
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

void step(const std::string& name, const std::string& value) {
  if (name == "lines") return lines(value, std::chrono::milliseconds(0));
  if (name == "slow") return lines(value, std::chrono::milliseconds(1));
  if (name == "error") return talk::write(err, value + "\n");
  if (name == "text") return talk::write(out, value);
  if (name == "bytes") return talk::write(out, pseudorandom(std::stoul(value)));
  if (name == "flood") return flood();
  if (name == "note") std::ofstream(path_of(value), std::ios::app) << "here\n";
  if (name == "until") return wait_for_file(value);
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    step(word.substr(0, equals), equals == std::string::npos ? "" : word.substr(equals + 1));
  }
}
