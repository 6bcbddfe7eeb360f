// SPDX-License-Identifier: MIT
#include "bpf_ring.linux.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "bpf_call.linux.hpp"

namespace watchdog::block::bpf {
namespace {

constexpr std::uint32_t flags = BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT;

std::size_t page() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

void* share(const UniqueHandle& map, std::size_t size, int access, std::size_t offset) {
  void* const memory =
      ::mmap(nullptr, size, access, MAP_SHARED, map.get(), static_cast<off_t>(offset));
  return memory == MAP_FAILED ? nullptr : memory;
}

/// The positions are unsigned long to the kernel, and only ever grow.
std::atomic_ref<unsigned long> position(void* at) {
  return std::atomic_ref(*static_cast<unsigned long*>(at));
}

}  // namespace

Result<Ring> Ring::create(std::size_t size) {
  auto map = create_map(BPF_MAP_TYPE_RINGBUF, 0, 0, size);
  if (!map) return std::move(map).error();
  Ring ring(*std::move(map), size);
  ring.consumer_ = share(ring.map_, page(), PROT_READ | PROT_WRITE, 0);
  // The records follow twice in a row, so that one that wraps around is still in one piece.
  if (ring.consumer_) ring.producer_ = share(ring.map_, page() + 2 * size, PROT_READ, page());
  if (!ring.producer_) return last_failure("share memory with the kernel", "");
  return ring;
}

Ring::Ring(Ring&& other) noexcept
    : map_(std::move(other.map_)),
      size_(other.size_),
      consumer_(std::exchange(other.consumer_, nullptr)),
      producer_(std::exchange(other.producer_, nullptr)) {}

Ring::~Ring() {
  if (consumer_) ::munmap(consumer_, page());
  if (producer_) ::munmap(producer_, page() + 2 * size_);
}

bool Ring::read(std::span<char> to) {
  while (true) {
    const unsigned long read = position(consumer_).load(std::memory_order_relaxed);
    if (read == position(producer_).load(std::memory_order_acquire)) return false;
    char* const record = static_cast<char*>(producer_) + page() + (read & (size_ - 1));
    const std::uint32_t header =
        std::atomic_ref(*reinterpret_cast<std::uint32_t*>(record)).load(std::memory_order_acquire);
    if (header & BPF_RINGBUF_BUSY_BIT) return false;  // Its writer wakes us when it is complete.
    const std::size_t length = header & ~flags;
    const std::size_t whole = (length + BPF_RINGBUF_HDR_SZ + 7) / 8 * 8;
    const bool kept = !(header & BPF_RINGBUF_DISCARD_BIT);
    if (kept) std::memcpy(to.data(), record + BPF_RINGBUF_HDR_SZ, std::min(length, to.size()));
    position(consumer_).store(read + whole, std::memory_order_release);
    if (kept) return true;
  }
}

}  // namespace watchdog::block::bpf
