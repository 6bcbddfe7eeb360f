// SPDX-License-Identifier: MIT
#include "format.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

#include "watchdog/checkpoint/store.hpp"

namespace watchdog::checkpoint::format {
namespace {

// A byte above 127 and both kinds of line end: a transfer that takes the file for text breaks it
// here, where it shows.
constexpr std::array<std::uint8_t, 8> file_magic{0x89, 'W', 'D', 'C', 'K', 0x0D, 0x0A, 0x1A};
constexpr std::uint32_t slot_magic = 0x4C534457;  // "WDSL"
constexpr std::size_t type_offset = 32;
constexpr std::size_t page_sum_offset = page - 8;
constexpr std::size_t layout_offset = 28;
constexpr std::size_t oldest_offset = 48;
constexpr std::size_t slot_sum_offset = slot_header_size - 8;

template <class Number>
void put(std::span<std::byte> into, std::size_t offset, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    into[offset + i] = static_cast<std::byte>((value >> (8 * i)) & 0xFF);
}

template <class Number>
Number get(Bytes from, std::size_t offset) {
  Number value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i)
    value |= static_cast<Number>(std::to_integer<Number>(from[offset + i]) << (8 * i));
  return value;
}

std::uint64_t sum(Bytes bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

bool begins_like_ours(Bytes start) {
  const std::size_t count = std::min(start.size(), file_magic.size());
  return count > 0 && std::equal(file_magic.begin(), file_magic.begin() + count, start.begin(),
                                 [](std::uint8_t a, std::byte b) { return std::byte{a} == b; });
}

HeaderReading foreign(Bytes start) {
  const bool zeros =
      std::all_of(start.begin(), start.end(), [](std::byte b) { return b == std::byte{}; });
  return {Verdict::foreign,
          {},
          start.empty() ? "it is empty"
          : zeros       ? "it begins with nothing but zeros"
                        : "it begins otherwise"};
}

HeaderReading damaged(std::string reason) { return {Verdict::damaged, {}, std::move(reason)}; }

bool within_limits(const FileHeader& header, std::uint32_t type_length) {
  return header.slots >= least_slots && header.slots <= most_slots && header.slot_size >= page &&
         header.slot_size <= largest_slot && header.slot_size % page == 0 &&
         type_length <= longest_type;
}

}  // namespace

std::uint64_t slot_size_for(std::uint64_t capacity) noexcept {
  return (capacity + slot_header_size + page - 1) / page * page;
}

Digest digest(Bytes payload) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(payload.data(), payload.size());
  return {hash.low64, hash.high64};
}

Digest digest_of_pieces(const std::function<Bytes()>& next) {
  XXH3_state_t state;
  XXH3_INITSTATE(&state);
  XXH3_128bits_reset(&state);
  for (Bytes piece = next(); !piece.empty(); piece = next())
    XXH3_128bits_update(&state, piece.data(), piece.size());
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return {hash.low64, hash.high64};
}

Page encode(const FileHeader& header) {
  Page bytes{};
  std::transform(file_magic.begin(), file_magic.end(), bytes.begin(),
                 [](std::uint8_t b) { return std::byte{b}; });
  put(bytes, 8, header.version);
  put(bytes, 12, header.slots);
  put(bytes, 16, header.slot_size);
  put(bytes, 24, static_cast<std::uint32_t>(header.type.size()));
  std::transform(header.type.begin(), header.type.end(), bytes.begin() + type_offset,
                 [](char c) { return static_cast<std::byte>(c); });
  put(bytes, page_sum_offset, sum(Bytes(bytes).first(page_sum_offset)));
  return bytes;
}

SlotBytes encode(const SlotHeader& header) {
  SlotBytes bytes{};
  put(bytes, 0, slot_magic);
  put(bytes, 4, header.archive);
  put(bytes, 8, header.sequence);
  put(bytes, 16, header.length);
  put(bytes, 24, header.schema);
  put(bytes, layout_offset, header.layout);
  put(bytes, 32, header.payload.low);
  put(bytes, 40, header.payload.high);
  put(bytes, oldest_offset, header.oldest);
  put(bytes, slot_sum_offset, sum(Bytes(bytes).first(slot_sum_offset)));
  return bytes;
}

HeaderReading decode_header(Bytes start) {
  if (!begins_like_ours(start)) return foreign(start);
  if (start.size() < page)
    return damaged(
        fmt::format("the file ends after {} bytes, within its header page", start.size()));
  if (get<std::uint64_t>(start, page_sum_offset) != sum(start.first(page_sum_offset)))
    return damaged("the header page does not match its checksum");
  FileHeader header{get<std::uint32_t>(start, 8),
                    get<std::uint32_t>(start, 12),
                    get<std::uint64_t>(start, 16),
                    {}};
  if (header.version > current_version)
    return {Verdict::newer, header,
            fmt::format("its format is version {}, this library knows up to {}", header.version,
                        current_version)};
  const auto type_length = get<std::uint32_t>(start, 24);
  if (!within_limits(header, type_length))
    return damaged("the header page asks for sizes outside the format's limits");
  const auto type = start.subspan(type_offset, type_length);
  std::transform(type.begin(), type.end(), std::back_inserter(header.type),
                 [](std::byte b) { return static_cast<char>(b); });
  return {Verdict::ok, header, {}};
}

std::optional<SlotHeader> decode_slot(const SlotBytes& bytes) {
  const Bytes from(bytes);
  if (get<std::uint32_t>(from, 0) != slot_magic) return std::nullopt;
  if (get<std::uint64_t>(from, slot_sum_offset) != sum(from.first(slot_sum_offset)))
    return std::nullopt;
  return SlotHeader{get<std::uint64_t>(from, 8),
                    get<std::uint64_t>(from, 16),
                    get<std::uint32_t>(from, 4),
                    get<std::uint32_t>(from, 24),
                    Digest{get<std::uint64_t>(from, 32), get<std::uint64_t>(from, 40)},
                    get<std::uint64_t>(from, oldest_offset),
                    get<std::uint32_t>(from, layout_offset)};
}

}  // namespace watchdog::checkpoint::format

namespace watchdog::checkpoint {

std::uint32_t layout_sum(std::string_view description) noexcept {
  const auto sum = static_cast<std::uint32_t>(XXH3_64bits(description.data(), description.size()));
  return sum == 0 ? 1 : sum;
}

}  // namespace watchdog::checkpoint
