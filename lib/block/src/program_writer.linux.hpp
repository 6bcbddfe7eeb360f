// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "bpf_assembler.linux.hpp"
#include "btf.linux.hpp"

namespace watchdog::block::bpf {

/// Where what is wanted of the kernel's structures stands.
struct Offsets {
  std::int16_t binprm_file, file_path, path_dentry, path_mount, mount_root;
  std::int16_t dentry_name, name_text, dentry_inode, inode_number;
  std::int16_t task_start, task_parent, task_leader, task_pid, task_group;
  /// Errors: those of Btf.
  static Result<Offsets> of(const Btf& types);
};

constexpr std::int16_t place(std::size_t offset) { return static_cast<std::int16_t>(offset); }

/// What programs that look at an exec have in common, in words of what they are about. The frame is
/// a report as it grows, and below it 8 bytes, the scratch, for what is read on the way. Calls
/// spoil r1 to r5.
class ProgramWriter {
 protected:
  using Label = Assembler::Label;

  ProgramWriter(const Offsets& offsets, std::int16_t scratch)
      : offsets_(offsets), scratch_(scratch) {}

  /// to = what is handed over to the program. Before the first call.
  void argument(Reg to, int which);
  /// The verifier wants all that is handed on to be written, a key compares to its last byte.
  void clear_frame();

  /// Reads from the kernel's memory, which may be anything, so by a call that can't fault.
  void read(std::int16_t to, int size, Reg structure, std::int16_t offset);
  void read_pointer(Reg to, Reg structure, std::int16_t offset);
  void read_text(std::int16_t to, int size, Reg text);
  /// binprm->file->f_path.dentry->d_name.name. The dentry stays in r9, the file in r8.
  void read_file_name(std::int16_t to, int size, Reg binprm);
  void read_start(std::int16_t to, Reg task) { read(to, 8, task, offsets_.task_start); }
  /// The number of the process that runs the program.
  void read_own_number(std::int16_t to);

  /// r0 = where the value of that key is, or 0.
  void look_up(int table, std::int16_t key);
  /// to = room for a report of that size, or 0.
  void take_room(Reg to, int ring, int size);
  /// Copies the report there and lets it be read.
  void submit(Reg room, std::int16_t report, int size);

  const Offsets& offsets_;
  const std::int16_t scratch_;
  Assembler code_;
};

}  // namespace watchdog::block::bpf
