// SPDX-License-Identifier: MIT
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "watchdog/base/result.hpp"

namespace watchdog::block::bpf {

/// Where what is wanted of the kernel's structures stands.
struct Offsets {
  std::int16_t binprm_file, file_path, path_dentry, dentry_name, name_text;
  std::int16_t dentry_inode, inode_number;
  std::int16_t task_start, task_parent, task_pid, task_group;
  /// Errors: those of Btf.
  static Result<Offsets> of_kernel();
};

/// Descriptors of the maps that the programs use.
struct Tables {
  int processes, files, titles, lost, ring;
};

/// For the raw tracepoint sched_process_exec: what ExecGate promises.
std::vector<bpf_insn> exec_program(const Tables& tables, const Offsets& offsets);
/// For task_rename: tells of a process that takes one of the titles without an exec.
std::vector<bpf_insn> rename_program(const Tables& tables, const Offsets& offsets);

}  // namespace watchdog::block::bpf
