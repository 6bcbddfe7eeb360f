// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

namespace notebook {

/// The terminal that stdin and stdout are, key by key and without echo as long as this lives.
class Terminal {
 public:
  /// None where they are no terminal.
  static std::unique_ptr<Terminal> open();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  /// Waits for keys: UTF-8, and the sequences of the others. Empty at the end of the input.
  std::string read();
  void show(const std::string& text);
  std::size_t rows() const;

 private:
  struct Former;  ///< How it was before.
  explicit Terminal(std::unique_ptr<Former> former);

  std::unique_ptr<Former> former_;
};

}  // namespace notebook
