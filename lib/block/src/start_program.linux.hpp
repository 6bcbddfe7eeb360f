// SPDX-License-Identifier: MIT
#pragma once

#include <linux/bpf.h>

#include <vector>

#include "program_writer.linux.hpp"

namespace watchdog::block::bpf {

/// Descriptors of the maps that the program uses.
struct StartTables {
  int files, spared, ring;
};

/// For the hook bprm_check_security: what StartGate promises.
std::vector<bpf_insn> start_program(const StartTables& tables, const Offsets& offsets);

}  // namespace watchdog::block::bpf
