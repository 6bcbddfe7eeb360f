// SPDX-License-Identifier: MIT
#pragma once

#include <cereal/types/string.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace notebook {

/// Raised whenever what Page writes changes.
inline constexpr std::uint32_t page_schema = 1;

/// All that the notebook has to know after a kill: what is written, and where.
struct Page {
  std::string text;  ///< UTF-8; lines end with '\n'.
  std::uint64_t cursor =
      0;  ///< In bytes, from the beginning of the text; never within a character.

  template <class Archive>
  void serialize(Archive& archive) {
    archive(text, cursor);
  }
};

enum class Key : std::uint8_t { left, right, up, down, home, end, erase, erase_next };

/// Puts text in at the cursor, which goes behind it.
void write(Page& page, std::string_view text);
/// Does what the key says.
void press(Page& page, Key key);

/// Where the cursor stands: line and character, both from 0.
struct Spot {
  std::size_t line = 0;
  std::size_t column = 0;
};
Spot spot(const Page& page);

/// What makes a terminal of so many rows show the page below a title, and the cursor where it is.
std::string screen(const Page& page, std::string_view title, std::size_t rows);

}  // namespace notebook
