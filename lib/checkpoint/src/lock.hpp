// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::checkpoint {

/// The right to use a checkpoint, held by one Store at a time. It is a lock on a file beside the
/// checkpoint, not on the checkpoint: that one is replaced when it grows and does not exist before
/// the first commit, and a lock belongs to a file, not to a name. The system lets go of it when the
/// process ends, however it ends.
///
/// The lock file stays beside the checkpoint, blank while nobody has it: to make and to remove it
/// each time took several times as long as all else that an opening does.
class Lock {
 public:
  /// Takes the lock or fails at once.
  /// Errors: Errc::in_use, with the holder's number where it can be read; those of creating a file.
  static Result<Lock> take(const std::string& checkpoint);

  /// Takes it anew where the lock file was removed, as with its whole folder: the lock that is held
  /// keeps nobody out then. Errors: those of take().
  Result<void> renew();

  Lock(Lock&&) noexcept = default;
  Lock& operator=(Lock&&) = delete;
  ~Lock();  ///< Lets go; removes the lock file where there is no checkpoint, or another's.

 private:
  Lock(UniqueHandle handle, std::string checkpoint)
      : handle_(std::move(handle)), checkpoint_(std::move(checkpoint)) {}

  UniqueHandle handle_;
  std::string checkpoint_;
};

/// The error of a second opener; `holder` is what the lock file says, a number or nothing.
Error in_use(const std::string& checkpoint, const std::string& holder);

}  // namespace watchdog::checkpoint
