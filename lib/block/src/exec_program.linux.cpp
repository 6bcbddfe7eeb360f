// SPDX-License-Identifier: MIT
#include "exec_program.linux.hpp"

#include <csignal>
#include <cstddef>

#include "exec_gate.linux.hpp"

namespace watchdog::block::bpf {
namespace {

using Deed = ExecGate::Deed;
using Report = ExecGate::Report;
using FileRow = ExecGate::FileRow;

// The frame.
constexpr std::int16_t report = -place(sizeof(Report));
constexpr std::int16_t scratch = report - 8;
constexpr std::int16_t pid = report + place(offsetof(Report, pid));
constexpr std::int16_t parent = report + place(offsetof(Report, parent));
constexpr std::int16_t deed = report + place(offsetof(Report, deed));
constexpr std::int16_t start = report + place(offsetof(Report, start));
constexpr std::int16_t time = report + place(offsetof(Report, time));
constexpr std::int16_t title = report + place(offsetof(Report, title));
constexpr std::int16_t file = report + place(offsetof(Report, file));
static_assert(sizeof(Report) % 8 == 0 && -scratch <= 512);

constexpr std::int32_t number(Deed value) { return static_cast<std::int32_t>(value); }

/// r6 to r9 hold what a piece says.
class ExecWriter : private ProgramWriter {
 public:
  ExecWriter(const Tables& tables, const Offsets& offsets)
      : ProgramWriter(offsets, scratch), tables_(tables) {}

  std::vector<bpf_insn> at_exec() && {
    argument(Reg::r6, 2);  // (task, old pid, binprm)
    clear_frame();
    read_file_name(file, sizeof(Report::file), Reg::r6);  // For a script that of its interpreter.
    code_.address(Reg::r1, title);
    code_.move(Reg::r2, sizeof(Report::title));
    code_.call(BPF_FUNC_get_current_comm);
    read_own_number(pid);
    const Label done = code_.label();
    decide(Reg::r7, done);
    code_.store(Width::four, Reg::frame, deed, Reg::r7);
    read_time();
    code_.call(BPF_FUNC_get_current_task);
    code_.move(Reg::r6, Reg::r0);
    read_start(start, Reg::r6);
    read_parent(Reg::r6);
    act(Reg::r7, done);
    code_.place(done);
    code_.end();
    return std::move(code_).finish();
  }

  std::vector<bpf_insn> at_rename() && {
    argument(Reg::r6, 0);  // (task, name)
    argument(Reg::r7, 1);
    clear_frame();
    const Label done = code_.label();
    read_leader(Reg::r6, done);
    read_text(title, sizeof(Report::title), Reg::r7);
    look_up(tables_.titles, title);
    code_.jump(Reg::r0, When::equal, 0, done);
    code_.move(Reg::r7, number(Deed::tell));
    code_.store(Width::four, Reg::frame, deed, Reg::r7);
    read_time();
    read_start(start, Reg::r6);
    act(Reg::r7, done);
    code_.place(done);
    code_.end();
    return std::move(code_).finish();
  }

 private:
  void read_time() {
    code_.call(BPF_FUNC_ktime_get_ns);
    code_.store(Width::eight, Reg::frame, time, Reg::r0);
  }

  /// Who may be asked about it when it is gone. Spoils r9.
  void read_parent(Reg task) {
    read_pointer(Reg::r9, task, offsets_.task_parent);
    read(parent, 4, Reg::r9, offsets_.task_group);
  }

  /// The number of a task that is its process's first thread; others are of no interest.
  void read_leader(Reg task, Label other) {
    read(scratch, 4, task, offsets_.task_pid);
    read(pid, 4, task, offsets_.task_group);
    code_.load(Width::four, Reg::r1, Reg::frame, scratch);
    code_.load(Width::four, Reg::r2, Reg::frame, pid);
    code_.jump(Reg::r1, When::differs, Reg::r2, other);
  }

