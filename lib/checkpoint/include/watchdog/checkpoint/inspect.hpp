// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/checkpoint/store.hpp"

/// Looks at a checkpoint without being its user: nothing is written, no lock is taken, and whoever
/// writes it meanwhile is not held up. Any thread, any number at a time. Text and paths are UTF-8.
namespace watchdog::checkpoint {

/// A slot of the file and the state in it.
struct Generation {
  enum class Condition : std::uint8_t {
    whole,   ///< The state is as it was committed.
    blank,   ///< Nothing is written here.
    broken,  ///< There is something, and it is no whole state.
  };
  Condition condition = Condition::blank;
  std::string reason;      ///< What is wrong with it, if anything is; for people.
  std::uint32_t slot = 0;  ///< Counted from 0.
  /// These are what the slot's header says; 0 without a whole header.
  std::uint64_t sequence = 0;
  std::uint64_t length = 0;  ///< Bytes of the payload.
  std::uint32_t schema = 0;
  Archive archive = Archive::bytes;
  /// Where commits passed over numbers, as with Durability::periodic: the lowest one that the other
  /// slots held when this was written; 0 where they did not.
  std::uint64_t oldest = 0;
  std::uint32_t layout = 0;  ///< What the payload is made of (layout_sum); 0 where nobody said.
};

struct Inspection {
  enum class Verdict : std::uint8_t {
    whole,         ///< Every state that was written is whole.
    flawed,        ///< Some state is not, or is missing; one that is whole can be loaded.
    damaged,       ///< No state can be loaded.
    newer_format,  ///< A later version of this library wrote it: not looked at further.
    foreign,       ///< It is not a checkpoint.
  };
  Verdict verdict = Verdict::whole;
  std::string reason;           ///< Why it is not whole, for people.
  std::uint64_t file_size = 0;  ///< In bytes.
  /// What PATH.lock says, unless it says that nobody has the checkpoint: the number of the process
  /// that has it open, or had, when it was killed. Empty where the file can't be read.
  std::optional<std::string> lock;
  /// The header page; zeros where it is not good. Of a newer format only the version is known.
  std::uint32_t format = 0;
  std::uint32_t slots = 0;
  std::uint64_t capacity = 0;  ///< Bytes that a state may have without the file being replaced.
  std::string type;
  std::vector<Generation> generations;  ///< One a slot, the newest state first.

  /// The number of the state that a load gives; 0 when there is none.
  std::uint64_t newest() const noexcept;
};

/// Reads and judges all of the file. A commit that is under way looks like damage; so while
/// PATH.lock names somebody, a file that is not whole is looked at again, half a second at most.
/// Errors: no_such_file_or_directory; Errc::foreign for a folder, a device, a pipe; the system's.
Result<Inspection> inspect(const std::string& path);

/// The number of the newest state as the headers tell it, whether the state is whole or not; 0 for
/// none. Reads a page and 64 bytes a slot, waits for nothing: for those who look often, to see
/// whether a program gets on. Errors: those of inspect; Errc::foreign, damaged, newer_format.
Result<std::uint64_t> newest_sequence(const std::string& path);

/// A state of the file: generation 0 is the newest that is whole, 1 the one before. Waits as
/// inspect() does. Errors: those of inspect; Errc::foreign, damaged, newer_format, none_older;
/// too_large for a state of more than `limit` bytes.
Result<Snapshot> read_generation(const std::string& path, std::uint32_t generation,
                                 std::uint64_t limit = default_limit);

}  // namespace watchdog::checkpoint
