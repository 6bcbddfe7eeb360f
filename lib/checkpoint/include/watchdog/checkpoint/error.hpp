// SPDX-License-Identifier: MIT
#pragma once

#include <system_error>

namespace watchdog::checkpoint {

/// Why a checkpoint cannot be used, where the reason is ours and not the system's. Compare it with
/// an Error's code: `error.code == checkpoint::Errc::in_use`.
enum class Errc {
  in_use = 1,     ///< Another process, or another Store of this one, has the file open.
  foreign,        ///< The file is not a checkpoint: another format, nothing but zeros, or empty.
  other_type,     ///< A checkpoint, but of a state by another type name.
  damaged,        ///< No slot passes its checksums, or the header page does not.
  newer_format,   ///< The file's layout is that of a later version of this library.
  newer_schema,   ///< The state was written by a later version of the program.
  older_schema,   ///< The state was written by an earlier version of the program.
  undecodable,    ///< The bytes are as written, but don't make up the state's type.
  left_over,      ///< They do, and some are left: the type has changed without its schema version.
  undecided,      ///< What was found forbids a commit: it would destroy it. See put_aside.
  replaced,       ///< While it was open, somebody put another file in its place.
  too_large,      ///< The state or an option is beyond what the format holds.
  none_older,     ///< The file holds no state as old as the one that was asked for.
  too_few_slots,  ///< Durability::periodic takes three generations.
  other_layout,   ///< The type has changed without its schema version: other fields were written.
};

const std::error_category& category() noexcept;
std::error_code make_error_code(Errc value) noexcept;

}  // namespace watchdog::checkpoint

template <>
struct std::is_error_code_enum<watchdog::checkpoint::Errc> : std::true_type {};
