// SPDX-License-Identifier: MIT
#include "exec_gate.linux.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>

#include "bpf_call.linux.hpp"
#include "exec_program.linux.hpp"
#include "fixed_text.hpp"
#include "kernel_time.linux.hpp"
#include "proof_child.linux.hpp"
#include "watchdog/process/start_ticks.linux.hpp"

namespace watchdog::block {
namespace {

constexpr std::size_t ring_size = 1 << 20;  // Some 3 300 reports.
constexpr std::size_t most_processes = 1'024;
constexpr const char* harmless = "/bin/sh";

/// A child that waits for go() and executes something harmless then, should it live so long.
class Probe {
 public:
  /// Whether it lets it execute, and its end is no end of its own.
  bool ends_at_exec() {
    pipe_.go.reset();
    const auto end = child_.end();
    return end && end->si_code == CLD_KILLED && end->si_status == SIGKILL;
  }
  process::Pid pid() const { return child_.pid(); }

 private:
  struct Pipe {
    Pipe() {
      int ends[2];
      if (::pipe2(ends, O_CLOEXEC) != 0) return;
      wait.reset(ends[0]);
      go.reset(ends[1]);
    }
    UniqueHandle wait;
    UniqueHandle go;
  };
  static int run(int wait, int go) {
    ::close(go);
    char nothing = 0;
    while (::read(wait, &nothing, 1) < 0 && errno == EINTR) {
    }
    ::execl(harmless, "sh", "-c", ":", nullptr);
    return 0;
  }

  Pipe pipe_;
  ProofChild child_{[this] { return run(pipe_.wait.get(), pipe_.go.get()); }};
};

/// Whether it tells of that file, links resolved.
bool runs(const ExecGate::Report& report, const char* program) {
  std::error_code failure;
  const std::string name = std::filesystem::canonical(program, failure).filename().string();
  return !failure && report.file == padded<sizeof report.file>(name);
}

}  // namespace

process::Identity ExecGate::Report::id() const { return {pid, process::start_ticks(start)}; }

Time ExecGate::Report::when() const { return time_of(time); }

Result<ExecGate> ExecGate::open(std::size_t names) {
  auto maps = create_maps(names);
  if (!maps) return std::move(maps).error();
  auto ring = bpf::Ring::create(ring_size);
  if (!ring) return std::move(ring).error();
  ExecGate gate(*std::move(maps), *std::move(ring));
  if (auto attached = gate.attach(); !attached) return std::move(attached).error();
  // First by telling: until the kernel's numbers are known to be ours, ending could hit another.
  for (const Deed deed : {Deed::tell, Deed::end}) {
    if (auto proven = gate.prove(deed); !proven) return std::move(proven).error();
  }
  return gate;
}

Result<ExecGate::Maps> ExecGate::create_maps(std::size_t names) {
  Maps maps;
  const struct {
    UniqueHandle& to;
    bpf_map_type type;
    std::size_t key, value, entries;
  } wanted[] = {
      {maps.processes, BPF_MAP_TYPE_HASH, sizeof(Report::pid), sizeof(Deed), most_processes},
      {maps.files, BPF_MAP_TYPE_HASH, sizeof(Report::file), sizeof(FileRow), names},
      {maps.titles, BPF_MAP_TYPE_HASH, sizeof(Report::title), sizeof(Deed), names},
      {maps.lost, BPF_MAP_TYPE_ARRAY, sizeof(std::uint32_t), sizeof(std::uint64_t), 1}};
  for (const auto& map : wanted) {
    auto created = bpf::create_map(map.type, map.key, map.value, map.entries);
    if (!created) return std::move(created).error();
    map.to = *std::move(created);
  }
  return maps;
}

Result<void> ExecGate::attach() {
  const auto types = bpf::Btf::of_kernel();
  if (!types) return types.error();
  const auto offsets = bpf::Offsets::of(*types);
  if (!offsets) return offsets.error();
  const bpf::Tables tables{maps_.processes.get(), maps_.files.get(), maps_.titles.get(),
                           maps_.lost.get(), ring_.native_handle()};
  auto exec = bpf::attach("sched_process_exec", bpf::exec_program(tables, *offsets));
  if (!exec) return std::move(exec).error();
  at_exec_ = *std::move(exec);
  auto rename = bpf::attach("task_rename", bpf::rename_program(tables, *offsets));
  if (!rename) return std::move(rename).error();
  at_rename_ = *std::move(rename);
  return {};
}

Result<void> ExecGate::prove(Deed deed) {
  Probe probe;
  const auto id = process::identify(probe.pid());
  if (!id) return id.error();
  if (auto set = set_process(id->pid, deed); !set) return set;
  const bool ended = probe.ends_at_exec();
  const auto report = read();
  bpf::remove(maps_.processes, &id->pid);
  if (ended == (deed == Deed::end) && report && report->deed == deed && report->id() == *id &&
      runs(*report, harmless))
    return {};
  return Error{std::make_error_code(std::errc::not_supported), "be told of an exec by the kernel",
               "", "another process namespace hides it"};
}

Result<void> ExecGate::set_file(std::string_view name, const FileRow& row) {
  return bpf::update(maps_.files, padded<sizeof(Report::file)>(name).data(), &row);
}

Result<void> ExecGate::set_title(std::string_view title, Deed deed) {
  return bpf::update(maps_.titles, padded<sizeof(Report::title)>(title).data(), &deed);
}

Result<void> ExecGate::set_process(process::Pid pid, Deed deed) {
  return bpf::update(maps_.processes, &pid, &deed);
}

std::optional<ExecGate::Report> ExecGate::read() {
  Report report{};
  if (!ring_.read({reinterpret_cast<char*>(&report), sizeof report})) return std::nullopt;
  return report;
}

bool ExecGate::lost() {
  const std::uint32_t only = 0;
  std::uint64_t count = lost_;
  bpf::lookup(maps_.lost, &only, &count);
  return std::exchange(lost_, count) != count;
}

void ExecGate::detach() {
  at_exec_.reset();
  at_rename_.reset();
  bpf::wait_for_programs();
}

}  // namespace watchdog::block
