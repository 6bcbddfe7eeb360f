// SPDX-License-Identifier: MIT
#include "start_program.linux.hpp"

#include <cerrno>
#include <cstddef>

#include "start_gate.linux.hpp"

namespace watchdog::block::bpf {
namespace {

using Deed = StartGate::Deed;
using Report = StartGate::Report;

// The frame.
constexpr std::int16_t start_report = -place(sizeof(Report));
constexpr std::int16_t start_scratch = start_report - 8;
constexpr std::int16_t starter = start_report + place(offsetof(Report, pid));
constexpr std::int16_t starter_start = start_report + place(offsetof(Report, start));
constexpr std::int16_t wanted_file = start_report + place(offsetof(Report, file));
static_assert(sizeof(Report) % 8 == 0 && -start_scratch <= 512);

class StartWriter : private ProgramWriter {
 public:
  StartWriter(const StartTables& tables, const Offsets& offsets)
      : ProgramWriter(offsets, start_scratch), tables_(tables) {}

  /// Whoever is not meant leaves at the first look-up.
  std::vector<bpf_insn> at_check() && {
    const Label allowed = code_.label();
    argument(Reg::r6, 0);  // (binprm): first with a script, then with its interpreter.
    clear_frame();
    read_file_name(wanted_file, sizeof(Report::file), Reg::r6);
    look_up(tables_.files, wanted_file);
    code_.jump(Reg::r0, When::equal, 0, allowed);
    code_.load(Width::four, Reg::r6, Reg::r0, 0);
    leave_if_mounted_alone(Reg::r8, Reg::r9, allowed);
    read_own_number(starter);
    look_up(tables_.spared, starter);
    code_.jump(Reg::r0, When::differs, 0, allowed);
    read_start_of_process();
    report_it();
    code_.jump(Reg::r6, When::equal, static_cast<std::int32_t>(Deed::tell), allowed);
    code_.end(-EPERM);
    code_.place(allowed);
    code_.end();
    return std::move(code_).finish();
  }

 private:
  /// A file that is mounted by itself has the name of the place where that is, and not its own.
  void leave_if_mounted_alone(Reg file, Reg dentry, Label leave) {
    read_pointer(Reg::r7, file,
                 static_cast<std::int16_t>(offsets_.file_path + offsets_.path_mount));
    read_pointer(Reg::r7, Reg::r7, offsets_.mount_root);
    code_.jump(Reg::r7, When::equal, dentry, leave);
  }

  /// Any of its threads may execute; until that is done the first is another.
  void read_start_of_process() {
    code_.call(BPF_FUNC_get_current_task);
    read_pointer(Reg::r7, Reg::r0, offsets_.task_leader);
    read_start(starter_start, Reg::r7);
  }

  /// Where there is no room for that it is left out, and what is decided stands.
  void report_it() {
    const Label told = code_.label();
    take_room(Reg::r7, tables_.ring, sizeof(Report));
    code_.jump(Reg::r7, When::equal, 0, told);
    submit(Reg::r7, start_report, sizeof(Report));
    code_.place(told);
  }

  const StartTables& tables_;
};

}  // namespace

std::vector<bpf_insn> start_program(const StartTables& tables, const Offsets& offsets) {
  return StartWriter(tables, offsets).at_check();
}

}  // namespace watchdog::block::bpf
