// SPDX-License-Identifier: MIT
#pragma once
#include <sys/types.h>

namespace watchdog::process {

/// The end of a birth wakes the parent on the processor that the child is on, in the middle of its
/// exec: the parent would push it aside, and do what comes next before the child's first
/// instruction. For that moment the parent is of the batch class, which pushes nobody aside.
///
/// Made and destroyed by the parent. One of another class than the usual one (real time, idle)
/// stays as it is, and so does one whose system calls are filtered, since a filter may kill for
/// this one (as a hardened unit of systemd does).
class BirthOrder {
 public:
  BirthOrder() noexcept;
  BirthOrder(const BirthOrder&) = delete;
  BirthOrder& operator=(const BirthOrder&) = delete;
  ~BirthOrder();

  /// By the child, which borrows the parent's memory. Only system calls.
  void put_child_first() noexcept;

 private:
  pid_t parent_;  ///< The thread; 0 where nothing is to be changed.
  bool changed_ = false;
};

}  // namespace watchdog::process
