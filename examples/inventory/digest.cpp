// SPDX-License-Identifier: MIT
#include "digest.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include "path.hpp"
#include "system.hpp"

namespace inventory {
namespace {

watchdog::Error failed(const std::filesystem::path& file) {
  const int code = errno != 0 ? errno : EIO;
  return {{code, std::generic_category()}, "read", to_text(file), {}};
}

std::string hexadecimal(const XXH3_state_t& state) {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace

watchdog::Result<std::optional<Digest>> digest(const std::filesystem::path& file) {
  static std::vector<char> buffer(256 * 1024);
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) return failed(file);
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  Digest result;
  while (in) {
    if (stop_signal() != 0) return std::optional<Digest>();
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    XXH3_128bits_update(&state, buffer.data(), static_cast<std::size_t>(in.gcount()));
    result.size += static_cast<std::uint64_t>(in.gcount());
  }
  if (in.bad()) return failed(file);
  result.hash = hexadecimal(state);
  return std::optional(std::move(result));
}

}  // namespace inventory
