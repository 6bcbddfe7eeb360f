// SPDX-License-Identifier: MIT
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "program_writer.linux.hpp"

namespace watchdog::block::bpf {

/// Descriptors of the maps that the programs use.
struct Tables {
  int processes, files, titles, lost, ring;
};

/// For the raw tracepoint sched_process_exec: what ExecGate promises.
std::vector<bpf_insn> exec_program(const Tables& tables, const Offsets& offsets);
/// For task_rename: tells of a process that takes one of the titles without an exec.
std::vector<bpf_insn> rename_program(const Tables& tables, const Offsets& offsets);

}  // namespace watchdog::block::bpf
