// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "format.hpp"

/// Which numbers commits get. They rise by one, unless the slot that belongs to the next number
/// holds a state that may not be overwritten: then that number is passed over.
namespace watchdog::checkpoint {

/// The number in each slot; 0 where there is none.
using Held = std::vector<std::uint64_t>;

/// The lowest number above `newest` whose slot holds none of the `kept` ones; 0 when every slot
/// does.
std::uint64_t next_number(const format::FileHeader& layout, std::uint64_t newest,
                          std::initializer_list<std::uint64_t> kept);

/// What a commit of `number` says of the other slots: the lowest number that they hold; 0 when that
/// is no lower than commits without gaps would have it.
std::uint64_t oldest_beside(const format::FileHeader& layout, std::uint64_t number,
                            const Held& held);

}  // namespace watchdog::checkpoint
