// SPDX-License-Identifier: MIT
#include "slot_writer.hpp"

#include <algorithm>
#include <atomic>

namespace watchdog::checkpoint {
namespace {

/// The header last: a kill before that leaves the slot's former state broken, which is the oldest
/// one, and the newest is loaded without a doubt.
void copy_into(std::span<std::byte> slot, const format::SlotBytes& header, Bytes payload) {
  std::copy(payload.begin(), payload.end(),
            slot.begin() + static_cast<std::ptrdiff_t>(header.size()));
  std::atomic_thread_fence(std::memory_order_release);
  std::copy(header.begin(), header.end(), slot.begin());
}

}  // namespace

SlotWriter::SlotWriter(const File& file, const format::FileHeader& layout, Durability durability)
    : durability_(durability) {
  if (durability == Durability::power) return;
  // A file that lost its end may be written to, which makes it longer, but not mapped.
  const auto size = file.size();
  if (size && *size >= layout.file_size()) mapping_ = Mapping(file.handle(), layout.file_size());
}

Result<void> SlotWriter::write(const File& file, std::uint64_t offset,
                               const format::SlotHeader& header, Bytes payload) const {
  const format::SlotBytes bytes = format::encode(header);
  if (mapping_) {
    copy_into(mapping_.bytes().subspan(static_cast<std::size_t>(offset)), bytes, payload);
    return {};
  }
  if (auto done = file.write(offset, {bytes, payload}); !done) return done.error();
  return durability_ == Durability::power ? file.sync() : Result<void>();
}

Result<void> SlotWriter::sync(const File& file) const {
  if (mapping_ && !mapping_.flush()) return last_failure("flush the checkpoint", "mapped memory");
  return file.sync();
}

}  // namespace watchdog::checkpoint
