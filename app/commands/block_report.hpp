// SPDX-License-Identifier: MIT
#pragma once

#include "commands/block_exec.hpp"
#include "commands/block_message.hpp"
#include "report.hpp"
#include "watchdog/block/blocker.hpp"

namespace watchdog::app {

/// Tells people and programs what a blocker does.
class BlockReport final : public block::Listener {
 public:
  BlockReport(Voice voice, const block::Options& options, bool explain)
      : report_(voice), voice_(voice), options_(options), explain_(explain) {}

  /// Whom each deed is passed on to; they must outlive this or be taken away with null.
  void pass_on_to(BlockExec* exec, BlockMessage* message) {
    exec_ = exec;
    message_ = message;
  }

  void armed(const block::Source& source, const std::string& why) override;
  void blocked(const process::Entry& entry, const block::Verdict& verdict,
               const block::Sight& sight) override;
  void forced(const process::Entry& entry) override;
  void denied(const process::Entry& entry, const block::Verdict& verdict,
              const block::Sight& sight) override;
  void spared(const process::Entry& entry, const block::Verdict& verdict,
              const block::Sight& sight) override;
  void failed(const process::Entry& entry, const Error& error, const block::Sight& sight) override;
  void broken(const Error& error) override;

  const Report& report() const { return report_; }

 private:
  void pass_on(std::string_view event, std::string_view deed, const process::Entry& entry,
               const block::Verdict& verdict) const;
  std::string_view deed() const;
  std::string reason(const block::Verdict& verdict) const;

  Report report_;
  Voice voice_;
  block::Options options_;
  bool explain_;
  BlockExec* exec_ = nullptr;
  BlockMessage* message_ = nullptr;
};

}  // namespace watchdog::app
