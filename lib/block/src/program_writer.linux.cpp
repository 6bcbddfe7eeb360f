// SPDX-License-Identifier: MIT
#include "program_writer.linux.hpp"

namespace watchdog::block::bpf {

Result<Offsets> Offsets::of(const Btf& types) {
  Offsets offsets{};
  const struct {
    std::int16_t& to;
    const char* structure;
    const char* field;
  } wanted[] = {{offsets.binprm_file, "linux_binprm", "file"},
                {offsets.file_path, "file", "f_path"},
                {offsets.path_dentry, "path", "dentry"},
                {offsets.path_mount, "path", "mnt"},
                {offsets.mount_root, "vfsmount", "mnt_root"},
                {offsets.dentry_name, "dentry", "d_name"},
                {offsets.name_text, "qstr", "name"},
                {offsets.dentry_inode, "dentry", "d_inode"},
                {offsets.inode_number, "inode", "i_ino"},
                {offsets.task_start, "task_struct", "start_boottime"},
                {offsets.task_parent, "task_struct", "real_parent"},
                {offsets.task_leader, "task_struct", "group_leader"},
                {offsets.task_pid, "task_struct", "pid"},
                {offsets.task_group, "task_struct", "tgid"}};
  for (const auto& field : wanted) {
    auto found = types.offset(field.structure, field.field);
    if (!found) return std::move(found).error();
    field.to = *found;
  }
  return offsets;
}

void ProgramWriter::argument(Reg to, int which) {
  // Each is as wide as a register; r1 holds where they are.
  code_.load(Width::eight, to, Reg::r1, place(static_cast<std::size_t>(which) * 8));
}

void ProgramWriter::clear_frame() {
  for (std::int16_t at = scratch_; at < 0; at = static_cast<std::int16_t>(at + 8))
    code_.store(Width::eight, Reg::frame, at, 0);
}

void ProgramWriter::read(std::int16_t to, int size, Reg structure, std::int16_t offset) {
  code_.move(Reg::r3, structure);
  code_.add(Reg::r3, offset);
  code_.address(Reg::r1, to);
  code_.move(Reg::r2, size);
  code_.call(BPF_FUNC_probe_read_kernel);
}

void ProgramWriter::read_pointer(Reg to, Reg structure, std::int16_t offset) {
  read(scratch_, 8, structure, offset);
  code_.load(Width::eight, to, Reg::frame, scratch_);
}

void ProgramWriter::read_text(std::int16_t to, int size, Reg text) {
  code_.move(Reg::r3, text);
  code_.address(Reg::r1, to);
  code_.move(Reg::r2, size);
  code_.call(BPF_FUNC_probe_read_kernel_str);
}

void ProgramWriter::read_file_name(std::int16_t to, int size, Reg binprm) {
  read_pointer(Reg::r8, binprm, offsets_.binprm_file);
  read_pointer(Reg::r9, Reg::r8,
               static_cast<std::int16_t>(offsets_.file_path + offsets_.path_dentry));
  read_pointer(Reg::r7, Reg::r9,
               static_cast<std::int16_t>(offsets_.dentry_name + offsets_.name_text));
  read_text(to, size, Reg::r7);
}

void ProgramWriter::read_own_number(std::int16_t to) {
  code_.call(BPF_FUNC_get_current_pid_tgid);
  code_.shift_right(Reg::r0, 32);
  code_.store(Width::four, Reg::frame, to, Reg::r0);
}

void ProgramWriter::look_up(int table, std::int16_t key) {
  code_.map(Reg::r1, table);
  code_.address(Reg::r2, key);
  code_.call(BPF_FUNC_map_lookup_elem);
}

void ProgramWriter::take_room(Reg to, int ring, int size) {
  code_.map(Reg::r1, ring);
  code_.move(Reg::r2, size);
  code_.move(Reg::r3, 0);
  code_.call(BPF_FUNC_ringbuf_reserve);
  code_.move(to, Reg::r0);
}

void ProgramWriter::submit(Reg room, std::int16_t report, int size) {
  code_.move(Reg::r1, room);
  code_.move(Reg::r2, size);
  code_.address(Reg::r3, report);
  code_.call(BPF_FUNC_probe_read_kernel);
  code_.move(Reg::r1, room);
  code_.move(Reg::r2, 0);
  code_.call(BPF_FUNC_ringbuf_submit);
}

}  // namespace watchdog::block::bpf
