// SPDX-License-Identifier: MIT
#include "scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace watchdog::checkpoint {
namespace {

/// A slot as its header tells it.
struct Slot {
  std::uint32_t index = 0;
  bool blank = false;  ///< Nothing was ever written into it.
  std::optional<format::SlotHeader> header;
};

/// The reasons for which a state newer than the one that is loaded may have been lost.
class Doubts {
 public:
  void add(std::uint32_t slot, std::string_view what) {
    text_ += fmt::format("{}slot {} {}", text_.empty() ? "" : "; ", slot, what);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

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

/// The slots, those with the highest numbers first, those without a whole header last.
Result<std::vector<Slot>> read_slots(const File& file, const format::FileHeader& layout) {
  std::vector<Slot> slots;
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

/// The payload, if it is all there and unchanged. The length is believed only as far as the file
/// reaches.
Result<std::optional<std::vector<std::byte>>> read_payload(const File& file, std::uint64_t offset,
                                                           const format::SlotHeader& header) {
  std::optional<std::vector<std::byte>> payload;
  const auto size = file.size();
  if (!size) return size.error();
  if (offset > *size || header.length > *size - offset) return payload;
  payload.emplace(static_cast<std::size_t>(header.length));
  const auto count = file.read(offset, *payload);
  if (!count) return count.error();
  if (*count < payload->size() || format::digest(*payload) != header.payload) payload.reset();
  return payload;
}

Result<std::optional<Snapshot>> read_snapshot(const File& file, const format::FileHeader& layout,
                                              const Slot& slot) {
  if (slot.header->length > layout.capacity()) return std::optional<Snapshot>();
  auto payload =
      read_payload(file, layout.offset(slot.index) + format::slot_header_size, *slot.header);
  if (!payload) return payload.error();
  if (!*payload) return std::optional<Snapshot>();
  return std::optional(Snapshot{slot.header->sequence, slot.header->schema,
                                static_cast<Archive>(slot.header->archive), std::move(**payload)});
}

/// Whether a slot may have held a newer state than the one found: it has no whole header, or one so
/// old that a later write must have been lost. A blank one is as it should be while the numbers
/// have not come round to it yet.
bool is_doubtful(const Slot& slot, std::uint64_t found, std::size_t slots) {
  if (slot.header) return slot.header->sequence + slots <= found;
  return !(slot.blank && found <= slot.index);
}

Found judge(std::optional<Snapshot> best, const std::vector<Slot>& slots, Doubts doubts,
            const Options& options) {
  for (const Slot& slot : slots) {
    if (is_doubtful(slot, best ? best->sequence : slots.size(), slots.size()))
      doubts.add(slot.index, slot.blank    ? "is blank"
                             : slot.header ? "has a state that should be long gone"
                                           : "has no whole header");
  }
  if (!best) return Damaged{doubts.text()};
  if (best->schema > options.schema) return NewerSchema{best->schema};
  if (doubts.text().empty()) return Loaded{std::move(*best)};
  return FellBack{std::move(*best), doubts.text()};
}

Result<Found> find_newest(const File& file, const format::FileHeader& layout,
                          const Options& options) {
  auto slots = read_slots(file, layout);
  if (!slots) return slots.error();
  Doubts doubts;
  std::optional<Snapshot> best;
  for (const Slot& slot : *slots) {
    if (best || !slot.header) break;
    auto snapshot = read_snapshot(file, layout, slot);
    if (!snapshot) return snapshot.error();
    best = std::move(*snapshot);
    if (!best) doubts.add(slot.index, fmt::format("has a broken state {}", slot.header->sequence));
  }
  return judge(std::move(best), *slots, std::move(doubts), options);
}

}  // namespace

Result<Scan> scan(const File& file, const std::string& path, const Options& options) {
  format::Page start{};
  const auto count = file.read(0, start);
  if (!count) return count.error();
  format::HeaderReading reading = format::decode_header(format::Bytes(start).first(*count));
  switch (reading.verdict) {
    case format::Verdict::foreign:
      return Error{Errc::foreign, "use the checkpoint", path,
                   reading.reason + ": look at it, and remove it if it is not needed"};
    case format::Verdict::damaged:
      return Scan{Damaged{reading.reason}, {}};
    case format::Verdict::newer:
      return Scan{NewerFormat{reading.header.version}, {}};
    case format::Verdict::ok:
      break;
  }
  if (reading.header.type != options.type)
    return Error{
        Errc::other_type, "use the checkpoint", path,
        fmt::format("it holds '{}', this program wants '{}'", reading.header.type, options.type)};
  auto found = find_newest(file, reading.header, options);
  if (!found) return found.error();
  return Scan{std::move(*found), std::move(reading.header)};
}

}  // namespace watchdog::checkpoint
