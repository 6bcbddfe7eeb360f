// SPDX-License-Identifier: MIT
#include "slots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "large_pages.hpp"

namespace watchdog::checkpoint {
namespace {

Result<Slot> read_slot_header(const File& file, const format::FileHeader& layout,
                              std::uint32_t index) {
  format::SlotBytes bytes{};
  const auto count = file.read(layout.offset(index), bytes);
  if (!count) return count.error();
  Slot slot{index, false, std::nullopt};
  if (*count < bytes.size()) return slot;
  slot.blank =
      std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{}; });
  slot.header = format::decode_slot(bytes);
  // The number says which slot it belongs into: a block that strayed into another is not believed.
  if (slot.header && (slot.header->sequence == 0 || layout.slot_of(slot.header->sequence) != index))
    slot.header.reset();
  return slot;
}

std::uint64_t payload_offset(const format::FileHeader& layout, const Slot& slot) {
  return layout.offset(slot.index) + format::slot_header_size;
}

constexpr std::uint64_t piece_size = 1U << 18;

/// Whether slot and file are long enough for what the header says. For a piece the file is not
/// asked: reading it tells.
Result<bool> has_room(const File& file, const format::FileHeader& layout, const Slot& slot) {
  if (slot.header->length > layout.capacity()) return false;
  if (slot.header->length <= piece_size) return true;
  const auto size = file.size();
  if (!size) return size.error();
  const std::uint64_t offset = payload_offset(layout, slot);
  return offset <= *size && slot.header->length <= *size - offset;
}

/// Gives the payload in pieces, until its end or the first trouble.
class PayloadReader {
 public:
  PayloadReader(const File& file, std::uint64_t offset, std::uint64_t length)
      : file_(file), offset_(offset), left_(length), buffer_(std::min(length, piece_size)) {}

  Bytes next() {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_.size()));
    const auto count = file_.read(offset_, std::span(buffer_).first(wanted));
    if (!count) error_ = count.error();
    if (!count || *count < wanted) return {};
    offset_ += wanted;
    left_ -= wanted;
    return Bytes(buffer_).first(wanted);
  }
  bool is_at_end() const { return left_ == 0; }
  const std::optional<Error>& error() const { return error_; }

 private:
  const File& file_;
  std::uint64_t offset_;
  std::uint64_t left_;
  std::optional<Error> error_;
  std::vector<std::byte> buffer_;
};

/// Keeps the payload, piece by piece: each is zeroed, read and summed while it is in the cache.
class PayloadCollector {
 public:
  PayloadCollector(const File& file, std::uint64_t offset, std::uint64_t length)
      : file_(file), offset_(offset), length_(length) {}

  Bytes next() {
    const std::size_t done = payload_.size();
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(length_ - done, piece_size));
    if (wanted == 0) return {};
    if (done == 0) make_room();
    payload_.resize(done + wanted);
    const auto piece = std::span(payload_).subspan(done);
    const auto count = file_.read(offset_ + done, piece);
    if (!count) error_ = count.error();
    if (count && *count == wanted) return piece;
    payload_.resize(done);
    return {};
  }
  bool is_at_end() const { return payload_.size() == length_; }
  const std::optional<Error>& error() const { return error_; }
  std::vector<std::byte> take() { return std::move(payload_); }

 private:
  void make_room() {
    payload_.reserve(static_cast<std::size_t>(length_));
    prefer_large_pages({payload_.data(), payload_.capacity()});
  }

  const File& file_;
  std::uint64_t offset_;
  std::uint64_t length_;
  std::optional<Error> error_;
  std::vector<std::byte> payload_;
};

Error beyond(std::uint64_t limit, const format::SlotHeader& header, const std::string& path) {
  return {
      Errc::too_large, "read the checkpoint", path,
      fmt::format("state {} has {} bytes, the limit is {}", header.sequence, header.length, limit)};
}

}  // namespace

Result<format::HeaderReading> read_header(const File& file) {
  format::Page start{};
  const auto count = file.read(0, start);
  if (!count) return count.error();
  return format::decode_header(Bytes(start).first(*count));
}

