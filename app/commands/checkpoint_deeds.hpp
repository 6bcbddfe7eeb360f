// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "report.hpp"
#include "watchdog/checkpoint/store.hpp"

/// What `watchdog checkpoint` does, each with its exit code.
namespace watchdog::app {

struct CheckpointOptions {
  std::string file;
  std::uint32_t generation = 0;
  std::string output;   ///< Of export; empty: standard output.
  std::string payload;  ///< Of import: a file.
  /// Of import; what is not given is as in the file.
  std::optional<std::string> type;
  std::optional<std::uint32_t> schema;
  std::optional<checkpoint::Archive> archive;
  Voice voice;
};

int show_checkpoint(const CheckpointOptions& options);
int verify_checkpoint(const CheckpointOptions& options);
int export_state(const CheckpointOptions& options);
int import_state(const CheckpointOptions& options);
int roll_back(const CheckpointOptions& options);

}  // namespace watchdog::app
