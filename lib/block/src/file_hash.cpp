// SPDX-License-Identifier: MIT
#include "file_hash.hpp"

#include <map>
#include <mutex>
#include <vector>

#include "watchdog/base/sha256.hpp"

namespace watchdog::block {
namespace {

constexpr std::size_t most_remembered = 4'096;

std::string hash_of(const HashedFile& file) {
  Sha256 sha;
  std::vector<std::byte> buffer(std::size_t{256} * 1024);
  while (const std::size_t size = file.read(buffer)) sha.update({buffer.data(), size});
  return sha.finish();
}

}  // namespace

std::string hash_of_file(const std::string& path) {
  static std::mutex one_at_a_time;
  static std::map<HashedFile::Stamp, std::string> known;
  const HashedFile file = HashedFile::open(path);
  if (!file.handle) return {};
  const std::lock_guard lock(one_at_a_time);
  const auto found = known.find(file.stamp);
  if (found != known.end()) return found->second;
  if (known.size() >= most_remembered) known.clear();
  return known[file.stamp] = hash_of(file);
}

}  // namespace watchdog::block
