// SPDX-License-Identifier: MIT
#pragma once

#include <cereal/archives/json.hpp>

#include "watchdog/checkpoint/cereal.hpp"

namespace watchdog::checkpoint {

/// JSON in place of bytes: `Checkpoint<Progress, Json>`. People and `watchdog checkpoint show` can
/// read it. For small states: it takes many times the time and the room.
struct Json {
  using Output = cereal::JSONOutputArchive;
  using Input = cereal::JSONInputArchive;
  static constexpr Archive kind = Archive::json;
};

}  // namespace watchdog::checkpoint
