// SPDX-License-Identifier: MIT
#include "format.hpp"

#include "support/catch.hpp"

using namespace watchdog::checkpoint::format;

namespace {

const FileHeader sample_header{current_version, 3, 8192, "inventory"};
const SlotHeader slot{7, 100, 1, 2, {0x1122334455667788, 0x99AABBCCDDEEFF00}};

std::uint8_t at(Bytes bytes, std::size_t offset) {
  return std::to_integer<std::uint8_t>(bytes[offset]);
}

}  // namespace

TEST_CASE("a header page is read as it was written") {
  const Page bytes = encode(sample_header);
  const HeaderReading read = decode_header(bytes);
  CHECK(read.verdict == Verdict::ok);
  CHECK(read.header.slots == 3);
  CHECK(read.header.slot_size == 8192);
  CHECK(read.header.type == "inventory");
  CHECK(read.header.offset(2) == 4096 + 2 * 8192);
}

TEST_CASE("the bytes stand where the description of the format says") {
  const Page bytes = encode(sample_header);
  CHECK(at(bytes, 0) == 0x89);
  CHECK(at(bytes, 1) == 'W');
  CHECK(at(bytes, 8) == 1);
  CHECK(at(bytes, 12) == 3);
  CHECK(at(bytes, 17) == 0x20);
  CHECK(at(bytes, 24) == 9);
  CHECK(at(bytes, 32) == 'i');
  const SlotBytes header = encode(slot);
  CHECK(at(header, 0) == 'W');
  CHECK(at(header, 4) == 1);
  CHECK(at(header, 8) == 7);
  CHECK(at(header, 16) == 100);
  CHECK(at(header, 24) == 2);
  CHECK(at(header, 32) == 0x88);
  CHECK(at(header, 47) == 0x99);
}

TEST_CASE("the checksums are those of XXH3, so that other programs can read the file") {
  // Of no bytes, from the reference implementation.
  CHECK(digest({}).low == 0x6001C324468D497FULL);
  CHECK(digest({}).high == 0x99AA06D3014798D8ULL);
}

TEST_CASE("a slot header is read as it was written and no bit of it may change") {
  SlotBytes bytes = encode(slot);
  const auto read = decode_slot(bytes);
  REQUIRE(read);
  CHECK(read->sequence == 7);
  CHECK(read->length == 100);
  CHECK(read->archive == 1);
  CHECK(read->schema == 2);
  CHECK(read->payload == slot.payload);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    if (decode_slot(bytes)) FAIL("bit " << bit);
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("no bit of a header page may change") {
  Page bytes = encode(sample_header);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    const Verdict verdict = decode_header(bytes).verdict;
    if (verdict != Verdict::damaged && verdict != Verdict::foreign) FAIL("bit " << bit);
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("a header page of a later format is told from a damaged one") {
  FileHeader later = sample_header;
  later.version = current_version + 1;
  const HeaderReading read = decode_header(encode(later));
  CHECK(read.verdict == Verdict::newer);
  CHECK(read.header.version == current_version + 1);
}

TEST_CASE("a header page whose sizes are absurd is not believed, though its checksum is right") {
  FileHeader absurd = sample_header;
  absurd.slots = 1;
  CHECK(decode_header(encode(absurd)).verdict == Verdict::damaged);
  absurd = sample_header;
  absurd.slot_size = 5000;
  CHECK(decode_header(encode(absurd)).verdict == Verdict::damaged);
  absurd.slot_size = 1ULL << 60;
  CHECK(decode_header(encode(absurd)).verdict == Verdict::damaged);
}

TEST_CASE("what is not ours is foreign, and what is cut short is damaged") {
  const Page zeros{};
  CHECK(decode_header(zeros).verdict == Verdict::foreign);
  CHECK(decode_header({}).verdict == Verdict::foreign);
  const Page bytes = encode(sample_header);
  CHECK(decode_header(Bytes(bytes).first(1)).verdict == Verdict::damaged);
  CHECK(decode_header(Bytes(bytes).first(4095)).verdict == Verdict::damaged);
}

TEST_CASE("a slot has room for its header and ends with a page") {
  CHECK(slot_size_for(1) == 4096);
  CHECK(slot_size_for(4096 - 64) == 4096);
  CHECK(slot_size_for(4096 - 63) == 8192);
}
