// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

#include "resolve.hpp"
#include "slots.hpp"
#include "watchdog/base/clock.hpp"

namespace watchdog::checkpoint {
namespace {

using Verdict = Inspection::Verdict;
using Condition = Generation::Condition;

constexpr milliseconds patience(500);

/// Who holds the lock, as far as the lock file tells: a blank one says nobody.
std::optional<std::string> lock_of(const std::string& path) {
  const std::string name = path + ".lock";
  const auto file = File::open_to_read(name);
  if (!file) {
    const bool none = file.error().code == std::errc::no_such_file_or_directory;
    return none ? std::nullopt : std::optional(std::string());
  }
  std::array<std::byte, 20> text{};
  const auto count = file->read(0, text);
  if (!count) return std::string();
  const std::string all(reinterpret_cast<const char*>(text.data()), *count);
  if (all.starts_with(' ')) return std::nullopt;
  return all.substr(0, all.find_first_not_of("0123456789"));
}

Verdict verdict_of(format::Verdict header) {
  switch (header) {
    case format::Verdict::foreign:
      return Verdict::foreign;
    case format::Verdict::newer:
      return Verdict::newer_format;
    case format::Verdict::damaged:
      return Verdict::damaged;
    case format::Verdict::ok:
      break;
  }
  return Verdict::whole;
}

Result<Generation> judge_slot(const File& file, const format::FileHeader& layout,
                              const Slot& slot) {
  Generation seen;
  seen.slot = slot.index;
  seen.condition = slot.blank ? Condition::blank : Condition::broken;
  if (!slot.header) return seen;
  seen.sequence = slot.header->sequence;
  seen.length = slot.header->length;
  seen.schema = slot.header->schema;
  seen.archive = static_cast<Archive>(slot.header->archive);
  seen.oldest = slot.header->oldest;
  seen.layout = slot.header->layout;
  const auto whole = is_whole(file, layout, slot);
  if (!whole) return whole.error();
  if (*whole)
    seen.condition = Condition::whole;
  else
    seen.reason = fmt::format("has a broken state {}", seen.sequence);
  return seen;
}

/// Adds what shows only beside the other slots, and sums up.
void conclude(const std::vector<Slot>& slots, Inspection& seen) {
  const std::uint64_t newest = seen.newest();
  const auto found = std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) {
    return newest != 0 && slot.header && slot.header->sequence == newest;
  });
  const Expected expected =
      expected_beside(found == slots.end() ? std::nullopt : found->header, slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    Generation& one = seen.generations[i];
    if (one.reason.empty()) one.reason = doubt(slots[i], expected);
    if (one.reason.empty()) continue;
    seen.reason +=
        fmt::format("{}slot {} {}", seen.reason.empty() ? "" : "; ", one.slot, one.reason);
  }
  if (!seen.reason.empty()) seen.verdict = Verdict::flawed;
  if (newest == 0) seen.verdict = Verdict::damaged;
}

Result<void> look_at_slots(const File& file, const format::FileHeader& layout, Inspection& seen) {
  const auto slots = read_slots(file, layout);
  if (!slots) return slots.error();
  for (const Slot& slot : *slots) {
    auto one = judge_slot(file, layout, slot);
    if (!one) return one.error();
    seen.generations.push_back(std::move(*one));
  }
  conclude(*slots, seen);
  return {};
}

Result<Inspection> look(const File& file) {
  auto header = read_header(file);
  if (!header) return header.error();
  const auto size = file.size();
  if (!size) return size.error();
  Inspection seen;
  seen.verdict = verdict_of(header->verdict);
  seen.reason = header->reason;
  seen.file_size = *size;
  if (seen.verdict == Verdict::newer_format) seen.format = header->header.version;
  if (seen.verdict != Verdict::whole) return seen;
  const format::FileHeader& layout = header->header;
  seen.format = layout.version;
  seen.slots = layout.slots;
  seen.capacity = layout.capacity();
  seen.type = layout.type;
  if (auto done = look_at_slots(file, layout, seen); !done) return done.error();
  return seen;
}

/// Looks again while somebody may be writing and what is seen is not good.
template <class Look, class Good>
auto look_until(const std::string& path, Look look_once, Good good) {
  const Time end = Clock::now() + patience;
  for (;;) {
    auto seen = look_once();
    if (good(seen) || !lock_of(path) || Clock::now() >= end) return seen;
    std::this_thread::sleep_for(milliseconds(1));
  }
}

Result<Snapshot> find_generation(const std::string& path, std::uint32_t generation,
                                 std::uint64_t limit) {
  const auto file = File::open_to_read(path);
  if (!file) return file.error();
  const auto layout = read_layout(*file, path);
  if (!layout) return layout.error();
  auto found = read_generation(*file, *layout, generation, limit);
  if (!found) return found.error();
  if (*found) return std::move(**found);
  const Errc why = generation == 0 ? Errc::damaged : Errc::none_older;
  return Error{why, "read the checkpoint", path, "watchdog checkpoint show tells what it holds"};
}

}  // namespace

std::uint64_t Inspection::newest() const noexcept {
  const auto found = std::find_if(generations.begin(), generations.end(), [](const auto& one) {
    return one.condition == Condition::whole;
  });
  return found == generations.end() ? 0 : found->sequence;
}

Result<Inspection> inspect(const std::string& path) {
  const auto whole = resolve(path);
  if (!whole) return whole.error();
  const auto look_once = [&]() -> Result<Inspection> {
    const auto file = File::open_to_read(*whole);
    if (!file) return file.error();
    return look(*file);
  };
  auto seen = look_until(*whole, look_once, [](const Result<Inspection>& result) {
    return !result || (result->verdict != Verdict::flawed && result->verdict != Verdict::damaged);
  });
  if (seen) seen->lock = lock_of(*whole);
  return seen;
}

Result<std::uint64_t> newest_sequence(const std::string& path) {
  const auto whole = resolve(path);
  if (!whole) return whole.error();
  const auto file = File::open_to_read(*whole);
  if (!file) return file.error();
  const auto layout = read_layout(*file, *whole);
  if (!layout) return layout.error();
  const auto slots = read_slots(*file, *layout);
  if (!slots) return slots.error();
  const auto& newest = slots->front().header;
  return newest ? newest->sequence : 0;
}

Result<Snapshot> read_generation(const std::string& path, std::uint32_t generation,
                                 std::uint64_t limit) {
  const auto whole = resolve(path);
  if (!whole) return whole.error();
  // A writer that is faster than we are may leave us nothing whole but what it does not overwrite:
  // a state that it brought to the disk long ago.
  std::uint64_t newest = 0;
  const auto look_once = [&] {
    if (generation == 0) newest = newest_sequence(*whole).value_or(0);
    return find_generation(*whole, generation, limit);
  };
  return look_until(*whole, look_once, [&](const Result<Snapshot>& result) {
    return result ? result->sequence >= newest : result.error().code.category() != category();
  });
}

}  // namespace watchdog::checkpoint
