// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <streambuf>
#include <vector>

namespace watchdog::checkpoint {

/// A stream's target in memory. Its memory is kept from one use to the next.
class ByteSink : public std::streambuf {
 public:
  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  void clear() noexcept { bytes_.clear(); }

 protected:
  std::streamsize xsputn(const char* data, std::streamsize count) override {
    const auto* begin = reinterpret_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), begin, begin + count);
    return count;
  }
  int_type overflow(int_type character) override {
    if (!traits_type::eq_int_type(character, traits_type::eof()))
      bytes_.push_back(static_cast<std::byte>(traits_type::to_char_type(character)));
    return traits_type::not_eof(character);
  }

 private:
  std::vector<std::byte> bytes_;
};

/// A stream's source in memory, which ends where the bytes end. They are not copied and must
/// outlive it.
class ByteSource : public std::streambuf {
 public:
  explicit ByteSource(std::span<const std::byte> bytes) {
    // streambuf wants them writable; nothing here writes.
    char* begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
    setg(begin, begin, begin + bytes.size());
  }
  std::size_t left() const noexcept { return static_cast<std::size_t>(egptr() - gptr()); }
};

}  // namespace watchdog::checkpoint
