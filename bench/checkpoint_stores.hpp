// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace watchdog::bench {

/// What is saved.
struct State {
  std::uint64_t number = 0;
  std::string label = "a state";
  std::vector<std::uint8_t> bytes;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, label, bytes);
  }
};

/// Somewhere to save it, open.
class Saver {
 public:
  Saver() = default;
  Saver(const Saver&) = delete;
  Saver& operator=(const Saver&) = delete;
  virtual ~Saver() = default;
  virtual void save(const State& state) = 0;
};

/// A way to save it.
struct Method {
  std::string name;
  std::string survives;  ///< kill, power
  std::function<std::unique_ptr<Saver>(const std::string& folder)> open;
  std::function<State(const std::string& folder)> load;  ///< As a new process would; may be none.
};

/// Ours, the usual recipe, and the libraries that were found.
std::vector<Method> methods();

}  // namespace watchdog::bench
