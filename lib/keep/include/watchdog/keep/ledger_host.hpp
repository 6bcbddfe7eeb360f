// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/keep/host.hpp"
#include "watchdog/keep/ledger.hpp"

namespace watchdog::keep {

/// A Host that writes into the ledger before a program is started, so that whatever becomes of us,
/// the next keeper knows what to look for. What came of it is written by whoever listens to the
/// keeper: that need not hold up the start.
class LedgerHost : public Host {
 public:
  /// `ledger` may be null: nothing is written. Both must outlive this.
  LedgerHost(Host& world, Ledger* ledger) : world_(world), ledger_(ledger) {}

  Time now() const override { return world_.now(); }
  std::vector<Result<process::Identity>> start(const std::vector<Start>& programs) override {
    if (ledger_ != nullptr) {
      for (const Start& one : programs) ledger_->starting(one.program);
    }
    return world_.start(programs);
  }
  Result<void> adopt(Index program, const process::Identity& id) override {
    return world_.adopt(program, id);
  }
  Result<void> ask(Index program, int signal) override { return world_.ask(program, signal); }
  void force(Index program) override { world_.force(program); }
  void wake_at(Index program, Time time) override { world_.wake_at(program, time); }
  void tell_soon() override { world_.tell_soon(); }

 private:
  Host& world_;
  Ledger* ledger_;
};

}  // namespace watchdog::keep
