// SPDX-License-Identifier: MIT
#include "deny_in_kernel.linux.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "descriptor_source.linux.hpp"
#include "fixed_text.hpp"
#include "start_gate.linux.hpp"

namespace watchdog::block {
namespace {

class DenyInKernel final : public DescriptorSource {
 public:
  DenyInKernel(asio::io_context& io, StartGate gate)
      : DescriptorSource(io, gate.native_handle(), "wait for the kernel's reports"),
        gate_(std::move(gate)) {}
  ~DenyInKernel() override { let_go(); }

  std::string_view name() const noexcept override { return "deny"; }
  std::string_view detail() const noexcept override {
    return "in the kernel (BPF LSM), by the file's name, on the whole machine";
  }

  void stop() override {
    gate_.detach();
    while (sink() && pass_on_one()) {
    }
    DescriptorSource::stop();
  }

 private:
  bool pass_on_one() override {
    const auto report = gate_.read();
    if (!report) return false;
    process::Entry entry;
    entry.id = report->id();
    entry.image = text_of(report->file);
    sink()->denied(entry);
    return true;
  }

  StartGate gate_;
};

/// Whose start fails whoever starts it, unless that one is spared.
std::vector<std::string> names_of(const Rule& rule) {
  std::vector<std::string> names;
  for (const process::Target& target : rule.targets()) {
    process::Entry entry;
    entry.id.pid = 2;  // Somebody, whom nothing spares.
    entry.image = target.name();
    if (rule.judge(entry).ends()) names.push_back(std::move(entry.image));
  }
  return names;
}

/// Who may start what it likes. A number may be another's by now: that one is left to the source.
std::vector<process::Pid> spared_by(const Protection& protection) {
  std::vector<process::Pid> numbers{1, protection.self.pid};
  if (protection.force) return numbers;
  for (const process::Identity& id : protection.ancestors) numbers.push_back(id.pid);
  if (protection.session.pid != 0) numbers.push_back(protection.session.pid);
  return numbers;
}

bool has_path(const process::Target& target) { return target.has_path(); }

}  // namespace

Result<std::shared_ptr<Source>> open_deny_in_kernel(asio::io_context& io, const Rule& rule,
                                                    bool tell_only) {
  const auto& targets = rule.targets();
  if (rule.terms().conditional() || std::any_of(targets.begin(), targets.end(), has_path))
    return Error{std::make_error_code(std::errc::not_supported), "let the kernel deny starts", "",
                 "it knows files by their plain names alone"};
  const auto names = names_of(rule);
  const auto spared = spared_by(rule.protection());
  auto gate = StartGate::open(names.size(), spared.size());
  if (!gate) return std::move(gate).error();
  // Who is spared first: from the first name on starts are denied.
  for (const process::Pid pid : spared) {
    if (auto set = gate->spare(pid); !set) return std::move(set).error();
  }
  const auto deed = tell_only ? StartGate::Deed::tell : StartGate::Deed::deny;
  for (const std::string& name : names) {
    if (auto set = gate->set_file(name, deed); !set) return std::move(set).error();
  }
  return std::shared_ptr<Source>(std::make_shared<DenyInKernel>(io, *std::move(gate)));
}

}  // namespace watchdog::block
