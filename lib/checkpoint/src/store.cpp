// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "file.hpp"
#include "format.hpp"
#include "lock.hpp"
#include "numbers.hpp"
#include "resolve.hpp"
#include "scan.hpp"
#include "slot_writer.hpp"
#include "slots.hpp"
#include "syncer.hpp"
#include "watchdog/base/clock.hpp"

namespace watchdog::checkpoint {
namespace {

/// How often a commit that does not wait for the disk looks whether the file has still its name:
/// that takes longer than the commit.
constexpr milliseconds name_check_interval(100);

/// One that is synced, the newest, and one to write to.
constexpr std::uint32_t least_periodic = 3;

Result<void> check(const std::string& path, const Options& options) {
  const Error error{Errc::too_large, "use the checkpoint", path, {}};
  if (options.type.size() > format::longest_type) return error;
  if (options.capacity > format::largest_slot / 4) return error;
  if (options.generations < format::least_slots || options.generations > format::most_slots)
    return error;
  if (options.durability == Durability::periodic && options.generations < least_periodic)
    return Error{Errc::too_few_slots, "use the checkpoint", path, "ask for 3 generations or more"};
  return {};
}

/// Writes blank bytes, so that later commits neither need space nor change the file's size, which
/// would cost them a second flush.
Result<void> fill(const File& file, std::uint64_t from, std::uint64_t to) {
  static constexpr std::array<std::byte, 65536> zeros{};
  while (from < to) {
    const auto part = std::min<std::uint64_t>(zeros.size(), to - from);
    if (auto done = file.write(from, {Bytes(zeros).first(static_cast<std::size_t>(part))}); !done)
      return done.error();
    from += part;
  }
  return {};
}

}  // namespace

/// A state on its way into a slot.
struct Outgoing {
  format::SlotHeader header;
  Bytes payload;
};

struct Store::Impl {
  Impl(std::string where, const Options& how, Lock taken)
      : path(std::move(where)), options(how), lock(std::move(taken)) {}

