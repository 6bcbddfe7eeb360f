// SPDX-License-Identifier: MIT
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::block::bpf {

/// bpf(2), which the C library does not wrap. Each map and program lives as long as its descriptor.
/// Errors: operation_not_permitted (CAP_BPF and CAP_PERFMON are needed), permission_denied (the
/// verifier refused a program), invalid_argument (the kernel knows no such thing).

Result<UniqueHandle> create_map(bpf_map_type type, std::size_t key, std::size_t value,
                                std::size_t entries);
Result<void> update(const UniqueHandle& map, const void* key, const void* value);
void remove(const UniqueHandle& map, const void* key);
bool lookup(const UniqueHandle& map, const void* key, void* value);

/// Loads a program for a raw tracepoint and attaches it, until the descriptor is closed.
Result<UniqueHandle> attach(const char* tracepoint, const std::vector<bpf_insn>& program);
/// The same for a hook of the security modules: the number of a function of the kernel's types. It
/// may be attached and still never be called, where the kernel was not told to ask BPF (lsm=).
Result<UniqueHandle> attach_to_hook(std::uint32_t hook, const std::vector<bpf_insn>& program);

/// A program that was let go of may be under way on another processor: after this it is not. Where
/// the kernel lacks the call, a report of that moment may go unread.
void wait_for_programs();

}  // namespace watchdog::block::bpf
