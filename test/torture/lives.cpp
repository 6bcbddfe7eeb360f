// SPDX-License-Identifier: MIT
#include "lives.hpp"

#include <chrono>
#include <fstream>
#include <thread>

#include "child.hpp"
#include "watchdog/base/clock.hpp"

namespace watchdog::torture {

std::vector<std::string> Life::words(const Settings& settings,
                                     std::vector<std::string> wrapper) const {
  const std::string least = std::to_string(sizes.least);
  const std::string most = std::to_string(sizes.most);
  for (const std::string& word : {settings.victim, file, least, most, durability})
    wrapper.push_back(word);
  if (count) wrapper.push_back(std::to_string(*count));
  return wrapper;
}

std::uint64_t last_acknowledged(const std::string& output) {
  std::ifstream in(output);
  std::uint64_t last = 0;
  // A line that a kill cut short has no end, and was no acknowledgement.
  for (std::string line; std::getline(in, line) && !in.eof();) last = std::stoull(line);
  return last;
}

std::optional<int> run(std::vector<std::string> words, const std::string& output) {
  words.insert(words.begin(), "/usr/bin/env");
  test::Child child(words, output);
  const Time end = Clock::now() + std::chrono::seconds(20);
  while (child.running()) {
    if (Clock::now() > end) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return child.wait();
}

}  // namespace watchdog::torture
