// SPDX-License-Identifier: MIT
//
// A disk that remembers what is asked of it.
//   wdlogdisk FOLDER BYTES LOG
// Mounts, with FUSE, a folder with one file, `disk`, which is zeros at first. Each write and each
// flush of it goes to LOG as a DiskRecord, in the order in which they came. A file system on a loop
// device over that file is then a real one, whose disk can be made again as it was at any moment.
// Stays in the foreground until it is unmounted.
#define FUSE_USE_VERSION 35
#include <fcntl.h>
#include <fuse.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "logdisk.hpp"

using watchdog::torture::DiskRecord;

namespace {

struct Disk {
  std::vector<char> bytes;
  std::FILE* log = nullptr;

  void remember(std::int64_t offset, const char* data, std::size_t length) const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const DiskRecord record{std::chrono::nanoseconds(now).count(), offset,
                            static_cast<std::int64_t>(length)};
    std::fwrite(&record, sizeof record, 1, log);
    if (length > 0) std::fwrite(data, 1, length, log);
    std::fflush(log);
  }
};

Disk disk;

bool is_disk(const char* path) { return std::strcmp(path, "/disk") == 0; }

int get_attributes(const char* path, struct stat* into, fuse_file_info*) {
  *into = {};
  into->st_nlink = 1;
  into->st_mode = S_IFDIR | 0700;
  if (std::strcmp(path, "/") == 0) return 0;
  if (!is_disk(path)) return -ENOENT;
  into->st_mode = S_IFREG | 0600;
  into->st_size = static_cast<off_t>(disk.bytes.size());
  return 0;
}

int open_disk(const char* path, fuse_file_info*) { return is_disk(path) ? 0 : -ENOENT; }

int read_disk(const char*, char* into, std::size_t size, off_t offset, fuse_file_info*) {
  const auto start = static_cast<std::size_t>(offset);
  if (start >= disk.bytes.size()) return 0;
  const std::size_t count = std::min(size, disk.bytes.size() - start);
  std::copy_n(disk.bytes.begin() + offset, count, into);
  return static_cast<int>(count);
}

int write_disk(const char*, const char* data, std::size_t size, off_t offset, fuse_file_info*) {
  if (static_cast<std::size_t>(offset) + size > disk.bytes.size()) return -ENOSPC;
  std::copy_n(data, size, disk.bytes.begin() + offset);
  disk.remember(offset, data, size);
  return static_cast<int>(size);
}

int flush_disk(const char*, int, fuse_file_info*) {
  disk.remember(-1, nullptr, 0);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  disk.bytes.resize(std::strtoull(argv[2], nullptr, 10));
  disk.log = std::fopen(argv[3], "wb");
  if (disk.log == nullptr) return 2;
  fuse_operations deeds{};
  deeds.getattr = get_attributes;
  deeds.open = open_disk;
  deeds.read = read_disk;
  deeds.write = write_disk;
  deeds.fsync = flush_disk;
  std::vector<std::string> words{argv[0], "-f", "-s", argv[1]};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return fuse_main(static_cast<int>(arguments.size()), arguments.data(), &deeds, nullptr);
}
