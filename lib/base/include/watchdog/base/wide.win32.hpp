// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace watchdog {

/// UTF-8 to the UTF-16 that Windows speaks, and back. What is malformed becomes U+FFFD.
std::wstring wide(std::string_view utf8);
std::string narrow(std::wstring_view utf16);

}  // namespace watchdog
