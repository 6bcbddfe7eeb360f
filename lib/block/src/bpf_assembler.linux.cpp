// SPDX-License-Identifier: MIT
#include "bpf_assembler.linux.hpp"

namespace watchdog::block::bpf {
namespace {

constexpr std::uint32_t bits(Width width) { return static_cast<std::uint32_t>(width); }
constexpr std::uint32_t bits(When when) { return static_cast<std::uint32_t>(when); }

}  // namespace

Assembler::Label Assembler::label() {
  places_.push_back(0);
  return {places_.size() - 1};
}

void Assembler::place(Label label) { places_[label.number] = code_.size(); }

// Some parts of an instruction's code are written down though they are 0.
// NOLINTBEGIN(misc-redundant-expression)

void Assembler::move(Reg to, Reg from) { emit(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }

void Assembler::move(Reg to, std::int32_t value) {
  emit(BPF_ALU64 | BPF_MOV | BPF_K, to, Reg::r0, 0, value);
}

void Assembler::add(Reg to, std::int32_t value) {
  emit(BPF_ALU64 | BPF_ADD | BPF_K, to, Reg::r0, 0, value);
}

void Assembler::shift_right(Reg to, std::int32_t bits) {
  emit(BPF_ALU64 | BPF_RSH | BPF_K, to, Reg::r0, 0, bits);
}

void Assembler::address(Reg to, std::int32_t offset) {
  move(to, Reg::frame);
  add(to, offset);
}

void Assembler::map(Reg to, int descriptor) {
  emit(BPF_LD | BPF_DW | BPF_IMM, to, static_cast<Reg>(BPF_PSEUDO_MAP_FD), 0, descriptor);
  emit(0, Reg::r0, Reg::r0, 0, 0);  // It is twice as wide: the upper half.
}

void Assembler::load(Width width, Reg to, Reg base, std::int16_t offset) {
  emit(BPF_LDX | BPF_MEM | bits(width), to, base, offset, 0);
}

void Assembler::store(Width width, Reg base, std::int16_t offset, Reg from) {
  emit(BPF_STX | BPF_MEM | bits(width), base, from, offset, 0);
}

void Assembler::store(Width width, Reg base, std::int16_t offset, std::int32_t value) {
  emit(BPF_ST | BPF_MEM | bits(width), base, Reg::r0, offset, value);
}

void Assembler::add_in_memory(Reg base, Reg from) {
  // BPF_XADD, renamed BPF_ATOMIC with 5.12.
  emit(BPF_STX | BPF_XADD | BPF_DW, base, from, 0, BPF_ADD);
}

void Assembler::jump(Label to) { emit_jump(BPF_JA, Reg::r0, Reg::r0, 0, to); }

void Assembler::jump(Reg a, When when, std::int32_t b, Label to) {
  emit_jump(bits(when) | BPF_K, a, Reg::r0, b, to);
}

void Assembler::jump(Reg a, When when, Reg b, Label to) {
  emit_jump(bits(when) | BPF_X, a, b, 0, to);
}

void Assembler::call(bpf_func_id helper) {
  emit(BPF_JMP | BPF_CALL, Reg::r0, Reg::r0, 0, static_cast<std::int32_t>(helper));
}

void Assembler::end(std::int32_t value) {
  move(Reg::r0, value);
  emit(BPF_JMP | BPF_EXIT, Reg::r0, Reg::r0, 0, 0);
}

// NOLINTEND(misc-redundant-expression)

std::vector<bpf_insn> Assembler::finish() && {
  for (const auto& [instruction, label] : jumps_) {
    // Counted from the instruction after the jump.
    code_[instruction].off = static_cast<std::int16_t>(places_[label] - instruction - 1);
  }
  return std::move(code_);
}

void Assembler::emit(std::uint32_t code, Reg to, Reg from, std::int16_t offset,
                     std::int32_t value) {
  bpf_insn instruction{};
  instruction.code = static_cast<std::uint8_t>(code);
  instruction.dst_reg = static_cast<std::uint8_t>(to) & 0xf;
  instruction.src_reg = static_cast<std::uint8_t>(from) & 0xf;
  instruction.off = offset;
  instruction.imm = value;
  code_.push_back(instruction);
}

void Assembler::emit_jump(std::uint32_t code, Reg a, Reg b, std::int32_t value, Label to) {
  jumps_.emplace_back(code_.size(), to.number);
  emit(BPF_JMP | code, a, b, 0, value);
}

}  // namespace watchdog::block::bpf
