// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <array>

#include "marks.hpp"
#include "row.linux.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

/// What it began with; as much as there is when it ends meanwhile.
std::string environment_of(const proc::Place& place, Pid pid) {
  constexpr std::size_t longest = std::size_t{16} << 20;  // The system's own limit is 6 MiB.
  std::array<char, 32 * 1024> buffer;
  const UniqueHandle file = proc::open(place, pid, "environ");
  std::string environment;
  while (file && environment.size() < longest) {
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    environment.append(buffer.data(), std::size_t(size));
  }
  return environment;
}

}  // namespace

std::optional<std::size_t> mark_of(Pid pid, const std::vector<std::string>& settings) {
  return Marks(settings).find_in(environment_of({}, pid));
}

Result<std::vector<Marked>> find_marked(const std::vector<std::string>& settings) {
  if (Result<void> sound = check_settings(settings); !sound) return sound.error();
  const Marks marks(settings);
  Result<std::vector<Entry>> rows =
      proc::read_rows([&](const proc::Place& place, Pid pid) -> std::optional<Entry> {
        if (!marks.find_in(environment_of(place, pid))) return std::nullopt;
        Result<Entry> entry = proc::read_entry(place, pid);
        return entry ? std::optional(*std::move(entry)) : std::nullopt;
      });
  if (!rows) return std::move(rows).error();
  std::vector<Marked> found;
  for (Entry& entry : *rows) {
    // The row and the mark are one process's: the number may have gone to a stranger in between.
    const auto place = marks.find_in(environment_of({}, entry.id.pid));
    const Result<Identity> now = identify(entry.id.pid);
    if (place && now && *now == entry.id) found.push_back({std::move(entry), *place});
  }
  return found;
}

}  // namespace watchdog::process
