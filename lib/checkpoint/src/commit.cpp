// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "store_impl.hpp"

/// Commits into the file that is there.
namespace watchdog::checkpoint {
namespace {

/// How often a commit that does not wait for the disk looks whether the file has still its name:
/// that takes longer than the commit.
constexpr milliseconds name_check_interval(100);

}  // namespace

/// What was found is flushed before it may be the reason to overwrite the state before it: the last
/// life may have been killed between its write and its flush, or while it made a larger file, which
/// is removed.
Result<void> Store::Impl::keep_found() {
  if (!found_only) return {};
  if (auto done = remove_file(new_path()); !done) return done.error();
  if (auto done = sync_file(sequence); !done) return done.error();
  if (auto done = sync_folder_of(path); !done) return done.error();
  found_only = false;
  synced = sequence;
  use_file();
  return {};
}

/// Gets ready to write into the slots of the file that is there. Two slots have no room for one
/// that is on the disk, the newest, and the next: then a periodic commit waits for the disk too.
void Store::Impl::use_file() {
  if (durability == Durability::periodic && layout.slots < least_periodic)
    durability = Durability::power;
  writer = SlotWriter(file, layout, durability);
  if (durability == Durability::periodic && !syncer)
    syncer.emplace(options.sync_interval, sequence,
                   [this](std::uint64_t number) { return sync_file(number); });
}

/// The number of the next commit. Errors: that of a sync in the background.
Result<std::uint64_t> Store::Impl::next() {
  if (!syncer) return sequence + 1;
  return syncer->choose([this](std::uint64_t synced_one, std::uint64_t syncing) {
    return next_number(layout, sequence, {sequence, synced_one, syncing});
  });
}

Result<void> Store::Impl::commit(Bytes payload, Archive archive, std::uint32_t state_layout) {
  if (!file && sequence != 0) {
    if (auto done = alone([this] { return reopen(); }); !done) return done.error();
  }
  if (auto done = keep_found(); !done) return done.error();
  const auto number = next();
  if (!number) return number.error();
  if (payload.size() > options.limit)
    return Error{Errc::too_large, "write the checkpoint", path,
                 fmt::format("{} bytes, the limit is {}", payload.size(), options.limit)};
  const Outgoing state{
      {*number, payload.size(), static_cast<std::uint32_t>(archive), options.schema,
       format::digest(payload), oldest_beside(layout, *number, held), state_layout},
      payload};
  if (auto done = put(state); !done) return done.error();
  held.resize(layout.slots);
  held[layout.slot_of(*number)] = *number;
  sequence = *number;
  if (durability == Durability::power) synced = sequence;
  if (syncer) syncer->committed(sequence);
  return {};
}

Result<void> Store::Impl::put(const Outgoing& state) {
  const bool fits = file && state.payload.size() <= layout.capacity();
  if (auto done = fits ? overwrite_slot(state) : replace_file(state); !done) return done.error();
  if (!name_synced) {
    if (auto done = sync_folder_of(path); !done) return done.error();
    name_synced = true;
  }
  return {};
}

/// Brings the state of this number to the disk, with all that was written before it.
Result<void> Store::Impl::sync_file(std::uint64_t number) {
  if (!file)
    return Error{std::make_error_code(std::errc::bad_file_descriptor), "flush the checkpoint", path,
                 "replacing it has failed"};
  if (flush_failed) {
    if (auto done = write_again(number); !done) return done;
  }
  auto done = writer.sync(file);
  flush_failed = !done;
  return done;
}

/// A system whose flush has failed may take what it could not write for written (Linux does), and
/// the next flush then succeeds without it. Nobody else writes into this slot: its state is the
/// newest, or on its way to the disk.
Result<void> Store::Impl::write_again(std::uint64_t number) const {
  const std::uint32_t slot = layout.slot_of(number);
  const auto bytes = read_slot(slot);
  if (!bytes) return bytes.error();
  return file.write(layout.offset(slot), {*bytes});
}

Result<void> Store::Impl::sync() {
  if (found_only) return keep_found();
  if (syncer) return syncer->sync_now();
  if (sequence == 0) return {};
  auto done = sync_file(sequence);
  if (done) synced = sequence;
  return done;
}

Result<void> Store::Impl::overwrite_slot(const Outgoing& state) {
  const std::uint64_t offset = layout.offset(layout.slot_of(state.header.sequence));
  if (auto done = writer.write(file, offset, state.header, state.payload); !done)
    return done.error();
  return is_name_due() ? keep_name(state) : Result<void>();
}

bool Store::Impl::is_name_due() {
  if (durability == Durability::power) return true;
  const Time now = Clock::now();
  if (now - name_seen < name_check_interval) return false;
  name_seen = now;
  return true;
}

/// A file that lost its name takes all writes, and nobody will ever see them. When it was removed
/// it is made again; when another is in its place, that one is not ours to overwrite.
Result<void> Store::Impl::keep_name(const Outgoing& state) {
  switch (file.name()) {
    case Name::ours:
      return {};
    case Name::gone:
      return replace_file(state);
    case Name::another:
      break;
  }
  return replaced();
}

}  // namespace watchdog::checkpoint
