// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace watchdog::output {

/// Finds a text in a stream of bytes, however the stream is cut into pieces. Pure; remembers less
/// of the stream than the text is long.
class Needle {
 public:
  /// `text` must not be empty.
  explicit Needle(std::string text);

  /// Whether the text has been seen with the end of `bytes`; asked no more once it was.
  bool found_in(std::string_view bytes);

 private:
  std::string text_;
  std::string end_;  ///< Of what came before: the text may have begun there.
};

}  // namespace watchdog::output
