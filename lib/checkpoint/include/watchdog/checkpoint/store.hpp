// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/checkpoint/error.hpp"

/// A program's state in one file, such that no kill, full disk or power cut loses a state that was
/// committed, and no damaged one is ever taken for good.
///
/// The file holds the last few states in slots; a commit overwrites the oldest one and flushes it,
/// once. Here states are bytes; cereal.hpp makes them from types. Text and paths are UTF-8.
namespace watchdog::checkpoint {

/// How a payload was made. A number of the file format: values keep their meaning for ever; above
/// 1000 they are the application's own.
enum class Archive : std::uint32_t { bytes = 0, portable_binary = 1, json = 2 };

/// What a committed state survives.
enum class Durability : std::uint8_t {
  /// Power cuts too: each commit waits for the disk.
  power,
  /// Whatever ends the program, the system goes on: a kill, a crash. A commit is a copy in memory,
  /// some hundred times as fast. After a power cut the states of the last half minute may be lost,
  /// and with them the file (Damaged), as all slots may have been on their way to the disk.
  process,
  /// As `process`, and a thread brings the newest state to the disk once in Options::sync_interval.
  /// A power cut then leaves the state that was brought there last, or a newer one: it is not
  /// overwritten before the next is there. Takes 3 generations; with fewer than 4 a commit may have
  /// to wait for a sync that runs. Commits pass over some numbers. Into a file that was made with 2
  /// generations they wait for the disk, as with `power`.
  periodic,
};

/// Bytes of the largest state that is read unless Options says otherwise: 4 GiB.
inline constexpr std::uint64_t default_limit = 1ULL << 32;

struct Options {
  /// Names the kind of state, so that a program does not load another's: at most 255 bytes. A file
  /// of a different type is an error.
  std::string type;
  /// The version of the state's layout. Raise it with each change of what is written. States of
  /// older versions are loaded and say so; newer ones are not loaded.
  std::uint32_t schema = 1;
  /// Bytes that a state may reach before the file has to be replaced by a larger one (which costs
  /// a few flushes, once). 0: one and a half times the first state. For a new file only.
  std::uint64_t capacity = 0;
  /// How many states the file holds: 2 to 64. For a new file only.
  std::uint32_t generations = 2;
  /// No property of the file: each opening chooses. Making, growing and opening the file wait for
  /// the disk in either case.
  Durability durability = Durability::power;
  /// With Durability::periodic: how often states are brought to the disk, so how much work a power
  /// cut may cost.
  milliseconds sync_interval{1000};
  /// Bytes that a state may have at all: no more memory is taken, whatever a file says of itself,
  /// which may be a small one with holes. A larger state is Errc::too_large, to read or to commit.
  std::uint64_t limit = default_limit;
};

/// A state as it was committed.
struct Snapshot {
  std::uint64_t sequence = 0;  ///< Its number; the first commit is 1.
  std::uint32_t schema = 0;    ///< Never above Options::schema.
  Archive archive = Archive::bytes;
  std::vector<std::byte> payload;
  std::uint32_t layout = 0;  ///< What commit() was given: see layout_sum.
};

/// There is no file: nothing was ever committed under this name.
struct Absent {};
/// The last committed state.
struct Loaded {
  Snapshot snapshot;
};
/// An older state, because the file may have held a newer one that is broken. Usually that was a
/// commit that a kill cut short, which nobody was told had succeeded; it may also be damage to one
/// that had.
struct FellBack {
  Snapshot snapshot;
  std::string reason;  ///< For people.
};
/// The file is ours, and no state in it is whole.
struct Damaged {
  std::string reason;
};
/// The newest state was written by a later version of the program.
struct NewerSchema {
  std::uint32_t schema = 0;
};
/// The file was written by a later version of this library.
struct NewerFormat {
  std::uint32_t version = 0;
};

/// What open() found. After the last three the store refuses to commit: see put_aside.
using Found = std::variant<Absent, Loaded, FellBack, Damaged, NewerSchema, NewerFormat>;

/// A description of what a payload is made of, as a number for commit(); never 0, which is that of
/// a layout nobody knows. It does for layouts what Options::type does for files: layout.hpp makes
/// one of a type, and cereal.hpp takes no state of a type with another one.
std::uint32_t layout_sum(std::string_view description) noexcept;

/// The one user of a checkpoint file. Move-only. One thread at a time; a commit blocks until the
/// state is on the disk, with Durability::process until it is the system's. Don't fork while one is
/// open, unless the child calls exec: it would go on holding the lock.
///
/// Beside the file PATH there are PATH.lock, which stays as long as PATH does (whoever removes it
/// while no store is open does no harm), and for the moment of growing PATH.new (what a kill
/// leaves of it is removed by the next life's first commit).
class Store {
 public:
  struct Opened;

  /// Takes the lock and judges the file. The first commit makes sure that what was found is on the
  /// disk before it overwrites anything, which takes a flush more. A relative path or a link is
  /// resolved now. Creates nothing but the lock file. Errors: Errc::in_use, foreign, other_type,
  /// too_large; those of the system.
  static Result<Opened> open(const std::string& path, const Options& options = {});

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  /// Makes `payload` the state. Once it returns without an error the state survives what
  /// Options::durability says; after an error the former one is still there and the call may be
  /// repeated. A state that a failed commit left half-way may be found whole by the next open(). A
  /// file that was removed meanwhile is made again; with Durability::process that is looked for no
  /// more than ten times a second. In that mode nobody may shorten the file: that is a SIGBUS.
  /// Errors: Errc::undecided, replaced, too_large; in_use, where somebody else has made it again
  /// after it was removed together with its lock file; those of the system (no_space_on_device,
  /// io_error...), with Durability::periodic also that of a sync in the background, once.
  Result<void> commit(std::span<const std::byte> payload, Archive archive = Archive::bytes,
                      std::uint32_t layout = 0);

  /// Returns when all that was committed is on the disk, whatever the durability.
  /// Errors: those of the system, also of a sync in the background that failed before.
  Result<void> sync();
  /// The number of the newest state that is known to be on the disk; 0 when there is none.
  std::uint64_t synced() const noexcept;

  /// Reads an older state, for a program that cannot live with the newest one: generation 0 is the
  /// newest whole state in the file, 1 the one before. Nothing, when there is none so old. Changes
  /// nothing: the next commit follows the newest state, not this one; see rollback.hpp.
  /// Errors: Errc::newer_schema; those of reading.
  Result<std::optional<Snapshot>> load(std::uint32_t generation) const;

  /// The number of the last state that was loaded or committed; 0 when there is none.
  std::uint64_t sequence() const noexcept;
  /// The file, absolute.
  const std::string& path() const noexcept;

  /// Removes the file: the job is done and there is nothing to resume. The next commit makes a new
  /// one. Errors: those of the system.
  Result<void> remove();

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

struct Store::Opened {
  Store store;
  Found found;
};

/// Gives the file the name PATH.aside (in place of an earlier one), for somebody to look at, so
/// that the next open() begins afresh. The way on when a file cannot be used; whether to take it is
/// the user's decision. Returns the new name. Errors: Errc::in_use, also while this process has it
/// open; those of the system.
Result<std::string> put_aside(const std::string& path);

}  // namespace watchdog::checkpoint
