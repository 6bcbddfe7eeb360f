// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/store.hpp"

#include <fmt/format.h>

#include "resolve.hpp"
#include "scan.hpp"
#include "slots.hpp"
#include "store_impl.hpp"

namespace watchdog::checkpoint {
namespace {

Result<void> check(const std::string& path, const Options& options) {
  const Error error{Errc::too_large, "use the checkpoint", path, {}};
  if (options.type.size() > format::longest_type) return error;
  if (options.capacity > format::largest_slot / 4) return error;
  if (options.generations < format::least_slots || options.generations > format::most_slots)
    return error;
  if (options.durability == Durability::periodic && options.generations < least_periodic)
    return Error{Errc::too_few_slots, "use the checkpoint", path, "ask for 3 generations or more"};
  return {};
}

}  // namespace

/// Opens and judges the file.
Result<Found> Store::Impl::look() {
  auto opened = File::open(path);
  if (!opened) return opened.error();
  Found found;
  if (!*opened) return found;
  auto read = scan(**opened, path, options);
  if (!read) return read.error();
  file = std::move(**opened);
  layout = std::move(read->header);
  held = std::move(read->held);
  found = std::move(read->found);
  if (const auto* loaded = std::get_if<Loaded>(&found)) sequence = loaded->snapshot.sequence;
  if (const auto* older = std::get_if<FellBack>(&found)) sequence = older->snapshot.sequence;
  decided = sequence != 0;
  found_only = true;
  return found;
}

Store::Store(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store::Opened> Store::open(const std::string& path, const Options& options) {
  if (auto valid = check(path, options); !valid) return valid.error();
  auto whole = resolve(path);
  if (!whole) return whole.error();
  auto lock = Lock::take(*whole);
  if (!lock) return lock.error();
  auto impl = std::make_unique<Impl>(std::move(*whole), options, std::move(*lock));
  auto found = impl->look();
  if (!found) return found.error();
  return Opened{Store(std::move(impl)), std::move(*found)};
}

Result<void> Store::commit(std::span<const std::byte> payload, Archive archive,
                           std::uint32_t layout) {
  if (!impl_->decided)
    return Error{Errc::undecided, "write the checkpoint", impl_->path, "put it aside first"};
  return impl_->commit(payload, archive, layout);
}

Result<void> Store::sync() { return impl_->sync(); }
std::uint64_t Store::synced() const noexcept {
  return impl_->syncer ? impl_->syncer->synced() : impl_->synced;
}

Result<std::optional<Snapshot>> Store::load(std::uint32_t generation) const {
  if (!impl_->file || impl_->layout.slot_size == 0) return std::optional<Snapshot>();
  auto snapshot = read_generation(impl_->file, impl_->layout, generation, impl_->options.limit);
  if (snapshot && *snapshot && (*snapshot)->schema > impl_->options.schema)
    return Error{Errc::newer_schema, "read the checkpoint", impl_->path,
                 fmt::format("its state is version {}", (*snapshot)->schema)};
  return snapshot;
}

std::uint64_t Store::sequence() const noexcept { return impl_->sequence; }
const std::string& Store::path() const noexcept { return impl_->path; }

Result<void> Store::remove() {
  impl_->syncer.reset();
  impl_->writer = SlotWriter();
  impl_->file = File();
  for (const std::string& file : {impl_->path, impl_->new_path()})
    if (auto done = remove_file(file); !done) return done.error();
  impl_->found_only = false;
  impl_->sequence = impl_->synced = 0;
  impl_->held.clear();
  impl_->decided = true;
  return sync_folder_of(impl_->path);
}

}  // namespace watchdog::checkpoint
