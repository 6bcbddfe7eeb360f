// SPDX-License-Identifier: MIT
#include "start_gate.linux.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "bpf_call.linux.hpp"
#include "fixed_text.hpp"
#include "proof_child.linux.hpp"
#include "start_program.linux.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/process/start_ticks.linux.hpp"

namespace watchdog::block {
namespace {

constexpr const char* hook = "bpf_lsm_bprm_check_security";
constexpr std::size_t start_ring_size = 1 << 20;  // Some 3 700 reports.

/// A file in memory with a name that nobody else has, and nothing in it: whoever executes it fails,
/// but differently when that is denied.
class ProofFile {
 public:
  ProofFile()
      : label_("watchdog-proof-" + std::to_string(process::own_pid()) + "-" +
               std::to_string(Clock::now().time_since_epoch().count())),
        file_(::memfd_create(label_.c_str(), MFD_CLOEXEC)) {}

  /// As the kernel calls it.
  std::string name() const { return "memfd:" + label_; }
  /// Does not return when it succeeds. Async-signal-safe.
  int error_of_exec() const {
    char* const words[] = {const_cast<char*>("x"), nullptr};
    char* const none[] = {nullptr};
    ::syscall(SYS_execveat, file_.get(), "", words, none, AT_EMPTY_PATH);
    return errno;
  }

 private:
  std::string label_;
  UniqueHandle file_;
};

Error unproven(const char* advice) {
  return {std::make_error_code(std::errc::not_supported), "let the kernel deny starts", "", advice};
}

}  // namespace

process::Identity StartGate::Report::id() const { return {pid, process::start_ticks(start)}; }

Result<StartGate> StartGate::open(std::size_t names, std::size_t spared) {
  auto files = bpf::create_map(BPF_MAP_TYPE_HASH, sizeof(Report::file), sizeof(Deed), names + 1);
  if (!files) return files.error();
  auto numbers = bpf::create_map(BPF_MAP_TYPE_HASH, sizeof(Report::pid), sizeof(std::uint32_t),
                                 std::max<std::size_t>(spared, 1));
  if (!numbers) return numbers.error();
  auto ring = bpf::Ring::create(start_ring_size);
  if (!ring) return std::move(ring).error();
  StartGate gate(*std::move(files), *std::move(numbers), *std::move(ring));
  if (auto attached = gate.attach(); !attached) return std::move(attached).error();
  if (auto proven = gate.prove(); !proven) return std::move(proven).error();
  return gate;
}

Result<void> StartGate::attach() {
  const auto types = bpf::Btf::of_kernel();
  if (!types) return types.error();
  const auto offsets = bpf::Offsets::of(*types);
  if (!offsets) return offsets.error();
  const auto function = types->function(hook);
  if (!function) return function.error();
  const bpf::StartTables tables{files_.get(), spared_.get(), ring_.native_handle()};
  auto attached = bpf::attach_to_hook(*function, bpf::start_program(tables, *offsets));
  if (!attached) return std::move(attached).error();
  at_check_ = *std::move(attached);
  return {};
}

Result<void> StartGate::prove() {
  const ProofFile file;
  const auto key = padded<sizeof(Report::file)>(file.name());
  for (const auto deed :
       {std::optional(Deed::tell), std::optional(Deed::deny), std::optional<Deed>()}) {
    if (deed) {
      if (auto set = set_file(file.name(), *deed); !set) return set;
    } else {
      bpf::remove(files_, key.data());
    }
    const ProofChild child([&] { return file.error_of_exec(); });
    const auto end = child.end();
    if (!end) return last_failure("wait for a process", "");
    const auto report = read();
    const bool denied = end->si_status == EPERM;
    if (denied != (deed == Deed::deny) || report.has_value() != deed.has_value())
      return unproven("it does not ask BPF programs before an exec (see lsm= on its command line)");
    const auto id = process::identify(child.pid());
    if (report && !(id && report->id() == *id && report->file == key))
      return unproven("another process namespace hides who starts a program");
  }
  return {};
}

Result<void> StartGate::set_file(std::string_view name, Deed deed) {
  return bpf::update(files_, padded<sizeof(Report::file)>(name).data(), &deed);
}

Result<void> StartGate::spare(process::Pid pid) {
  const std::uint32_t nothing = 0;
  return bpf::update(spared_, &pid, &nothing);
}

std::optional<StartGate::Report> StartGate::read() {
  Report report{};
  if (!ring_.read({reinterpret_cast<char*>(&report), sizeof report})) return std::nullopt;
  return report;
}

void StartGate::detach() {
  at_check_.reset();
  bpf::wait_for_programs();
}

}  // namespace watchdog::block
