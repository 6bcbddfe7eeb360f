// SPDX-License-Identifier: MIT
#include "scan.hpp"

#include <fmt/format.h>

#include "slots.hpp"

namespace watchdog::checkpoint {
namespace {

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

std::optional<format::SlotHeader> header_of(const std::optional<Snapshot>& state,
                                            const std::vector<Slot>& slots) {
  for (const Slot& slot : slots)
    if (state && slot.header && slot.header->sequence == state->sequence) return slot.header;
  return std::nullopt;
}

Found judge(std::optional<Snapshot> best, const std::vector<Slot>& slots, Doubts doubts,
            const Options& options) {
  const Expected expected = expected_beside(header_of(best, slots), slots.size());
  for (const Slot& slot : slots) {
    const std::string why = doubt(slot, expected);
    if (!why.empty()) doubts.add(slot.index, why);
  }
  if (!best) return Damaged{doubts.text()};
  if (best->schema > options.schema) return NewerSchema{best->schema};
  if (doubts.text().empty()) return Loaded{std::move(*best)};
  return FellBack{std::move(*best), doubts.text()};
}

Result<Found> find_newest(const File& file, const format::FileHeader& layout,
                          const std::vector<Slot>& slots, const Options& options) {
  Doubts doubts;
  std::optional<Snapshot> best;
  for (const Slot& slot : slots) {
    if (best || !slot.header) break;
    auto snapshot = read_snapshot(file, layout, slot, options.limit);
    if (!snapshot) return snapshot.error();
    best = std::move(*snapshot);
    if (!best) doubts.add(slot.index, fmt::format("has a broken state {}", slot.header->sequence));
  }
  return judge(std::move(best), slots, std::move(doubts), options);
}

Held held_by(const std::vector<Slot>& slots) {
  Held held(slots.size());
  for (const Slot& slot : slots)
    if (slot.header) held[slot.index] = slot.header->sequence;
  return held;
}

}  // namespace

Result<Scan> scan(const File& file, const std::string& path, const Options& options) {
  auto header = read_header(file);
  if (!header) return header.error();
  format::HeaderReading& reading = *header;
  switch (reading.verdict) {
    case format::Verdict::foreign:
      return Error{Errc::foreign, "use the checkpoint", path,
                   reading.reason + ": look at it, and remove it if it is not needed"};
    case format::Verdict::damaged:
      return Scan{Damaged{reading.reason}, {}, {}};
    case format::Verdict::newer:
      return Scan{NewerFormat{reading.header.version}, {}, {}};
    case format::Verdict::ok:
      break;
  }
  if (reading.header.type != options.type)
    return Error{
        Errc::other_type, "use the checkpoint", path,
        fmt::format("it holds '{}', this program wants '{}'", reading.header.type, options.type)};
  const auto slots = read_slots(file, reading.header);
  if (!slots) return slots.error();
  auto found = find_newest(file, reading.header, *slots, options);
  if (!found) return found.error();
  return Scan{std::move(*found), std::move(reading.header), held_by(*slots)};
}

}  // namespace watchdog::checkpoint
