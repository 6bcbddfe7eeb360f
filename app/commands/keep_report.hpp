// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report.hpp"
#include "watchdog/keep/keeper.hpp"

namespace watchdog::app {

/// Tells people and programs what happens to the kept programs.
class KeepReport final : public keep::Listener {
 public:
  explicit KeepReport(Voice voice) : report_(voice) {}

  /// A program that the keeper will know by the next number.
  void add(std::string name, std::string missing);
  void happened(const keep::Happening& happening) override;

  const std::string& name(keep::Index program) const { return names_[program]; }
  const std::vector<std::string>& names() const { return names_; }
  const Report& report() const { return report_; }

 private:
  void started(const keep::Happening& happening) const;
  void adopted(const keep::Happening& happening) const;
  void exited(const keep::Happening& happening) const;
  void start_failed(const keep::Happening& happening) const;
  void say_next(const keep::Happening& happening) const;
  Message message(const keep::Happening& happening, std::string_view event) const;

  Report report_;
  std::vector<std::string> names_;
  std::map<keep::Index, std::string> missing_;  ///< Of the processes that were adopted.
};

}  // namespace watchdog::app
