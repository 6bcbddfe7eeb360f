// SPDX-License-Identifier: MIT
#include "worst_disk.linux.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "support/temp_dir.hpp"

namespace watchdog::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t sector = 512;

/// Noise in each sector that is not the same in both.
std::string with_noise(std::string flushed, const std::string& now) {
  const std::size_t common = flushed.size();
  flushed.resize(std::max(flushed.size(), now.size()));
  for (std::size_t at = 0; at < now.size(); at += sector)
    if (at >= common || flushed.compare(at, sector, now, at, sector) != 0)
      std::fill_n(flushed.begin() + static_cast<std::ptrdiff_t>(at),
                  std::min(sector, flushed.size() - at), '\x5A');
  return flushed;
}

}  // namespace

void WorstDisk::flush(int file) {
  struct stat info {};
  if (::fstat(file, &info) != 0) return;
  if (S_ISDIR(info.st_mode)) return flush_names();
  flushed_[info.st_ino] = read_file("/proc/self/fd/" + std::to_string(file));
}

WorstDisk::Names WorstDisk::names() const {
  Names found;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    struct stat info {};
    if (::stat(entry.path().c_str(), &info) == 0 && S_ISREG(info.st_mode))
      found[entry.path().filename()] = info.st_ino;
  }
  return found;
}

std::string WorstDisk::content(ino_t file, const Names& now, bool noise) const {
  const auto flushed = flushed_.find(file);
  std::string bytes = flushed == flushed_.end() ? std::string() : flushed->second;
  const auto named =
      std::find_if(now.begin(), now.end(), [&](const auto& one) { return one.second == file; });
  // One that lost its name to another is not written to any more.
  if (!noise || named == now.end()) return bytes;
  return with_noise(std::move(bytes), read_file(folder_ / named->first));
}

void WorstDisk::leave(const fs::path& into, Cut cut) const {
  fs::remove_all(into);
  fs::create_directories(into);
  const Names now = names();
  for (const auto& [name, file] : cut.names ? now : flushed_names_)
    std::ofstream(into / name, std::ios::binary) << content(file, now, cut.noise);
}

}  // namespace watchdog::test
