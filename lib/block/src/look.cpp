// SPDX-License-Identifier: MIT
#include "watchdog/block/look.hpp"

#include "file_hash.hpp"
#include "watchdog/process/details.hpp"

namespace watchdog::block {
namespace {

using process::Entry;

/// What started it. A younger process only has the number of one that is gone.
Entry parent_of(const Entry& entry) {
  auto self = entry.parent == 0 ? process::inspect(entry.id.pid) : Result<Entry>(entry);
  if (!self || self->parent == 0) return {};
  auto parent = process::inspect(self->parent);
  return parent && parent->id.start <= self->id.start ? *std::move(parent) : Entry();
}

void learn(Detail what, const Entry& entry, const std::string& file, Details& known) {
  switch (what) {
    case Detail::user:
      known.user = process::user_of(entry.id);
      return;
    case Detail::parent:
      known.parent = parent_of(entry);
      return;
    case Detail::words:
      known.words = process::words_of(entry.id);
      return;
    case Detail::hash:
      known.hash = hash_of_file(file);
      return;
  }
}

Verdict judge(const Rule& rule, const Entry& entry, const std::string& file) {
  Details known;
  while (const auto what = rule.missing(entry, known)) learn(*what, entry, file, known);
  return rule.judge(entry, known);
}

}  // namespace

Verdict look(const Rule& rule, const Entry& entry) {
  return judge(rule, entry, process::executable_of(entry.id, entry.image));
}

Verdict look_ahead(const Rule& rule, const Entry& entry) { return judge(rule, entry, entry.image); }

}  // namespace watchdog::block
