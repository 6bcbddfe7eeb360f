// SPDX-License-Identifier: MIT
#include "watchdog/base/text.hpp"

#include "support/catch.hpp"

using namespace watchdog;

TEST_CASE("printable leaves ordinary text and UTF-8 alone") {
  CHECK(printable("plain text 123") == "plain text 123");
  CHECK(printable("Prüfung \xE2\x82\xAC \xF0\x9F\x90\x95") ==
        "Prüfung \xE2\x82\xAC \xF0\x9F\x90\x95");
  CHECK(printable("").empty());
}

TEST_CASE("printable disarms escape sequences and broken UTF-8") {
  CHECK(printable("a\x1b[31mb") == "a?[31mb");
  CHECK(printable("line\nbreak\x7f") == "line?break?");
  CHECK(printable("c1 \xC2\x9B here") == "c1 ? here");
  CHECK(printable("cut \xE2\x82") == "cut ??");
  CHECK(printable("overlong \xC0\xAF") == "overlong ??");
  CHECK(printable("surrogate \xED\xA0\x80") == "surrogate ???");
}

TEST_CASE("is_utf8 tells well-formed text from the rest") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("Prüfung \xE2\x82\xAC \xF0\x9F\x90\x95"));
  CHECK_FALSE(is_utf8("cut \xE2\x82"));
  CHECK_FALSE(is_utf8("overlong \xC0\xAF"));
  CHECK_FALSE(is_utf8("surrogate \xED\xA0\x80"));
  CHECK_FALSE(is_utf8("\xFF"));
}

TEST_CASE("base_name is what follows the last separator") {
  CHECK(base_name("/usr/bin/app") == "app");
  CHECK(base_name("app") == "app");
  CHECK(base_name("C:\\dir/app.exe", "/\\") == "app.exe");
  CHECK(base_name("dir/").empty());
}
