// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "watchdog/keep/host.hpp"
#include "watchdog/keep/policy.hpp"

namespace watchdog::keep {

/// Something that happened to a kept program. Fields beyond the first three are set where they
/// apply.
struct Happening {
  enum class Kind : std::uint8_t {
    started,       ///< `id`, `attempt` (0 for the first start and for one by hand)
    adopted,       ///< `id`
    ready,         ///< `id`
    hung,          ///< `id`, `reason`: it is ended, and the policy decides what then
    replacing,     ///< `id`, `reason`: it is ended to be started again
    start_failed,  ///< `error`, `next`
    exited,        ///< `id`, `exit`, `ran`, `next` (none when it was stopped or is replaced)
    stopping,      ///< `id`: asked to end
    forced,        ///< `id`: ended by force, since it did not obey in time
    unkillable,    ///< `id`: force does not end it; it waits for the system
    ended          ///< Nothing more will happen to it by itself.
  };
  Kind kind;
  Index program;
  Time at;  ///< When it happened; what was done about it came first, being told of it after.
  process::Identity id;
  process::Exit exit;
  milliseconds ran{0};
  unsigned attempt = 0;
  std::optional<Decision> next;
  std::optional<Error> error;
  std::string reason;
};

/// Told of every happening, in order, on the thread that runs the keeper. Must not block, and must
/// not call back into the keeper.
class Listener {
 public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  virtual ~Listener() = default;
  virtual void happened(const Happening& happening) = 0;
};

}  // namespace watchdog::keep