  Result<Found> look();
  Result<void> commit(Bytes payload, Archive archive);
  Result<void> keep_found();
  Result<std::uint64_t> next();
  Result<void> put(const Outgoing& state);
  Result<void> sync_file() const;
  Result<void> sync();
  void use_file();
  Result<void> overwrite_slot(const Outgoing& state);
  Result<void> replace_file(const Outgoing& state);
  Result<void> replace_alone(const Outgoing& state);
  template <class Deed>
  Result<void> alone(Deed deed);
  Result<void> keep_name(const Outgoing& state);
  bool is_name_due();
  Result<void> write_new_file(const format::FileHeader& larger, const Outgoing& state);
  Result<std::vector<std::byte>> read_slot(std::uint32_t slot) const;
  Result<void> copy_slots(const File& to, const format::FileHeader& larger, std::uint32_t except);
  Result<void> adopt(const format::FileHeader& larger);
  Result<void> reopen();
  format::FileHeader layout_for(std::uint64_t length) const;
  std::string new_path() const { return path + ".new"; }
  Error replaced() const {
    return {Errc::replaced, "write the checkpoint", path, "move that one away"};
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
  bool decided = true;       ///< Nothing that could not be loaded stands in the way of a commit.
  bool found_only = false;   ///< The file was read, and nothing was done to it.
  bool name_synced = true;   ///< The file would be found under its name after a power cut.
  std::uint64_t synced = 0;  ///< Known to be on the disk, unless a syncer knows better.
  /// With Durability::periodic, once there is a file with slots enough. Uses `file` and `writer`,
  /// so it is declared after them, and they are touched while it is idle alone.
  std::optional<Syncer> syncer;
};

/// Opens and judges the file.
Result<Found> Store::Impl::look() {
  if (auto removed = remove_file(new_path()); !removed) return removed.error();
  auto opened = File::open(path);
  if (!opened) return opened.error();
  Found found;
  if (!*opened) return found;
  auto read = scan(**opened, path, options);
  if (!read) return read.error();
  file = std::move(**opened);
  layout = std::move(read->header);
  held = std::move(read->held);
  found = std::move(read->found);
  if (const auto* loaded = std::get_if<Loaded>(&found)) sequence = loaded->snapshot.sequence;
  if (const auto* older = std::get_if<FellBack>(&found)) sequence = older->snapshot.sequence;
  decided = sequence != 0;
  found_only = true;
  return found;
}

/// What was found is flushed before it may be the reason to overwrite the state before it: the last
/// life may have been killed between its write and its flush.
Result<void> Store::Impl::keep_found() {
  if (!found_only) return {};
  if (auto done = file.sync(); !done) return done.error();
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
    syncer.emplace(options.sync_interval, sequence, [this] { return sync_file(); });
}

/// The layout of a new file: like the present one's, and twice as large if need be.
format::FileHeader Store::Impl::layout_for(std::uint64_t length) const {
  const bool fits = file && length <= layout.capacity();
  const std::uint64_t capacity =
      fits   ? layout.capacity()
      : file ? std::max(2 * layout.capacity(), length)
             : std::max({options.capacity, length + length / 2, std::uint64_t{1}});
  return {format::current_version, file ? layout.slots : options.generations,
          format::slot_size_for(capacity), options.type};
}

/// The number of the next commit. Errors: that of a sync in the background.
Result<std::uint64_t> Store::Impl::next() {
  if (!syncer) return sequence + 1;
  return syncer->choose([this](std::uint64_t synced_one, std::uint64_t syncing) {
    return next_number(layout, sequence, {sequence, synced_one, syncing});
  });
}

Result<void> Store::Impl::commit(Bytes payload, Archive archive) {
  if (auto done = keep_found(); !done) return done.error();
  if (!file && sequence != 0) {
    if (auto done = alone([this] { return reopen(); }); !done) return done.error();
  }
  const auto number = next();
  if (!number) return number.error();
  if (payload.size() > options.limit)
    return Error{Errc::too_large, "write the checkpoint", path,
                 fmt::format("{} bytes, the limit is {}", payload.size(), options.limit)};
  const Outgoing state{
      {*number, payload.size(), static_cast<std::uint32_t>(archive), options.schema,
       format::digest(payload), oldest_beside(layout, *number, held)},
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

Result<void> Store::Impl::sync_file() const {
  if (file) return writer.sync(file);
  return Error{std::make_error_code(std::errc::bad_file_descriptor), "flush the checkpoint", path,
               "replacing it has failed"};
}

Result<void> Store::Impl::sync() {
  if (found_only) return keep_found();
  if (syncer) return syncer->sync_now();
  if (sequence == 0) return {};
  auto done = sync_file();
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

/// Growing, the first commit, and the one after somebody removed the file: a complete file beside
/// the present one takes its name. Until then the present one is untouched. Nobody else uses the
/// name PATH.new: we hold the lock.
Result<void> Store::Impl::replace_file(const Outgoing& state) {
  auto done = alone([&] { return replace_alone(state); });
  if (!done) return done;
  synced = state.header.sequence;
  if (syncer) syncer->is_synced(synced);
  return done;
}

/// While nobody syncs the file: it may be another one afterwards.
template <class Deed>
Result<void> Store::Impl::alone(Deed deed) {
  return syncer ? syncer->alone(deed) : deed();
}

Result<void> Store::Impl::replace_alone(const Outgoing& state) {
  if (file && file.name() == Name::another) return replaced();
  const format::FileHeader larger = layout_for(state.payload.size());
  if (larger.slot_size > format::largest_slot)
    return Error{Errc::too_large, "write the checkpoint", path, {}};
  auto done = write_new_file(larger, state);
  if (done) done = adopt(larger);
  if (!done) static_cast<void>(remove_file(new_path()));  // The first error is the one to report.
  return done;
}

Result<void> Store::Impl::write_new_file(const format::FileHeader& larger, const Outgoing& state) {
  if (auto done = remove_file(new_path()); !done) return done.error();
  auto fresh = File::create(new_path());
  if (!fresh) return fresh.error();
  const format::Page page = format::encode(larger);
  const format::SlotBytes header = format::encode(state.header);
  const std::uint32_t slot = larger.slot_of(state.header.sequence);
  if (auto done = fresh->write(0, {page}); !done) return done.error();
  if (auto done = fill(*fresh, format::page, larger.file_size()); !done) return done.error();
  if (auto done = copy_slots(*fresh, larger, slot); !done) return done.error();
  if (auto done = fresh->write(larger.offset(slot), {header, state.payload}); !done)
    return done.error();
  return fresh->sync();
}

Result<std::vector<std::byte>> Store::Impl::read_slot(std::uint32_t slot) const {
  std::vector<std::byte> bytes(static_cast<std::size_t>(layout.slot_size));
  const auto count = file.read(layout.offset(slot), bytes);
  if (!count) return count.error();
  bytes.resize(*count);
  return bytes;
}

/// The older states move along, as they are: a broken one stays broken and is found to be.
Result<void> Store::Impl::copy_slots(const File& to, const format::FileHeader& larger,
                                     std::uint32_t except) {
  for (std::uint32_t slot = 0; file && slot < layout.slots; ++slot) {
    if (slot == except) continue;
    const auto bytes = read_slot(slot);
    if (!bytes) return bytes.error();
    if (auto done = to.write(larger.offset(slot), {*bytes}); !done) return done.error();
  }
  return {};
}

/// Gives the new file the name. The old one is let go of first, since Windows does not replace an
/// open file; the lock is not on it.
Result<void> Store::Impl::adopt(const format::FileHeader& larger) {
  writer = SlotWriter();
  file = File();
  auto moved = move_over(new_path(), path);
  if (moved) {
    layout = larger;
    name_synced = false;
  }
  if (!moved && sequence == 0) return moved;
  auto opened = reopen();
  return moved ? opened : moved;
}

Result<void> Store::Impl::reopen() {
  auto opened = File::open(path);
  if (!opened) return opened.error();
  if (!*opened)
    return Error{std::make_error_code(std::errc::no_such_file_or_directory), "open the checkpoint",
                 path, "it was there before: somebody has removed it"};
  file = std::move(**opened);
  use_file();
  return {};
}

Store::Store(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store::Opened> Store::open(const std::string& path, const Options& options) {
  if (auto valid = check(path, options); !valid) return valid.error();
  auto whole = resolve(path);
  if (!whole) return whole.error();
  auto lock = Lock::take(*whole);
  if (!lock) return lock.error();
  auto impl = std::make_unique<Impl>(std::move(*whole), options, std::move(*lock));
  auto found = impl->look();
  if (!found) return found.error();
  return Opened{Store(std::move(impl)), std::move(*found)};
}

Result<void> Store::commit(std::span<const std::byte> payload, Archive archive) {
  if (!impl_->decided)
    return Error{Errc::undecided, "write the checkpoint", impl_->path, "put it aside first"};
  return impl_->commit(payload, archive);
}

Result<void> Store::sync() { return impl_->sync(); }
std::uint64_t Store::synced() const noexcept {
  return impl_->syncer ? impl_->syncer->synced() : impl_->synced;
}

Result<std::optional<Snapshot>> Store::load(std::uint32_t generation) const {
  if (!impl_->file || impl_->layout.slot_size == 0) return std::optional<Snapshot>();
  auto snapshot = read_generation(impl_->file, impl_->layout, generation, impl_->options.limit);
  if (snapshot && *snapshot && (*snapshot)->schema > impl_->options.schema)
    return Error{Errc::newer_schema, "read the checkpoint", impl_->path,
                 fmt::format("its state is version {}", (*snapshot)->schema)};
  return snapshot;
}

std::uint64_t Store::sequence() const noexcept { return impl_->sequence; }
const std::string& Store::path() const noexcept { return impl_->path; }

Result<void> Store::remove() {
  impl_->syncer.reset();
  impl_->writer = SlotWriter();
  impl_->file = File();
  if (auto done = remove_file(impl_->path); !done) return done.error();
  impl_->found_only = false;
  impl_->sequence = impl_->synced = 0;
  impl_->held.clear();
  impl_->decided = true;
  return sync_folder_of(impl_->path);
}

Result<std::string> put_aside(const std::string& path) {
  auto whole = resolve(path);
  if (!whole) return whole.error();
  auto lock = Lock::take(*whole);
  if (!lock) return lock.error();
  std::string aside = *whole + ".aside";
  if (auto done = move_over(*whole, aside); !done) return done.error();
  if (auto done = sync_folder_of(*whole); !done) return done.error();
  return aside;
}

}  // namespace watchdog::checkpoint
