// SPDX-License-Identifier: MIT
#include "streams.win32.hpp"

#include <windows.h>

#include "system.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

/// One of the three: how it is called, where ours is, and how a file for it is opened.
struct Slot {
  const char* action;
  DWORD ours;
  DWORD access;
  DWORD disposition;
};

// FILE_APPEND_DATA without FILE_WRITE_DATA: each write goes to the end, whoever else writes.
constexpr DWORD append = FILE_APPEND_DATA | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE | READ_CONTROL;
constexpr Slot slots[] = {
    {"open the input", STD_INPUT_HANDLE, GENERIC_READ, OPEN_EXISTING},
    {"open the output", STD_OUTPUT_HANDLE, append, OPEN_ALWAYS},
    {"open the error output", STD_ERROR_HANDLE, append, OPEN_ALWAYS},
};

Result<UniqueHandle> open_file(const std::string& path, const Slot& slot, DWORD access) {
  SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
  // Others may rename and delete it: log rotation must not fail because of us.
  HANDLE file = ::CreateFileW(wide(path).c_str(), access,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inheritable,
                              slot.disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file != INVALID_HANDLE_VALUE) return UniqueHandle(file);
  return Error{portable_code(::GetLastError()), slot.action, path, ""};
}

Result<UniqueHandle> open_null(const Slot& slot) {
  return open_file("NUL", slot, slot.ours == STD_INPUT_HANDLE ? GENERIC_READ : GENERIC_WRITE);
}

/// A copy that can be inherited: the list of inherited handles takes no other. Empty when refused.
UniqueHandle inheritable_copy(NativeHandle handle) {
  HANDLE copy = nullptr;
  HANDLE self = ::GetCurrentProcess();
  if (!::DuplicateHandle(self, handle, self, &copy, 0, TRUE, DUPLICATE_SAME_ACCESS)) return {};
  return UniqueHandle(copy);
}

Result<UniqueHandle> copy_ours(const Slot& slot) {
  HANDLE ours = ::GetStdHandle(slot.ours);
  // A service or a GUI program has none.
  if (ours == nullptr || ours == INVALID_HANDLE_VALUE) return open_null(slot);
  UniqueHandle copy = inheritable_copy(ours);
  if (!copy) return open_null(slot);
  return copy;
}

Result<UniqueHandle> copy_held(NativeHandle handle, const Slot& slot) {
  UniqueHandle copy = inheritable_copy(handle);
  if (!copy) return Error{portable_code(::GetLastError()), slot.action, "", ""};
  return copy;
}

Result<UniqueHandle> open_stream(const Stream& stream, const Slot& slot) {
  switch (stream.kind) {
    case Stream::Kind::null:
      return open_null(slot);
    case Stream::Kind::file:
      return open_file(stream.file, slot, slot.access);
    case Stream::Kind::handle:
      return copy_held(stream.handle, slot);
    case Stream::Kind::inherit:
      break;
  }
  return copy_ours(slot);
}

}  // namespace

Result<Streams> open_streams(const Command& command) {
  const Stream* wanted[] = {&command.input, &command.output, &command.error};
  Streams streams;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    Result<UniqueHandle> stream = open_stream(*wanted[i], slots[i]);
    if (!stream) return std::move(stream).error();
    streams[i] = *std::move(stream);
  }
  return streams;
}

}  // namespace watchdog::process
