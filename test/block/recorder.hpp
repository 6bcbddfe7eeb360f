// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "watchdog/block/blocker.hpp"

namespace watchdog::test {

/// Remembers what it is told.
struct Recorder final : block::Listener {
  void armed(const block::Source& source, const std::string& why) override {
    sources.emplace_back(source.name());
    whys.push_back(why);
  }
  void blocked(const process::Entry& entry, const block::Verdict& verdict,
               const block::Sight& sight) override {
    sights.push_back(sight);
    ended.push_back(entry.id);
    names.emplace_back(entry.name());
    parents.push_back(entry.parent);
    parts.push_back(verdict.grounds.at(0).part);
  }
  void forced(const process::Entry& entry) override { late.push_back(entry.id); }
  void denied(const process::Entry& entry, const block::Verdict& verdict,
              const block::Sight& sight) override {
    CHECK(sight.source == "deny");
    CHECK_FALSE(sight.after);
    denials.push_back(entry);
    CHECK(verdict.ends());
  }
  void spared(const process::Entry& entry, const block::Verdict& verdict,
              const block::Sight&) override {
    protected_ones.push_back(entry.id);
    shields.push_back(verdict.shield);
  }
  void failed(const process::Entry& entry, const Error& error, const block::Sight&) override {
    failures.push_back(entry.id);
    errors.push_back(error.code);
  }
  void broken(const Error& error) override { errors.push_back(error.code); }

  bool told_of(process::Pid pid) const {
    return std::any_of(ended.begin(), ended.end(),
                       [&](const process::Identity& id) { return id.pid == pid; });
  }

  std::vector<std::string> sources;
  std::vector<std::string> whys;
  std::vector<process::Identity> ended;
  std::vector<process::Identity> late;
  std::vector<process::Entry> denials;
  std::vector<std::string> names;     ///< Of those.
  std::vector<process::Pid> parents;  ///< Of those.
  std::vector<block::Sight> sights;   ///< Of those.
  std::vector<block::Part> parts;
  std::vector<process::Identity> protected_ones;
  std::vector<block::Shield> shields;
  std::vector<process::Identity> failures;
  std::vector<std::error_code> errors;
};

inline std::vector<process::Target> targets(const std::vector<std::string>& names) {
  std::vector<process::Target> result;
  for (const std::string& name : names) result.push_back(*process::Target::parse(name));
  return result;
}

/// A rule for `names` that spares this process and its ancestors.
inline block::Rule rule(const std::vector<std::string>& names, bool force = false) {
  return {targets(names), block::Protection::of_this_process(*process::list(), force)};
}

/// Whether events come here: not in every container, and only on systems that tell.
inline bool events_come() {
  asio::io_context io;
  return block::open_events(io).has_value();
}

/// Whether the kernel ends programs for us here: for administrators, outside of most containers.
inline bool kernel_ends() {
  asio::io_context io;
  const block::Rule nothing = rule({});
  return block::open_bpf(io, nothing, true).has_value();
}

inline bool works(block::Want source) {
  return source == block::Want::bpf      ? kernel_ends()
         : source == block::Want::events ? events_come()
                                         : true;
}

}  // namespace watchdog::test
