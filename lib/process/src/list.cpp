// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include <algorithm>
#include <unordered_map>

#include "watchdog/base/text.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::process {

std::string_view Entry::name() const noexcept {
  return image.empty() ? std::string_view(title) : base_name(image, system_naming().separators);
}

std::string_view Entry::label() const noexcept {
  return title.empty() || name().starts_with(title) ? name() : std::string_view(title);
}

std::vector<Pid> ancestors(const std::vector<Entry>& table, Pid pid) {
  std::unordered_map<Pid, Pid> parents;
  for (const Entry& entry : table) parents.emplace(entry.id.pid, entry.parent);
  std::vector<Pid> chain;
  for (auto at = parents.find(pid); at != parents.end(); at = parents.find(at->second)) {
    const Pid parent = at->second;
    // A parent that died may have left its number to a descendant, which closes a circle.
    const bool seen = parent == pid || std::find(chain.begin(), chain.end(), parent) != chain.end();
    if (parent == 0 || seen) break;
    chain.push_back(parent);
  }
  return chain;
}

std::vector<Entry> lineage(Pid pid) {
  std::vector<Entry> line;
  const auto seen = [&](Pid number) {
    return std::any_of(line.begin(), line.end(),
                       [&](const Entry& entry) { return entry.id.pid == number; });
  };
  while (pid != 0 && !seen(pid)) {
    auto entry = inspect(pid);
    if (!entry) break;
    pid = entry->parent;
    line.push_back(*std::move(entry));
  }
  return line;
}

std::vector<Identity> descendants(const std::vector<Entry>& table, Pid root) {
  std::unordered_multimap<Pid, Identity> children;
  std::vector<Identity> found;
  for (const Entry& entry : table) {
    if (entry.id.pid == root) found.push_back(entry.id);
    if (entry.id.pid != root && entry.parent != 0) children.emplace(entry.parent, entry.id);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Identity parent = found[i];
    const auto [first, last] = children.equal_range(parent.pid);
    for (auto child = first; child != last; ++child) {
      // Older than its parent: the parent's number was another's when the child was born.
      if (child->second.start >= parent.start) found.push_back(child->second);
    }
    children.erase(first, last);  // Each is found once, even if the table holds a circle.
  }
  return found;
}

}  // namespace watchdog::process
