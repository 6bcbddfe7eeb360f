// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace watchdog::notify {

/// A variable of the environment as it is now; empty when it is not set.
std::string variable(const char* name);

/// This process's number.
std::uint64_t process_number() noexcept;

/// One message to `address`, in one piece. False: it could not be sent in time.
bool send_to(std::string address, std::string_view words);

}  // namespace watchdog::notify