Result<format::FileHeader> read_layout(const File& file, const std::string& path) {
  auto read = read_header(file);
  if (!read) return read.error();
  const auto refuse = [&](Errc why) {
    return Error{why, "use the checkpoint", path, std::move(read->reason)};
  };
  switch (read->verdict) {
    case format::Verdict::foreign:
      return refuse(Errc::foreign);
    case format::Verdict::damaged:
      return refuse(Errc::damaged);
    case format::Verdict::newer:
      return refuse(Errc::newer_format);
    case format::Verdict::ok:
      break;
  }
  return std::move(read->header);
}

Result<std::vector<Slot>> read_slots(const File& file, const format::FileHeader& layout) {
  std::vector<Slot> slots;
  slots.reserve(layout.slots);
  for (std::uint32_t i = 0; i < layout.slots; ++i) {
    auto slot = read_slot_header(file, layout, i);
    if (!slot) return slot.error();
    slots.push_back(*slot);
  }
  const auto rank = [](const Slot& slot) { return slot.header ? slot.header->sequence : 0; };
  std::stable_sort(slots.begin(), slots.end(),
                   [&](const Slot& a, const Slot& b) { return rank(a) > rank(b); });
  return slots;
}

Expected expected_beside(const std::optional<format::SlotHeader>& newest, std::size_t slots) {
  if (!newest) return {slots, 0};
  if (newest->oldest != 0) return {newest->sequence, newest->oldest};
  return {newest->sequence, newest->sequence < slots ? 0 : newest->sequence - slots + 1};
}

std::string doubt(const Slot& slot, const Expected& expected) {
  if (slot.header)
    return slot.header->sequence < expected.oldest ? "has a state that should be long gone" : "";
  if (!slot.blank) return "has no whole header";
  return expected.newest <= slot.index ? "" : "is blank";
}

Result<std::optional<Snapshot>> read_snapshot(const File& file, const format::FileHeader& layout,
                                              const Slot& slot, std::uint64_t limit) {
  const auto room = has_room(file, layout, slot);
  if (!room) return room.error();
  if (!*room) return std::optional<Snapshot>();
  if (slot.header->length > limit) return beyond(limit, *slot.header, file.path());
  PayloadCollector payload(file, payload_offset(layout, slot), slot.header->length);
  format::Digest digest;
  try {
    digest = format::digest_of_pieces([&] { return payload.next(); });
  } catch (const std::bad_alloc&) {
    return Error{std::make_error_code(std::errc::not_enough_memory), "read the checkpoint",
                 file.path(), fmt::format("its state has {} bytes", slot.header->length)};
  }
  if (payload.error()) return *payload.error();
  if (!payload.is_at_end() || digest != slot.header->payload) return std::optional<Snapshot>();
  return std::optional(Snapshot{slot.header->sequence, slot.header->schema,
                                static_cast<Archive>(slot.header->archive), payload.take(),
                                slot.header->layout});
}

Result<bool> is_whole(const File& file, const format::FileHeader& layout, const Slot& slot) {
  auto room = has_room(file, layout, slot);
  if (!room || !*room) return room;
  PayloadReader reader(file, payload_offset(layout, slot), slot.header->length);
  const format::Digest digest = format::digest_of_pieces([&] { return reader.next(); });
  if (reader.error()) return *reader.error();
  return reader.is_at_end() && digest == slot.header->payload;
}

Result<std::vector<Slot>> read_whole_slots(const File& file, const format::FileHeader& layout) {
  const auto slots = read_slots(file, layout);
  if (!slots) return slots.error();
  std::vector<Slot> found;
  for (const Slot& slot : *slots) {
    if (!slot.header) continue;
    const auto whole = is_whole(file, layout, slot);
    if (!whole) return whole.error();
    if (*whole) found.push_back(slot);
  }
  return found;
}

Result<std::optional<Snapshot>> read_generation(const File& file, const format::FileHeader& layout,
                                                std::uint32_t generation, std::uint64_t limit) {
  const auto slots = read_whole_slots(file, layout);
  if (!slots) return slots.error();
  if (generation >= slots->size()) return std::optional<Snapshot>();
  return read_snapshot(file, layout, (*slots)[generation], limit);
}

}  // namespace watchdog::checkpoint
