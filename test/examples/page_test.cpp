// SPDX-License-Identifier: MIT
#include "notebook/page.hpp"

#include "notebook/keys.hpp"
#include "support/catch.hpp"
#include "support/contains.hpp"

using namespace notebook;
using watchdog::test::contains;

namespace {

constexpr const char* up = "\x1b[A";
constexpr const char* down = "\x1b[B";
constexpr const char* right = "\x1b[C";
constexpr const char* left = "\x1b[D";
constexpr const char* home = "\x1b[H";
constexpr const char* end = "\x1b[F";
constexpr const char* erase = "\x7f";
constexpr const char* erase_next = "\x1b[3~";

Page typed(std::initializer_list<std::string_view> words) {
  Page page;
  Keys keys;
  for (const std::string_view word : words) CHECK(keys.feed(page, word));
  return page;
}

}  // namespace

TEST_CASE("the notebook writes where its cursor is") {
  const Page page = typed({"helo", left, "l", "\r", home, "you ", end, "!"});
  CHECK(page.text == "hell\nyou o!");
  CHECK(spot(page).line == 1);
  CHECK(spot(page).column == 6);
}

TEST_CASE("the notebook's cursor stays in its column, as far as a line reaches") {
  CHECK(typed({"long line\r\rab", up, up, "*"}).text == "*long line\n\nab");
  CHECK(typed({"long line\rab", up, "*"}).text == "lo*ng line\nab");
  CHECK(typed({"ab\rlong line", up, "*", down, end, "*"}).text == "ab*\nlong line*");
}

TEST_CASE("the notebook erases whole characters and stops at the ends of its text") {
  CHECK(typed({"na\xC3\xAFve", left, left, erase, "i"}).text == "naive");
  CHECK(typed({"\xE2\x82\xAC"
               "5",
               home, erase_next, erase, left, up})
            .text == "5");
  CHECK(typed({"a", right, down, erase_next, "b"}).text == "ab");
}

TEST_CASE("a key whose bytes come one by one is the same key") {
  CHECK(typed({"ab", "\x1b", "[", "D", "\xC3", "\xA4"}).text ==
        "a\xC3\xA4"
        "b");
}

TEST_CASE("keys that mean nothing to the notebook change nothing") {
  CHECK(typed({"a", "\x1b[15~", "\x1bOP", "\x01", "b"}).cursor == 3);
}

TEST_CASE("a page longer than the terminal shows the part with the cursor") {
  const std::string all = screen(typed({"one\rtwo\rthree"}), "title", 3);
  CHECK_FALSE(contains(all, "one"));
  CHECK(contains(all, "\r\ntwo\r\nthree\x1b[3;6H"));
}
