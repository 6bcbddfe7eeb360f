// SPDX-License-Identifier: MIT
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace watchdog::block::bpf {

/// What a call returns is in r0; its arguments go in r1 to r5, which it spoils; r6 to r9 survive.
enum class Reg : std::uint8_t { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, frame };
enum class Width : std::uint8_t { byte = BPF_B, two = BPF_H, four = BPF_W, eight = BPF_DW };
enum class When : std::uint8_t { equal = BPF_JEQ, differs = BPF_JNE };

/// Writes a program of the kernel's virtual machine, one instruction a call, so that no compiler is
/// needed where it runs.
class Assembler {
 public:
  struct Label {
    std::size_t number;
  };
  Label label();
  /// The next instruction is where that label stands.
  void place(Label label);

  void move(Reg to, Reg from);
  void move(Reg to, std::int32_t value);
  void add(Reg to, std::int32_t value);
  void shift_right(Reg to, std::int32_t bits);
  /// to = the frame's address + offset, which is negative.
  void address(Reg to, std::int32_t offset);
  /// to = the map of that descriptor.
  void map(Reg to, int descriptor);

  void load(Width width, Reg to, Reg base, std::int16_t offset);
  void store(Width width, Reg base, std::int16_t offset, Reg from);
  void store(Width width, Reg base, std::int16_t offset, std::int32_t value);
  /// *(u64*)base += from, as one step.
  void add_in_memory(Reg base, Reg from);

  void jump(Label to);
  void jump(Reg a, When when, std::int32_t b, Label to);
  void jump(Reg a, When when, Reg b, Label to);
  void call(bpf_func_id helper);
  /// Ends the program with that.
  void end(std::int32_t value = 0);

  /// The program, its jumps filled in.
  std::vector<bpf_insn> finish() &&;

 private:
  void emit(std::uint32_t code, Reg to, Reg from, std::int16_t offset, std::int32_t value);
  void emit_jump(std::uint32_t code, Reg a, Reg b, std::int32_t value, Label to);

  std::vector<bpf_insn> code_;
  std::vector<std::size_t> places_;                         // Of each label.
  std::vector<std::pair<std::size_t, std::size_t>> jumps_;  // Instruction, label.
};

}  // namespace watchdog::block::bpf
