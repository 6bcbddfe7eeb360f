// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <memory>

#include "streams.win32.hpp"
#include "watchdog/base/result.hpp"

namespace watchdog::process {

/// What a new process is told beyond the ordinary: that it inherits these streams and no other
/// handle, and in which job it is born.
class Attributes {
 public:
  static Result<Attributes> create(const Streams& streams, NativeHandle job);

  LPPROC_THREAD_ATTRIBUTE_LIST get() const noexcept { return list_.get(); }

 private:
  struct Delete {
    void operator()(LPPROC_THREAD_ATTRIBUTE_LIST list) const noexcept;
  };
  /// The list keeps pointers to these.
  struct Values {
    HANDLE streams[3];
    HANDLE job;
  };

  Attributes() = default;
  bool add(DWORD_PTR attribute, void* value, std::size_t size);

  std::unique_ptr<Values> values_;
  std::unique_ptr<_PROC_THREAD_ATTRIBUTE_LIST, Delete> list_;
};

}  // namespace watchdog::process
