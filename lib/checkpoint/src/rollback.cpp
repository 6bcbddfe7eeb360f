// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/rollback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "lock.hpp"
#include "resolve.hpp"
#include "slots.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::checkpoint {
namespace {

constexpr std::size_t most_kept = 8;
constexpr std::string_view kept_infix = ".rolled-back-";

/// A file and the places in it that count.
struct Ground {
  std::string path;
  File file;
  format::FileHeader layout;
  Slot newest;
  Slot older;  ///< The next one that differs: to go back to the same state again is no use.
};

bool same_state(const Slot& a, const Slot& b) {
  return a.header->payload == b.header->payload && a.header->length == b.header->length &&
         a.header->schema == b.header->schema && a.header->archive == b.header->archive;
}

Error none_older(const std::string& path) {
  return {Errc::none_older, "roll back the checkpoint", path, "nothing was changed"};
}

Result<Ground> survey(const std::string& path) {
  auto opened = File::open(path);
  if (!opened) return opened.error();
  if (!*opened)
    return Error{std::make_error_code(std::errc::no_such_file_or_directory),
                 "open the checkpoint",
                 path,
                 {}};
  File file = std::move(**opened);
  auto layout = read_layout(file, path);
  if (!layout) return layout.error();
  const auto slots = read_whole_slots(file, *layout);
  if (!slots) return slots.error();
  if (slots->empty()) return Error{Errc::damaged, "roll back the checkpoint", path, {}};
  const auto older = std::find_if(slots->begin(), slots->end(), [&](const Slot& slot) {
    return !same_state(slot, slots->front());
  });
  if (older == slots->end()) return none_older(path);
  return Ground{path, std::move(file), std::move(*layout), slots->front(), *older};
}

Result<Snapshot> read_state(const Ground& ground, const Slot& slot) {
  auto state = read_snapshot(ground.file, ground.layout, slot, default_limit);
  if (!state) return state.error();
  if (!*state) return Error{Errc::damaged, "roll back the checkpoint", ground.path, {}};
  return std::move(**state);
}

/// A name that nothing has yet: a number may be dropped more than once.
std::string free_name(const std::string& path, std::uint64_t sequence) {
  const std::string stem = fmt::format("{}{}{}", path, kept_infix, sequence);
  std::string name = stem;
  std::error_code ignored;
  for (int count = 2; std::filesystem::exists(utf8_path(name), ignored); ++count)
    name = fmt::format("{}.{}", stem, count);
  return name;
}

Result<std::string> keep_aside(const Ground& ground) {
  const auto state = read_state(ground, ground.newest);
  if (!state) return state.error();
  const std::string name = free_name(ground.path, state->sequence);
  {
    auto opened = Store::open(name, {ground.layout.type, state->schema});
    if (!opened) return opened.error();
    auto done = opened->store.commit(state->payload, state->archive, state->layout);
    if (!done) return done.error();
  }
  if (auto done = remove_file(name + ".lock"); !done) return done.error();
  return name;
}

/// The numbers between the two whose slots hold newer states than the older one; its own slot is
/// left as it is, and told of where it falls behind.
format::SlotHeader header_as(const Ground& ground, std::uint64_t sequence) {
  format::SlotHeader header = *ground.older.header;
  const std::uint64_t back = header.sequence;
  header.sequence = sequence;
  header.oldest = back + ground.layout.slots > ground.newest.header->sequence ? 0 : back;
  return header;
}

/// From the oldest number up, so that until the last write the newest state is still the newest,
/// and none but equal ones are ever written over.
Result<void> overwrite(const Ground& ground) {
  const auto state = read_state(ground, ground.older);
  if (!state) return state.error();
  const std::uint64_t newest = ground.newest.header->sequence;
  const std::uint64_t slots = ground.layout.slots;
  for (std::uint64_t s = std::max(state->sequence + 1, newest < slots ? 1 : newest - slots + 1);
       s <= newest; ++s) {
    const std::uint32_t slot = ground.layout.slot_of(s);
    if (slot == ground.older.index) continue;
    const auto header = format::encode(header_as(ground, s));
    if (auto done = ground.file.write(ground.layout.offset(slot), {header, state->payload}); !done)
      return done.error();
  }
  return ground.file.sync();
}

/// Those kept from earlier times, the latest first.
std::vector<std::filesystem::path> kept_before(const std::string& path, const std::string& name) {
  namespace fs = std::filesystem;
  const std::string start = utf8_text(utf8_path(path).filename()) + std::string(kept_infix);
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  std::error_code error;
  for (fs::directory_iterator at(utf8_path(path).parent_path(), error), end; !error && at != end;
       at.increment(error)) {
    const std::string file = utf8_text(at->path().filename());
    const bool ours = file.starts_with(start) &&
                      file.find_first_not_of("0123456789.", start.size()) == std::string::npos;
    if (ours && at->path() != utf8_path(name))
      found.emplace_back(at->last_write_time(error), at->path());
  }
  std::sort(found.rbegin(), found.rend());
  std::vector<fs::path> paths;
  paths.reserve(found.size());
  for (auto& [time, file] : found) paths.push_back(std::move(file));
  return paths;
}

/// That one of them can't be removed is no reason to fail: the deed is done.
void prune(const std::string& path, const std::string& name) {
  const auto before = kept_before(path, name);
  std::error_code ignored;
  for (std::size_t i = most_kept - 1; i < before.size(); ++i)
    for (const char* suffix : {"", ".lock"})
      std::filesystem::remove(std::filesystem::path(before[i]) += suffix, ignored);
}

}  // namespace

Result<RolledBack> rollback(const std::string& path) {
  const auto whole = resolve(path);
  if (!whole) return whole.error();
  const auto lock = Lock::take(*whole);
  if (!lock) return lock.error();
  const auto ground = survey(*whole);
  if (!ground) return ground.error();
  // What is gone back to may not have reached the disk yet; see Store::open.
  if (auto done = ground->file.sync(); !done) return done.error();
  const auto kept = keep_aside(*ground);
  if (!kept) return kept.error();
  if (auto done = overwrite(*ground); !done) return done.error();
  prune(*whole, *kept);
  return RolledBack{ground->newest.header->sequence, ground->older.header->sequence, *kept};
}

}  // namespace watchdog::checkpoint
