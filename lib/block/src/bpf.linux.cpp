// SPDX-License-Identifier: MIT
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <utility>

#include "descriptor_source.linux.hpp"
#include "exec_gate.linux.hpp"
#include "fixed_text.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::block {
namespace {

using Deed = ExecGate::Deed;

/// Whom we stop we must be able to continue, whoever's it is.
bool may_signal_everyone() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  return ::syscall(SYS_capget, &header, data) == 0 && (data[0].effective & (1U << CAP_KILL)) != 0;
}

process::Entry entry_of(const ExecGate::Report& report) {
  process::Entry entry;
  entry.id = report.id();
  entry.parent = report.parent;
  entry.image = text_of(report.file);
  entry.title = text_of(report.title);
  return entry;
}

/// 0 when it is not there.
std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// A rule as the kernel's tables: what they decide the rule decides the same way.
class Tables {
 public:
  Tables(ExecGate& gate, const Rule& rule, bool tell_only)
      : gate_(gate),
        rule_(rule),
        end_(tell_only ? Deed::tell : Deed::end),
        stop_(tell_only || !may_signal_everyone() ? Deed::tell : Deed::stop) {
    // Most of a name are not meant where more than names decides: nobody is stopped for that.
    if (rule.terms().conditional()) end_ = stop_ = Deed::tell;
  }

  Result<void> fill() {
    // What comes later overrides: the protection what is to be ended, that what is in doubt.
    for (const process::Target& target : rule_.targets()) {
      if (target.has_path()) set_path(target);
    }
    for (const process::Target& target : rule_.targets()) {
      if (!target.has_path()) set_name(target.name());
    }
    protect(rule_.protection());
    return std::exchange(result_, {});
  }

  /// A file of that name has been executed: the one that a path means may be a new one.
  void refresh(std::string_view file) {
    for (const process::Target& target : rule_.targets()) {
      if (target.has_path() && target.image_name() == file) return (void)fill();
    }
  }

 private:
  void set_name(std::string_view name) {
    const std::size_t limit = process::system_naming().title_limit;
    set_file(name, end_);
    // A title that may be cut is looked at together with the process's arguments.
    set(gate_.set_title(name.substr(0, limit), name.size() < limit ? end_ : stop_));
  }

  /// Which path it is takes a look; of other files of that name one can be sure already.
  void set_path(const process::Target& target) {
    std::uint64_t inode = inode_of(target.path());
    for (const process::Target& other : rule_.targets()) {
      const bool namesake = other.has_path() && other.image_name() == target.image_name();
      if (namesake && other.path() != target.path()) inode = 0;
    }
    set_file(target.image_name(), stop_, inode);
  }

  void set_file(std::string_view name, Deed deed, std::uint64_t inode = 0) {
    set(gate_.set_file(name, {deed, 0, inode}));
  }

  void protect(const Protection& protection) {
    set(gate_.set_process(1, Deed::tell));
    set(gate_.set_process(protection.self.pid, Deed::tell));
    if (protection.force) return;
    for (const process::Identity& id : protection.ancestors)
      set(gate_.set_process(id.pid, Deed::tell));
    if (protection.session.pid != 0) set(gate_.set_process(protection.session.pid, Deed::tell));
    for (const std::string_view name : protection.vital) set_file(name, Deed::tell);
  }

  void set(Result<void> result) {
    if (result_ && !result) result_ = std::move(result);
  }

  ExecGate& gate_;
  const Rule& rule_;
  Deed end_;
  Deed stop_;
  Result<void> result_;
};

class Bpf final : public DescriptorSource {
 public:
  Bpf(asio::io_context& io, ExecGate gate, const Rule& rule, bool tell_only)
      : DescriptorSource(io, gate.native_handle(), "wait for the kernel's reports"),
        gate_(std::move(gate)),
        tables_(gate_, rule, tell_only) {}
  ~Bpf() override { let_go(); }

  std::string_view name() const noexcept override { return "bpf"; }
  std::string_view detail() const noexcept override {
    return "a program in the kernel, called at each exec";
  }
  Result<void> fill_tables() { return tables_.fill(); }

  void stop() override {
    gate_.detach();
    // What it stopped until now must not stay so.
    while (sink() && pass_on_one()) {
    }
    DescriptorSource::stop();
  }

 private:
  void passed_on() override {
    if (gate_.lost()) sink()->look_at_all();
  }

  bool pass_on_one() override {
    const auto report = gate_.read();
    if (!report) return false;
    if (report->deed == Deed::end) sink()->ended(entry_of(*report));
    if (report->deed == Deed::tell) look_at(*report);
    if (report->deed == Deed::stop) judge_stopped(*report);
    return true;
  }

  void look_at(const ExecGate::Report& report) {
    tables_.refresh(text_of(report.file));
    sink()->look_at(report.pid, report.when());
  }

  /// It is ended where it stands, or goes on.
  void judge_stopped(const ExecGate::Report& report) {
    const process::Identity id = report.id();
    const auto held = process::Process::open(id);
    sink()->look_at(id.pid, report.when());
    if (held) {
      (void)held->send(SIGCONT);  // It may be gone.
    } else if (held.error().code != std::errc::no_such_process) {
      ::kill(static_cast<pid_t>(id.pid), SIGCONT);  // No handle to be had. It can't end by itself.
    }
  }

  ExecGate gate_;
  Tables tables_;
};

}  // namespace

Result<std::shared_ptr<Source>> open_bpf(asio::io_context& io, const Rule& rule, bool tell_only) {
  const Terms& terms = rule.terms();
  if (!terms.names.empty() || (terms.any() && terms.targets.empty()))
    return Error{std::make_error_code(std::errc::not_supported), "let the kernel decide", "",
                 "it knows programs by name or path alone"};
  constexpr std::size_t two_each = 2;  // A target is a row or two; each vital name one.
  const std::size_t rows = two_each * rule.targets().size() + rule.protection().vital.size();
  auto gate = ExecGate::open(rows + 1);
  if (!gate) return std::move(gate).error();
  auto bpf = std::make_shared<Bpf>(io, *std::move(gate), rule, tell_only);
  if (auto filled = bpf->fill_tables(); !filled) return std::move(filled).error();
  return std::shared_ptr<Source>(std::move(bpf));
}

}  // namespace watchdog::block
