// SPDX-License-Identifier: MIT
#include "commands/story.hpp"

#include <charconv>
#include <optional>
#include <sstream>
#include <string>

#include "duration.hpp"
#include "watchdog/keep/exit_set.hpp"

namespace watchdog::app {
namespace {

using Words = std::vector<std::string>;

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

Error unclear(const std::string& text, std::string advice) {
  return {std::make_error_code(std::errc::invalid_argument), "understand the story at", text,
          std::move(advice)};
}

Words split_words(std::string_view text) {
  std::istringstream in{std::string(text)};
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// Reads the words of a chapter one after the other.
class Reader {
 public:
  explicit Reader(Words words) : words_(std::move(words)) {}

  Result<Chapter> read() {
    if (words_.empty()) return unclear("", "write exit 3 after 2s x10");
    if (Result<void> end = read_end(); !end) return end.error();
    while (next_ < words_.size()) {
      if (Result<void> rest = read_rest(); !rest) return rest.error();
    }
    return chapter_;
  }

 private:
  std::string take() { return next_ < words_.size() ? words_[next_++] : std::string(); }

  Result<void> read_end() {
    const std::string word = take();
    if (word == "hang") {
      chapter_.hangs = true;
    } else if (word == "exit") {
      const std::optional<std::uint32_t> code = keep::parse_exit_code(take());
      if (!code) return unclear(word, "a code follows: exit 3");
      chapter_.exit = process::Exit::code(*code);
    } else if (const std::optional<int> signal = process::signal_number(word)) {
      chapter_.exit = process::Exit::signal(static_cast<std::uint32_t>(*signal));
    } else {
      return unclear(word, "a program ends by exit CODE, a signal's name, or hang");
    }
    return {};
  }

  Result<void> read_rest() {
    const std::string word = take();
    if (word == "after") {
      const std::optional<milliseconds> time = parse_duration(take());
      if (!time) return unclear(word, "a time follows: after 2s");
      chapter_.after = *time;
      return {};
    }
    const auto times = word.front() == 'x' ? parse_number(word.substr(1)) : std::nullopt;
    if (!times || *times == 0 || *times > 100'000)
      return unclear(word, "write after TIME, or x and how often: x10");
    chapter_.times = *times;
    return {};
  }

  Words words_;
  std::size_t next_ = 0;
  Chapter chapter_;
};

}  // namespace

Result<std::vector<Chapter>> parse_story(std::string_view text) {
  std::vector<Chapter> story;
  while (true) {
    const std::size_t comma = text.find(',');
    Result<Chapter> chapter = Reader(split_words(text.substr(0, comma))).read();
    if (!chapter) return chapter.error();
    story.push_back(*chapter);
    if (comma == text.npos) return story;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace watchdog::app
