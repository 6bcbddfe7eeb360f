// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"

namespace watchdog::block::bpf {

/// The running kernel's own description of its types: where a field stands differs from build to
/// build.
class Btf {
 public:
  /// Errors: no_such_file_or_directory (the kernel was built without).
  static Result<Btf> of_kernel();
  /// Reads one from memory. Errors: illegal_byte_sequence.
  static Result<Btf> parse(std::vector<char> bytes);

  /// Where that field begins, in bytes; those of nameless parts are fields of the whole.
  /// Errors: not_supported (no such structure, no such field).
  Result<std::int16_t> offset(std::string_view structure, std::string_view field) const;
  /// The number of that function. Errors: not_supported (no such function).
  Result<std::uint32_t> function(std::string_view name) const;

 private:
  struct Type {
    std::string_view name;
    std::uint32_t kind = 0;
    const char* members = nullptr;
    std::uint32_t count = 0;
    bool bitfields = false;
  };
  bool index(const char* types, std::size_t size, std::string_view strings);
  bool find(const Type& type, std::string_view field, std::uint32_t base, std::uint32_t& bit,
            int depth) const;

  std::vector<char> bytes_;
  std::string_view strings_;
  std::vector<Type> types_;  // By their numbers; 0 is void.
};

}  // namespace watchdog::block::bpf
