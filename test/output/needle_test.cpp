// SPDX-License-Identifier: MIT
#include "watchdog/output/needle.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace watchdog::output;

namespace {

/// In pieces of that many bytes.
bool found(const std::string& text, const std::string& stream, std::size_t piece) {
  Needle needle(text);
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    if (needle.found_in(std::string_view(stream).substr(at, piece))) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a text is found however the stream is cut") {
  const std::string stream = "starting\nlistenlistening on 80\n";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    INFO("pieces of " << piece);
    CHECK(found("listening on", stream, piece));
    CHECK(found("s", stream, piece));
    CHECK(found(stream, stream, piece));
    CHECK_FALSE(found("listening at", stream, piece));
    CHECK_FALSE(found("nn", stream, piece));
  }
}

TEST_CASE("a text is found with its last byte and not before") {
  Needle needle("ready");
  CHECK_FALSE(needle.found_in("rea"));
  CHECK_FALSE(needle.found_in("rea"));
  CHECK_FALSE(needle.found_in("d"));
  CHECK(needle.found_in("y"));
}
