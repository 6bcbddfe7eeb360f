// SPDX-License-Identifier: MIT
#include "watchdog/output/needle.hpp"

#include <utility>

namespace watchdog::output {

Needle::Needle(std::string text) : text_(std::move(text)) {}

bool Needle::found_in(std::string_view bytes) {
  const std::size_t before = text_.size() - 1;
  end_ += bytes.substr(0, before);
  if (end_.find(text_) != std::string::npos || bytes.find(text_) != std::string_view::npos)
    return true;
  if (bytes.size() > before) end_ = bytes.substr(bytes.size() - before);
  if (end_.size() > before) end_.erase(0, end_.size() - before);
  return false;
}

}  // namespace watchdog::output
