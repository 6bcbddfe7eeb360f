// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::bench {

/// How a victim ended.
struct Life {
  enum class End { denied, killed, itself, missed };
  End end = End::missed;
  bool ran = false;         ///< Its first system call was over.
  double milliseconds = 0;  ///< From its first instruction to its last.
};

/// A folder of programs that nobody else starts. For an administrator it is a file system of its
/// own in mounts of our own: what is denied there, nobody else meets.
class Stage {
 public:
  Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage();

  /// We are an administrator, and have mounts of our own.
  bool privileged() const noexcept { return privileged_; }
  std::string file(const std::string& name) const { return folder_ + "/" + name; }
  /// The path of a copy of `program` under that name.
  std::string copy(const std::string& program, const std::string& name) const;

  /// The only name that is blocked here, and nowhere else.
  const std::string& name() const noexcept { return name_; }
  const std::string& victim() const noexcept { return victim_; }
  /// The same program under another name.
  const std::string& bystander() const noexcept { return bystander_; }

  /// Starts a victim, as an ordinary user, and waits for its end, two seconds at most. `lifetime`
  /// in microseconds; 0: for ever.
  Life run(const char* lifetime) const;

 private:
  std::string folder_;
  std::string name_;
  std::string victim_;
  std::string bystander_;
  UniqueHandle shared_;
  volatile long* trace_ = nullptr;
  bool privileged_ = false;
};

/// A process that executes a file, or why it could not.
struct Start {
  pid_t pid = 0;
  int error = 0;
};
/// Without a copy of our memory. `argument` may be null. `ordinary`: as nobody, if we are root.
Start start(const std::string& file, const char* argument, bool ordinary);

/// Processes that do nothing.
class Crowd {
 public:
  explicit Crowd(const Stage& stage) : stage_(stage) {}
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd();

  /// As many as are missing to that many on the machine.
  void fill_to(std::size_t processes);

 private:
  const Stage& stage_;
  std::vector<pid_t> pids_;
};

/// How many run on this machine.
std::size_t process_count();

}  // namespace watchdog::bench
