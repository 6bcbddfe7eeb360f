// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

/// The bytes of a checkpoint file, without any input or output: docs/checkpoint-format.md in code.
/// All numbers are little-endian and encoded byte by byte, so that the file means the same on every
/// machine and no compiler's padding gets into it.
namespace watchdog::checkpoint::format {

inline constexpr std::size_t page = 4096;  ///< Header page; alignment of the slots.
inline constexpr std::size_t slot_header_size = 64;
inline constexpr std::uint32_t current_version = 1;
inline constexpr std::uint32_t least_slots = 2;
inline constexpr std::uint32_t most_slots = 64;
inline constexpr std::size_t longest_type = 255;  ///< Bytes of the type name.
inline constexpr std::uint64_t largest_slot = 1ULL << 42;

using Bytes = std::span<const std::byte>;
using Page = std::array<std::byte, page>;
using SlotBytes = std::array<std::byte, slot_header_size>;

/// What the first page says. `slot_size` counts the slot's own header.
struct FileHeader {
  std::uint32_t version = current_version;
  std::uint32_t slots = least_slots;
  std::uint64_t slot_size = 0;
  std::string type;

  std::uint64_t offset(std::uint32_t slot) const { return page + slot * slot_size; }
  std::uint64_t capacity() const { return slot_size - slot_header_size; }
  std::uint64_t file_size() const { return offset(slots); }
  /// The slot that holds, or is to hold, the state of this number; numbers begin at 1.
  std::uint32_t slot_of(std::uint64_t sequence) const {
    return static_cast<std::uint32_t>((sequence - 1) % slots);
  }
};

/// The size of a slot whose payload may reach `capacity` bytes.
std::uint64_t slot_size_for(std::uint64_t capacity) noexcept;

struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
};

struct SlotHeader {
  std::uint64_t sequence = 0;
  std::uint64_t length = 0;  ///< Of the payload, which follows at once.
  std::uint32_t archive = 0;
  std::uint32_t schema = 0;
  Digest payload;
  /// The lowest number that the other slots held when this was written, where commits passed over
  /// numbers; 0 where they did not: then it is that of N - 1 commits before.
  std::uint64_t oldest = 0;
  std::uint32_t layout = 0;  ///< What the payload is made of: see layout_sum.
};

/// XXH3-128 of the payload.
Digest digest(Bytes payload) noexcept;
/// The same of a payload that comes in pieces: `next` gives them, and an empty one at the end.
Digest digest_of_pieces(const std::function<Bytes()>& next);

Page encode(const FileHeader& header);
SlotBytes encode(const SlotHeader& header);

enum class Verdict : std::uint8_t { ok, foreign, damaged, newer };

struct HeaderReading {
  Verdict verdict = Verdict::ok;
  FileHeader header;   ///< With `newer`, only the version is known.
  std::string reason;  ///< Why it is not ok, for people.
};

/// Judges the beginning of a file: a page, or less where the file is shorter. Does not allocate by
/// anything it reads before the checksum was right.
HeaderReading decode_header(Bytes start);

/// Nothing, unless every bit of the header is as it was encoded.
std::optional<SlotHeader> decode_slot(const SlotBytes& bytes);

}  // namespace watchdog::checkpoint::format
