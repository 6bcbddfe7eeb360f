// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

#include "block/block_loop.hpp"
#include "block/brief_program.linux.hpp"
#include "block/private_mounts.linux.hpp"
#include "block/raw_process.linux.hpp"

namespace watchdog::test {

using block::DenyBy;
using block::Want;

inline block::Options denying(DenyBy by, bool dry_run = false) {
  return {.source = Want::events, .dry_run = dry_run, .deny = true, .deny_by = by};
}

inline bool denies(DenyBy by, const std::string& harmless) {
  asio::io_context io;
  const block::Rule nothing = rule({harmless});
  return block::open_deny(io, nothing, denying(by, true)).has_value();
}

/// Mounts of our own, or nothing where no starts are denied that way.
inline std::unique_ptr<PrivateMounts> stage(DenyBy by) {
  auto mounts = std::make_unique<PrivateMounts>();
  // For fanotify a path: only its mount is watched.
  const std::string nothing = by == DenyBy::kernel ? unique_name("wdd") : mounts->file("nothing");
  if (mounts->made() && events_come() && denies(by, nothing)) return mounts;
  WARN((by == DenyBy::kernel ? "no BPF in the kernel's list of security modules"
                             : "no fanotify, no events or no mounts of our own")
       << ": passes without a look");
  return nullptr;
}

inline DenyBy any_denier() { return GENERATE(DenyBy::kernel, DenyBy::fanotify); }

/// Who denies, each in turn, and the mounts for that.
struct AnyStage {
  DenyBy by;
  std::unique_ptr<PrivateMounts> mounts;
};

inline AnyStage any_stage() {
  const DenyBy by = any_denier();
  return {by, stage(by)};
}

/// A program in those mounts, and what came of its start: 0 it ran, otherwise the error.
struct Start {
  explicit Start(const std::string& file)
      : process([&] {
          ::execl(file.c_str(), file.c_str(), nullptr);
          ::_exit(errno);
        }) {}
  bool over() const { return !process.alive(); }
  int error() const { return process.exit_code(); }
  RawProcess process;
};

inline std::string program_in(const PrivateMounts& mounts, const std::string& name) {
  write_brief_program(mounts.file(name));
  return mounts.file(name);
}

}  // namespace watchdog::test
