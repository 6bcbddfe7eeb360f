// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>

#include "check.hpp"
#include "watchdog/health/probe.hpp"
#include "watchdog/health/runner.hpp"

namespace watchdog::health {

/// The exec probe: it is well if the command ends with 0.
class ExecCheck final : public Check, public std::enable_shared_from_this<ExecCheck> {
 public:
  ExecCheck(asio::io_context& loop, const ProbeSpec& spec, Runner& runner)
      : loop_(loop), spec_(spec), runner_(runner) {}

  void begin(Done done) override;
  void cancel() override;

 private:
  asio::io_context& loop_;
  const ProbeSpec& spec_;
  Runner& runner_;
  process::Pid running_ = 0;
};

}  // namespace watchdog::health
