// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::test {

/// A program started by a test, so that it can be killed. The checkpoint library does without
/// lib/process, and so do its tests. Ended on destruction. Text is UTF-8.
class Child {
 public:
  /// Starts words[0] with the rest as arguments; stdout and stderr go to these files (emptied; none
  /// if empty).
  Child(const std::vector<std::string>& words, const std::string& output,
        const std::string& error = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool started() const { return started_; }
  /// SIGKILL, TerminateProcess.
  void kill();
  /// Asks the program to stop: SIGTERM. False where there is no such thing.
  bool ask();
  /// Waits for the end. The exit code; 128 + n by signal n; 1000 when it was killed on Windows.
  int wait();
  bool running();

 private:
  bool started_ = false;
  int status_ = -1;  ///< Known once waited for.
  int pid_ = 0;
  UniqueHandle process_;
};

}  // namespace watchdog::test
