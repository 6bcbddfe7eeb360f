// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <array>

#include "marks.hpp"
#include "row.linux.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

/// Looks for a text among many, each ended by a NUL, that come in pieces.
class Search {
 public:
  explicit Search(std::string_view wanted) : wanted_(wanted) {}

  /// Whether it ended in this piece.
  bool feed(std::string_view piece) {
    while (!piece.empty()) {
      const std::size_t length = std::min(piece.find('\0'), piece.size());
      same_ = same_ &&
              wanted_.substr(std::min(seen_, wanted_.size())).starts_with(piece.substr(0, length));
      seen_ += length;
      if (length == piece.size()) return false;
      if (complete()) return true;
      same_ = true;
      seen_ = 0;
      piece.remove_prefix(length + 1);
    }
    return false;
  }
  /// Whether what was fed so far ends with it; a process may have written over the last NUL.
  bool complete() const { return same_ && seen_ == wanted_.size(); }

 private:
  std::string_view wanted_;
  std::size_t seen_ = 0;  ///< Of the text that the last piece ended in.
  bool same_ = true;      ///< So far.
};

bool holds(const proc::Place& place, Pid pid, std::string_view setting) {
  constexpr std::size_t longest = std::size_t{16} << 20;  // The system's own limit is 6 MiB.
  std::array<char, 32 * 1024> buffer;
  const UniqueHandle file = proc::open(place, pid, "environ");
  Search search(setting);
  for (std::size_t seen = 0; file && seen < longest;) {
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size <= 0) return search.complete();
    if (search.feed({buffer.data(), std::size_t(size)})) return true;
    seen += std::size_t(size);
  }
  return false;
}

}  // namespace

bool is_marked(Pid pid, std::string_view setting) {
  return is_setting(setting) && holds({}, pid, setting);
}

Result<std::vector<Entry>> find_marked(std::string_view setting) {
  if (!is_setting(setting)) return no_setting(setting);
  return proc::read_rows([&](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    if (!holds(place, pid, setting)) return std::nullopt;
    auto entry = proc::read_entry(place, pid);
    // The row and the mark are one process's: the number may have gone to a stranger in between.
    if (!entry || !holds(place, pid, setting)) return std::nullopt;
    const Result<Identity> now = identify(pid);
    if (!now || *now != entry->id) return std::nullopt;
    return *std::move(entry);
  });
}

}  // namespace watchdog::process
