// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "page.hpp"

namespace notebook {

/// Makes of a terminal's bytes what they mean to a page. A sequence that came in parts is kept
/// until it is whole.
class Keys {
 public:
  /// False when they ask to leave: Ctrl-C, Ctrl-D.
  bool feed(Page& page, std::string_view bytes);

 private:
  std::string waiting_;
};

}  // namespace notebook
