// SPDX-License-Identifier: MIT
#include "move.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel.hpp"

namespace watchdog::output {
namespace {

/// While it lives the file is not open to append: splice() refuses such a one.
class Positioned {
 public:
  explicit Positioned(NativeHandle file) noexcept : file_(file), flags_(::fcntl(file, F_GETFL)) {
    ::fcntl(file_, F_SETFL, flags_ & ~O_APPEND);
  }
  Positioned(const Positioned&) = delete;
  Positioned& operator=(const Positioned&) = delete;
  ~Positioned() { ::fcntl(file_, F_SETFL, flags_); }

 private:
  NativeHandle file_;
  int flags_;
};

/// Where copies of what waits in a pipe are read from: that leaves the original where it is.
const Channel& scratch() {
  static thread_local const Result<Channel> channel = open_channel();
  static const Channel nowhere;
  return channel ? *channel : nowhere;
}

std::size_t splice_all(NativeHandle pipe, NativeHandle file, off_t end, std::size_t size) noexcept {
  const Positioned positioned(file);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t moved = ::splice(pipe, nullptr, file, &end, size - done, SPLICE_F_NONBLOCK);
    if (moved <= 0) break;
    done += static_cast<std::size_t>(moved);
  }
  return done;
}

}  // namespace

std::size_t move_bytes(NativeHandle pipe, NativeHandle file, std::span<char> copy) noexcept {
  struct stat found {};
  if (::fstat(file, &found) != 0 || !S_ISREG(found.st_mode)) return 0;
  const Channel& copies = scratch();
  const ssize_t there = ::tee(pipe, copies.programs.get(), copy.size(), SPLICE_F_NONBLOCK);
  if (there <= 0) return 0;
  const std::size_t moved = splice_all(pipe, file, found.st_size, static_cast<std::size_t>(there));
  // All of the copies, so that none is left for the next; those not moved are copied again then.
  (void)!::read(copies.ours.get(), copy.data(), static_cast<std::size_t>(there));
  return moved;
}

}  // namespace watchdog::output
