// SPDX-License-Identifier: MIT
#include "hold.hpp"

#include "watchdog/block/look.hpp"

namespace watchdog::block {

Result<Held> hold(const Rule& rule, const process::Entry& seen, bool patient) {
  auto held = process::Process::open(seen.id);
  if (!held) return unless_gone(std::move(held).error());
  const auto now = process::inspect(seen.id.pid);
  if (!now || now->id != seen.id) return Held();
  const Verdict verdict = patient ? look(rule, *now) : look_at_once(rule, *now);
  if (!verdict.ends()) return Held();
  return Held(*std::move(held));
}

Result<Held> unless_gone(Error error) {
  if (error.code == std::errc::no_such_process) return Held();
  return error;
}

}  // namespace watchdog::block
