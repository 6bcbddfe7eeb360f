// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "file.hpp"
#include "format.hpp"
#include "lock.hpp"
#include "numbers.hpp"
#include "slot_writer.hpp"
#include "syncer.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::checkpoint {

/// A state on its way into a slot.
struct Outgoing {
  format::SlotHeader header;
  Bytes payload;
};

/// With Durability::periodic: one that is on the disk, the newest, and one to write to.
inline constexpr std::uint32_t least_periodic = 3;

/// What a store knows of its file, and does with it.
struct Store::Impl {
  Impl(std::string where, const Options& how, Lock taken)
      : path(std::move(where)), options(how), lock(std::move(taken)) {}

  // store.cpp: the beginning.
  Result<Found> look();

  // commit.cpp: into the file that is there.
  Result<void> commit(Bytes payload, Archive archive, std::uint32_t state_layout);
  Result<void> keep_found();
  void use_file();
  Result<std::uint64_t> next();
  Result<void> put(const Outgoing& state);
  Result<void> overwrite_slot(const Outgoing& state);
  bool is_name_due();
  Result<void> keep_name(const Outgoing& state);
  Result<void> sync_file(std::uint64_t number);
  Result<void> write_again(std::uint64_t number) const;
  Result<void> sync();

  // replace.cpp: into another one.
  Result<void> replace_file(const Outgoing& state);
  Result<void> replace_alone(const Outgoing& state);
  format::FileHeader layout_for(std::uint64_t length) const;
  Result<void> write_new_file(const format::FileHeader& larger, const Outgoing& state);
  Result<void> copy_slots(const File& to, const format::FileHeader& larger, std::uint32_t except);
  Result<std::vector<std::byte>> read_slot(std::uint32_t slot) const;
  Result<void> adopt(const format::FileHeader& larger);
  Result<void> reopen();
  std::string new_path() const { return path + ".new"; }
  Error replaced() const {
    return {Errc::replaced, "write the checkpoint", path, "move that one away"};
  }

  /// While nobody syncs the file: it may be another one afterwards.
  template <class Deed>
  Result<void> alone(Deed deed) {
    return syncer ? syncer->alone(deed) : deed();
  }

  std::string path;
  Options options;
  Durability durability = options.durability;  ///< The one that the file has slots for.
  Lock lock;
  File file;  ///< None before the first commit.
  format::FileHeader layout;
  Held held;  ///< By slot; empty without a file.
  SlotWriter writer;
  Time name_seen;  ///< When it was last looked whether the file has its name.
  std::uint64_t sequence = 0;
  bool decided = true;        ///< Nothing that could not be loaded stands in the way of a commit.
  bool found_only = false;    ///< The file was read, and nothing was done to it.
  bool name_synced = true;    ///< The file would be found under its name after a power cut.
  bool flush_failed = false;  ///< Used where sync_file runs alone.
  std::uint64_t synced = 0;   ///< Known to be on the disk, unless a syncer knows better.
  /// With Durability::periodic, once there is a file with slots enough. Uses `file` and `writer`,
  /// so it is declared after them, and they are touched while it is idle alone.
  std::optional<Syncer> syncer;
};

}  // namespace watchdog::checkpoint
