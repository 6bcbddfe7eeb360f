// SPDX-License-Identifier: MIT
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>

#include "file.hpp"
#include "scan.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using Verdict = Inspection::Verdict;

namespace {

constexpr std::uint32_t slots = 3;
constexpr std::size_t page_bytes = 300;  ///< Of the header page, those that can mean anything.
constexpr std::size_t slot_bytes = 104;  ///< Of a slot: its header and payload.
constexpr std::size_t payload_bytes = slot_bytes - format::slot_header_size;

using Image = std::string;

void place(Image& image, std::size_t offset, Bytes bytes) {
  std::transform(bytes.begin(), bytes.end(), image.begin() + static_cast<std::ptrdiff_t>(offset),
                 [](std::byte b) { return static_cast<char>(b); });
}

void place(Image& image, std::size_t offset, std::uint64_t number) {
  for (std::size_t i = 0; i < 8; ++i) image[offset + i] = static_cast<char>(number >> (8 * i));
}

std::uint64_t number_at(const Image& image, std::size_t offset) {
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;)
    number = number << 8 | static_cast<std::uint8_t>(image[offset + i]);
  return number;
}

/// A whole file: states 4, 5 and 3.
Image good_file() {
  Image image(format::page * (1 + slots), '\0');
  place(image, 0, Bytes(format::encode({format::current_version, slots, format::page, "fuzz"})));
  const std::array<std::byte, payload_bytes> payload{};
  for (std::uint64_t sequence = 3; sequence <= 5; ++sequence) {
    const std::size_t offset = format::page * (1 + (sequence - 1) % slots);
    place(image, offset,
          Bytes(format::encode(
              format::SlotHeader{sequence, payload_bytes, 1, 1, format::digest(payload)})));
  }
  return image;
}

/// Where the n-th byte that means anything stands.
std::size_t place_of(std::size_t n) {
  n %= page_bytes + slots * slot_bytes;
  if (n < page_bytes) return n;
  n -= page_bytes;
  return format::page * (1 + n / slot_bytes) + n % slot_bytes;
}

/// Checksums that fit what was changed, as somebody with bad intent would make them.
void make_payload_fit(Image& image, std::size_t offset) {
  const std::size_t start = offset + format::slot_header_size;
  const std::uint64_t length = number_at(image, offset + 16);
  if (length > image.size() - start) return;
  const XXH128_hash_t hash = XXH3_128bits(image.data() + start, static_cast<std::size_t>(length));
  place(image, offset + 32, hash.low64);
  place(image, offset + 40, hash.high64);
}

void make_sums_fit(Image& image, unsigned which) {
  if (which & 1) place(image, 4088, XXH3_64bits(image.data(), 4088));
  for (std::size_t slot = 1; slot <= slots; ++slot) {
    const std::size_t offset = format::page * slot;
    if (which & 2) make_payload_fit(image, offset);
    if (which & 4) place(image, offset + 56, XXH3_64bits(image.data() + offset, 56));
  }
}

/// The file that an input stands for: which checksums are made to fit, how much is cut off, and
/// then changes of three bytes each to a good file. With bit 7 the rest is the file itself.
Image file_of(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return {};
  if (data[0] & 0x80) return Image(reinterpret_cast<const char*>(data) + 1, size - 1);
  static const Image good = good_file();
  Image image = good;
  for (std::size_t i = 3; i + 2 < size; i += 3) {
    char& byte = image[place_of(data[i] + std::size_t{256} * data[i + 1])];
    byte = static_cast<char>(byte ^ data[i + 2]);
  }
  make_sums_fit(image, data[0]);
  const std::size_t cut = data[1] + std::size_t{256} * data[2];
  image.resize(image.size() - std::min(cut, image.size()));
  return image;
}

/// A file of this process's own.
class OwnFile {
 public:
  ~OwnFile() {
    std::error_code ignored;
    std::filesystem::remove(utf8_path(name), ignored);
  }
  const std::string name = utf8_text(std::filesystem::temp_directory_path() /
                                     fmt::format("wdfuzz-{:08x}.ckpt", std::random_device{}()));
};

const std::string& file_name() {
  static const OwnFile file;
  return file.name;
}

void require(bool holds) {
  if (!holds) std::abort();
}

void require_same(const Inspection& seen, const Snapshot& loaded) {
  require(seen.newest() == loaded.sequence);
  const auto read = read_generation(file_name(), 0);
  require(read && read->sequence == loaded.sequence && read->payload == loaded.payload);
}

/// Looking and loading must come to the same.
void compare(const Inspection& seen, const Result<Scan>& scanned) {
  if (!scanned) return require(seen.verdict == Verdict::foreign);
  const Found& found = scanned->found;
  if (const auto* loaded = std::get_if<Loaded>(&found)) {
    require(seen.verdict == Verdict::whole || seen.verdict == Verdict::flawed);
    return require_same(seen, loaded->snapshot);
  }
  if (const auto* older = std::get_if<FellBack>(&found)) {
    require(seen.verdict == Verdict::flawed && !older->reason.empty());
    return require_same(seen, older->snapshot);
  }
  if (std::holds_alternative<NewerFormat>(found))
    return require(seen.verdict == Verdict::newer_format);
  require(std::holds_alternative<Damaged>(found) && seen.verdict == Verdict::damaged);
  require(!read_generation(file_name(), 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Image image = file_of(data, size);
  std::ofstream(utf8_path(file_name()), std::ios::binary | std::ios::trunc) << image;
  const auto seen = inspect(file_name());
  require(seen.has_value());
  require(seen->reason.empty() == (seen->verdict == Verdict::whole));
  const auto file = File::open_to_read(file_name());
  require(file.has_value());
  Options options;
  options.type = seen->type;
  options.schema = std::numeric_limits<std::uint32_t>::max();
  compare(*seen, scan(*file, file_name(), options));
  return 0;
}
