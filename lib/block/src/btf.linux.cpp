// SPDX-License-Identifier: MIT
#include "btf.linux.hpp"

#include <linux/btf.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>

namespace watchdog::block::bpf {
namespace {

constexpr const char* kernel_types = "/sys/kernel/btf/vmlinux";
constexpr int deepest = 8;  // Of nameless parts within one another.

template <class T>
T read_at(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

bool is_structure(std::uint32_t kind) { return kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION; }

/// How many bytes follow a type's own; -1 for a kind that is not known here.
std::int64_t bytes_after(std::uint32_t kind, std::uint32_t count) {
  switch (kind) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
      return 4;
    case BTF_KIND_ARRAY:
      return sizeof(btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return std::int64_t(count) * std::int64_t(sizeof(btf_member));
    case BTF_KIND_ENUM:
    case BTF_KIND_FUNC_PROTO:
      return std::int64_t(count) * 8;
    case BTF_KIND_DATASEC:
    case BTF_KIND_ENUM64:
      return std::int64_t(count) * 12;
    case BTF_KIND_PTR:
    case BTF_KIND_FWD:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPE_TAG:
      return 0;
    default:
      return -1;
  }
}

std::string_view text_at(std::string_view strings, std::uint32_t offset) {
  if (offset >= strings.size()) return {};
  const std::string_view rest = strings.substr(offset);
  return rest.substr(0, rest.find('\0'));
}

Error unusable(std::errc reason, std::string subject) {
  return {std::make_error_code(reason), "learn the kernel's types from", std::move(subject), ""};
}

}  // namespace

Result<Btf> Btf::of_kernel() {
  std::ifstream in(kernel_types, std::ios::binary);
  if (!in) return unusable(std::errc::no_such_file_or_directory, kernel_types);
  std::vector<char> bytes;
  constexpr std::size_t block = 1 << 20;  // Some megabytes, whose number the file does not tell.
  while (in) {
    const std::size_t before = bytes.size();
    bytes.resize(before + block);
    in.read(bytes.data() + before, block);
    bytes.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  return parse(std::move(bytes));
}

Result<Btf> Btf::parse(std::vector<char> bytes) {
  const Error broken = unusable(std::errc::illegal_byte_sequence, kernel_types);
  Btf btf;
  btf.bytes_ = std::move(bytes);
  const std::string_view all(btf.bytes_.data(), btf.bytes_.size());
  if (all.size() < sizeof(btf_header)) return broken;
  const auto header = read_at<btf_header>(all.data());
  const std::uint64_t types = std::uint64_t(header.hdr_len) + header.type_off;
  const std::uint64_t strings = std::uint64_t(header.hdr_len) + header.str_off;
  if (header.magic != BTF_MAGIC || types + header.type_len > all.size() ||
      strings + header.str_len > all.size())
    return broken;
  btf.strings_ = all.substr(strings, header.str_len);
  if (!btf.index(all.data() + types, header.type_len, btf.strings_)) return broken;
  return btf;
}

bool Btf::index(const char* types, std::size_t size, std::string_view strings) {
  types_.push_back({});
  for (std::size_t at = 0; at + sizeof(btf_type) <= size;) {
    const auto raw = read_at<btf_type>(types + at);
    const std::uint32_t kind = BTF_INFO_KIND(raw.info);
    const std::uint32_t count = BTF_INFO_VLEN(raw.info);
    at += sizeof raw;
    const std::int64_t more = bytes_after(kind, count);
    if (more < 0 || at + static_cast<std::size_t>(more) > size) return false;
    types_.push_back(
        {text_at(strings, raw.name_off), kind, types + at, count, BTF_INFO_KFLAG(raw.info) != 0});
    at += static_cast<std::size_t>(more);
  }
  return true;
}

Result<std::int16_t> Btf::offset(std::string_view structure, std::string_view field) const {
  for (const Type& type : types_) {
    std::uint32_t bit = 0;
    if (!is_structure(type.kind) || type.name != structure) continue;
    if (!find(type, field, 0, bit, 0)) continue;
    if (bit / 8 > std::uint32_t(std::numeric_limits<std::int16_t>::max())) break;
    return static_cast<std::int16_t>(bit / 8);
  }
  return unusable(std::errc::not_supported, std::string(structure) + "." + std::string(field));
}

Result<std::uint32_t> Btf::function(std::string_view name) const {
  const auto found = std::find_if(types_.begin(), types_.end(), [&](const Type& type) {
    return type.kind == BTF_KIND_FUNC && type.name == name;
  });
  if (found == types_.end()) return unusable(std::errc::not_supported, std::string(name));
  return static_cast<std::uint32_t>(found - types_.begin());
}

bool Btf::find(const Type& type, std::string_view field, std::uint32_t base, std::uint32_t& bit,
               int depth) const {
  for (std::uint32_t i = 0; i < type.count; ++i) {
    const auto member = read_at<btf_member>(type.members + i * sizeof(btf_member));
    const std::uint32_t start =
        base + (type.bitfields ? BTF_MEMBER_BIT_OFFSET(member.offset) : member.offset);
    const std::string_view name = text_at(strings_, member.name_off);
    bit = start;
    if (name == field) return true;
    if (!name.empty() || depth == deepest || member.type >= types_.size()) continue;
    const Type& part = types_[member.type];
    if (is_structure(part.kind) && find(part, field, start, bit, depth + 1)) return true;
  }
  return false;
}

}  // namespace watchdog::block::bpf
