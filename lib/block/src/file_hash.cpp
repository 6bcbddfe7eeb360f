// SPDX-License-Identifier: MIT
#include "file_hash.hpp"

#include <map>
#include <mutex>
#include <vector>

#include "watchdog/base/sha256.hpp"

namespace watchdog::block {
namespace {

/// Some 40 ms of one processor.
constexpr std::uint64_t a_moment = std::uint64_t{8} << 20;

/// What is known of files, by what tells that they are the same and unchanged.
class Known {
 public:
  std::optional<std::string> find(const HashedFile::Stamp& stamp) const {
    const std::lock_guard lock(mutex_);
    const auto found = hashes_.find(stamp);
    return found == hashes_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(const HashedFile::Stamp& stamp, const std::string& hash) {
    constexpr std::size_t most = 4'096;
    const std::lock_guard lock(mutex_);
    if (hashes_.size() >= most) hashes_.clear();
    hashes_[stamp] = hash;
  }

 private:
  mutable std::mutex mutex_;
  std::map<HashedFile::Stamp, std::string> hashes_;
};

Known& known() {
  static Known all;
  return all;
}

std::string read_and_remember(const HashedFile& file, const std::atomic<bool>* cancelled) {
  Sha256 sha;
  std::vector<std::byte> buffer(std::size_t{256} * 1024);
  while (const std::size_t size = file.read(buffer)) {
    if (cancelled && *cancelled) return {};
    sha.update({buffer.data(), size});
  }
  std::string hash = sha.finish();
  known().add(file.stamp, hash);
  return hash;
}

}  // namespace

std::string hash_of_file(const std::string& path, const std::atomic<bool>* cancelled) {
  const HashedFile file = HashedFile::open(path);
  if (!file.handle) return {};
  if (auto hash = known().find(file.stamp)) return *std::move(hash);
  return read_and_remember(file, cancelled);
}

std::optional<std::string> hash_at_once(const std::string& path) {
  const HashedFile file = HashedFile::open(path);
  if (!file.handle) return std::string();
  auto hash = known().find(file.stamp);
  if (hash || file.size() > a_moment) return hash;
  return read_and_remember(file, nullptr);
}

}  // namespace watchdog::block
