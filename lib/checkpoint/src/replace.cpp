// SPDX-License-Identifier: MIT
#include <algorithm>

#include "store_impl.hpp"

/// A new file in the place of the present one: the first commit, growing, and one that was removed.
namespace watchdog::checkpoint {
namespace {

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

Result<void> Store::Impl::replace_alone(const Outgoing& state) {
  if (file && file.name() == Name::another) return replaced();
  if (auto done = lock.renew(); !done) return done;
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

}  // namespace watchdog::checkpoint
