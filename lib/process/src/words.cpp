// SPDX-License-Identifier: MIT
#include "watchdog/process/words.hpp"

#include <algorithm>
#include <array>

namespace watchdog::process {
namespace {

constexpr std::string_view blanks = " \t\r\n";

Error refusal(std::string_view subject, std::string advice) {
  return {std::error_code(), "split the command", std::string(subject), std::move(advice)};
}

bool needs_shell(std::string_view word) {
  static constexpr std::array<std::string_view, 10> known{"|", "||", "&", "&&", ";",
                                                          ">", ">>", "<", "2>", "2>&1"};
  return std::find(known.begin(), known.end(), word) != known.end();
}

/// Takes one word off the front of `text`.
Result<std::string> next_word(std::string_view& text) {
  const std::string_view whole = text;
  std::string word;
  bool quoted = false;
  while (!text.empty() && blanks.find(text.front()) == std::string_view::npos) {
    const bool quote = text.front() == '"' || text.front() == '\'';
    const std::size_t end = quote ? text.find(text.front(), 1) : 1;
    if (end == std::string_view::npos) return refusal(text, "the quote is left open");
    word += quote ? text.substr(1, end - 1) : text.substr(0, 1);
    text.remove_prefix(quote ? end + 1 : 1);
    quoted = quoted || quote;
  }
  if (quoted || !needs_shell(word)) return word;
  return refusal(whole, "'" + word + R"(' needs a shell; write ["sh", "-c", "..."])");
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    if (text.empty()) return words;
    Result<std::string> word = next_word(text);
    if (!word) return word.error();
    words.push_back(std::move(*word));
  }
}

std::string join_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\r\n'\"") == std::string::npos;
    const char* quote = word.find('"') == std::string::npos ? "\"" : "'";
    line += (line.empty() ? "" : " ") + (plain ? word : quote + word + quote);
  }
  return line;
}

}  // namespace watchdog::process
