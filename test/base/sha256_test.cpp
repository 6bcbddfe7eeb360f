// SPDX-License-Identifier: MIT
#include "watchdog/base/sha256.hpp"

#include <string_view>

#include "support/catch.hpp"

using namespace watchdog;

namespace {

std::string digest(std::string_view text, std::size_t piece) {
  Sha256 sha;
  for (std::size_t at = 0; at < text.size(); at += piece)
    sha.update(std::as_bytes(std::span(text.substr(at, piece))));
  return sha.finish();
}

}  // namespace

TEST_CASE("SHA-256 gives what the standard's examples give however it is fed") {
  const std::size_t piece = GENERATE(1U, 3U, 63U, 64U, 65U, 1'000U);
  CHECK(digest("", piece) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest("abc", piece) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", piece) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(digest(std::string(1'000'000, 'a'), piece) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
