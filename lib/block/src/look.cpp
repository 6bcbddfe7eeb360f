// SPDX-License-Identifier: MIT
#include "watchdog/block/look.hpp"

#include <optional>
#include <utility>

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

/// What is known of a file's content: hash_of_file or hash_at_once.
using Hash = std::optional<std::string> (*)(const std::string& file);

std::optional<std::string> hash_now(const std::string& file) { return hash_of_file(file); }

/// Judges a process with what it needs to know of it, and no more.
class Look {
 public:
  Look(const Entry& entry, std::string file, Hash hash)
      : entry_(entry), file_(std::move(file)), hash_(hash) {}

  Verdict operator()(const Rule& rule) {
    while (const auto what = rule.missing(entry_, known_)) learn(*what);
    return rule.judge(entry_, known_);
  }
  /// The file that was left unread; empty: none was.
  const std::string& unread() const { return unread_; }

 private:
  void learn(Detail what) {
    switch (what) {
      case Detail::user:
        known_.user = process::user_of(entry_.id);
        return;
      case Detail::parent:
        known_.parent = parent_of(entry_);
        return;
      case Detail::words:
        known_.words = process::words_of(entry_.id);
        return;
      case Detail::hash:
        known_.hash = hash_(file_);
        if (known_.hash) return;
        unread_ = file_;
        known_.hash.emplace();
        return;
    }
  }

  const Entry& entry_;
  std::string file_;
  Hash hash_;
  Details known_;
  std::string unread_;
};

}  // namespace

Verdict look(const Rule& rule, const Entry& entry) {
  return Look(entry, process::executable_of(entry.id, entry.image), hash_now)(rule);
}

Verdict look_at_once(const Rule& rule, const Entry& entry, std::string* unread) {
  Look look(entry, process::executable_of(entry.id, entry.image), hash_at_once);
  Verdict verdict = look(rule);
  if (unread) *unread = look.unread();
  return verdict;
}

Verdict look_ahead(const Rule& rule, const Entry& entry) {
  return Look(entry, entry.image, hash_at_once)(rule);
}

}  // namespace watchdog::block
