// SPDX-License-Identifier: MIT
#include "marks.hpp"

#include <string>

namespace watchdog::process {

bool is_setting(std::string_view text) noexcept {
  const std::size_t equals = text.find('=');
  return equals != 0 && equals != text.npos && text.find('\0') == text.npos;
}

Error no_setting(std::string_view text) {
  return {std::make_error_code(std::errc::invalid_argument), "look for the setting",
          std::string(text), "it has the form NAME=value"};
}

}  // namespace watchdog::process
