// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>
#include <winternl.h>

#include <cstddef>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// SYSTEM_THREAD_INFORMATION; the SDK's own declaration leaves out the times.
struct ThreadRow {
  LARGE_INTEGER times[2];  ///< In the kernel and in user mode, 100 ns.
  LARGE_INTEGER created;
  ULONG wait_time;
  void* start;
  HANDLE pid;
  HANDLE number;
  LONG priority;
  LONG base_priority;
  ULONG switches;
  ULONG state;
  ULONG wait_reason;

  /// Suspended, rather than waiting for something of its own.
  bool suspended() const noexcept;
};

/// SYSTEM_PROCESS_INFORMATION, likewise; its threads follow it.
struct Row {
  ULONG next;
  ULONG threads;
  LARGE_INTEGER unused[3];
  LARGE_INTEGER created;
  LARGE_INTEGER times[2];  ///< In user mode and in the kernel, 100 ns.
  UNICODE_STRING image;
  LONG priority;
  HANDLE number;
  HANDLE parent_number;
  ULONG handles;
  ULONG session;
  ULONG_PTR key;
  SIZE_T virtual_sizes[2];
  ULONG page_faults;
  SIZE_T peak_working_set;
  SIZE_T working_set;
  SIZE_T quotas[4];
  SIZE_T page_file[3];
  LARGE_INTEGER transfers[6];

  Pid pid() const noexcept;
  Pid parent() const noexcept;
  Identity id() const noexcept;
  const ThreadRow* thread(std::size_t index) const noexcept;
};

/// The whole table of processes as the system lays it out, read at one moment.
class Table {
 public:
  static Result<Table> read();

  template <class Visit>
  void for_each(Visit visit) const {
    for (const std::byte* at = bytes_.data();;) {
      const auto& row = *reinterpret_cast<const Row*>(at);
      visit(row);
      if (row.next == 0) return;
      at += row.next;
    }
  }
  /// Null when there is none.
  const Row* find(Pid pid) const;

 private:
  explicit Table(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}

  std::vector<std::byte> bytes_;
};

}  // namespace watchdog::process
