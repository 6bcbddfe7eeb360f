// SPDX-License-Identifier: MIT
#include "bpf_call.linux.hpp"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace watchdog::block::bpf {
namespace {

/// Helpers that read the kernel's memory ask for the first; ours is the second.
constexpr char license[] = "Dual MIT/GPL";

std::uint64_t address_of(const void* thing) { return reinterpret_cast<std::uintptr_t>(thing); }

long call(bpf_cmd command, bpf_attr& attributes) {
  return ::syscall(SYS_bpf, command, &attributes, sizeof attributes);
}

Error refused_to(const char* action, const char* subject) {
  return {last_system_error(), action, subject,
          "Linux 5.11 with its own types (BTF), CAP_BPF and CAP_PERFMON are needed"};
}

Result<UniqueHandle> opened(long descriptor, const char* action, const char* subject) {
  if (descriptor < 0) return refused_to(action, subject);
  return UniqueHandle(static_cast<NativeHandle>(descriptor));
}

bpf_attr of_type(bpf_prog_type type) {
  bpf_attr attributes{};
  attributes.prog_type = type;
  return attributes;
}

Result<UniqueHandle> load(bpf_attr attributes, const std::vector<bpf_insn>& program) {
  attributes.insns = address_of(program.data());
  attributes.insn_cnt = static_cast<std::uint32_t>(program.size());
  attributes.license = address_of(license);
  return opened(call(BPF_PROG_LOAD, attributes), "load a BPF program", "");
}

}  // namespace

Result<UniqueHandle> create_map(bpf_map_type type, std::size_t key, std::size_t value,
                                std::size_t entries) {
  bpf_attr attributes{};
  attributes.map_type = type;
  attributes.key_size = static_cast<std::uint32_t>(key);
  attributes.value_size = static_cast<std::uint32_t>(value);
  attributes.max_entries = static_cast<std::uint32_t>(entries);
  return opened(call(BPF_MAP_CREATE, attributes), "create a BPF map", "");
}

Result<void> update(const UniqueHandle& map, const void* key, const void* value) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map.get());
  attributes.key = address_of(key);
  attributes.value = address_of(value);
  if (call(BPF_MAP_UPDATE_ELEM, attributes) != 0) return refused_to("fill a BPF map", "");
  return {};
}

void remove(const UniqueHandle& map, const void* key) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map.get());
  attributes.key = address_of(key);
  call(BPF_MAP_DELETE_ELEM, attributes);
}

bool lookup(const UniqueHandle& map, const void* key, void* value) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<std::uint32_t>(map.get());
  attributes.key = address_of(key);
  attributes.value = address_of(value);
  return call(BPF_MAP_LOOKUP_ELEM, attributes) == 0;
}

Result<UniqueHandle> attach(const char* tracepoint, const std::vector<bpf_insn>& program) {
  auto loaded = load(of_type(BPF_PROG_TYPE_RAW_TRACEPOINT), program);
  if (!loaded) return loaded;
  bpf_attr attributes{};
  attributes.raw_tracepoint.name = address_of(tracepoint);
  attributes.raw_tracepoint.prog_fd = static_cast<std::uint32_t>(loaded->get());
  return opened(call(BPF_RAW_TRACEPOINT_OPEN, attributes), "attach to the tracepoint", tracepoint);
}

Result<UniqueHandle> attach_to_hook(std::uint32_t hook, const std::vector<bpf_insn>& program) {
  bpf_attr of_hook = of_type(BPF_PROG_TYPE_LSM);
  of_hook.expected_attach_type = BPF_LSM_MAC;
  of_hook.attach_btf_id = hook;
  auto loaded = load(of_hook, program);
  if (!loaded) return loaded;
  bpf_attr attributes{};
  attributes.raw_tracepoint.prog_fd = static_cast<std::uint32_t>(loaded->get());
  return opened(call(BPF_RAW_TRACEPOINT_OPEN, attributes), "attach to a security hook", "");
}

void wait_for_programs() { ::syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0); }

}  // namespace watchdog::block::bpf