  /// to = what the tables say of process, file and title, in this order.
  void decide(Reg to, Label nothing) {
    const Label found = code_.label();
    const Label decided = code_.label();
    look_up(tables_.processes, pid);
    code_.jump(Reg::r0, When::differs, 0, found);
    const Label no_file = code_.label();
    look_up(tables_.files, file);
    code_.jump(Reg::r0, When::equal, 0, no_file);
    code_.load(Width::four, to, Reg::r0, offsetof(FileRow, deed));
    code_.load(Width::eight, Reg::r8, Reg::r0, offsetof(FileRow, inode));
    code_.jump(Reg::r8, When::equal, 0, decided);
    only_tell_unless_inode(Reg::r8, to);
    code_.jump(decided);
    code_.place(no_file);
    look_up(tables_.titles, title);
    code_.jump(Reg::r0, When::equal, 0, nothing);
    code_.load(Width::four, to, Reg::r0, 0);
    code_.jump(to, When::differs, number(Deed::stop), decided);
    leave_if_cut_from_file(decided, nothing);
    code_.place(found);
    code_.load(Width::four, to, Reg::r0, 0);
    code_.place(decided);
  }

  /// For a row about one file of that name: another one is not stopped.
  void only_tell_unless_inode(Reg inode, Reg to) {
    const Label same = code_.label();
    read_pointer(Reg::r9, Reg::r9, offsets_.dentry_inode);
    read(scratch, 8, Reg::r9, offsets_.inode_number);
    code_.load(Width::eight, Reg::r1, Reg::frame, scratch);
    code_.jump(Reg::r1, When::equal, inode, same);
    code_.move(to, number(Deed::tell));
    code_.place(same);
  }

  /// A title of 15 bytes that the file's name begins with is short for that, which no table has.
  void leave_if_cut_from_file(Label otherwise, Label leave) {
    constexpr std::pair<Width, std::int16_t> pieces[] = {
        {Width::eight, 0}, {Width::four, 8}, {Width::two, 12}, {Width::byte, 14}};
    for (const auto& [width, at] : pieces) {
      code_.load(width, Reg::r1, Reg::frame, static_cast<std::int16_t>(title + at));
      code_.load(width, Reg::r2, Reg::frame, static_cast<std::int16_t>(file + at));
      code_.jump(Reg::r1, When::differs, Reg::r2, otherwise);
    }
    code_.jump(leave);
  }

  /// Does what `what` holds and reports it. The report's place is taken first: nobody is stopped of
  /// whom nobody hears. It is handed over last: nobody is continued who is yet to be stopped.
  void act(Reg what, Label done) {
    const Label room = code_.label();
    const Label hand_over = code_.label();
    take_room(Reg::r8, tables_.ring, sizeof(Report));
    code_.jump(Reg::r8, When::differs, 0, room);
    act_untold(what, done);
    code_.place(room);
    code_.jump(what, When::equal, number(Deed::tell), hand_over);
    send_signal(what);
    code_.jump(Reg::r0, When::equal, 0, hand_over);
    code_.store(Width::four, Reg::frame, deed, number(Deed::tell));  // It could not be done.
    code_.place(hand_over);
    submit(Reg::r8, report, sizeof(Report));
  }

  void act_untold(Reg what, Label done) {
    const Label counted = code_.label();
    code_.store(Width::four, Reg::frame, scratch, 0);
    look_up(tables_.lost, scratch);
    code_.jump(Reg::r0, When::equal, 0, counted);
    code_.move(Reg::r1, 1);
    code_.add_in_memory(Reg::r0, Reg::r1);
    code_.place(counted);
    code_.jump(what, When::differs, number(Deed::end), done);
    code_.move(Reg::r1, SIGKILL);
    code_.call(BPF_FUNC_send_signal);
    code_.jump(done);
  }

  /// To the current process, which gets it before it runs an instruction.
  void send_signal(Reg what) {
    const Label send = code_.label();
    code_.move(Reg::r1, SIGKILL);
    code_.jump(what, When::equal, number(Deed::end), send);
    code_.move(Reg::r1, SIGSTOP);
    code_.place(send);
    code_.call(BPF_FUNC_send_signal);
  }

  const Tables& tables_;
};

}  // namespace

std::vector<bpf_insn> exec_program(const Tables& tables, const Offsets& offsets) {
  return ExecWriter(tables, offsets).at_exec();
}

std::vector<bpf_insn> rename_program(const Tables& tables, const Offsets& offsets) {
  return ExecWriter(tables, offsets).at_rename();
}

}  // namespace watchdog::block::bpf
