// SPDX-License-Identifier: MIT
#include "watchdog/health/probe.hpp"

#include "support/catch.hpp"
#include "support/contains.hpp"

using namespace watchdog;
using namespace watchdog::health;
using test::contains;

namespace {

struct Target {
  std::string host;
  unsigned port;
  std::string path;
  friend bool operator==(const Target&, const Target&) = default;
};

std::ostream& operator<<(std::ostream& out, const Target& target) {
  return out << target.host << " " << target.port << " " << target.path;
}

Target target_of(std::string_view text) {
  const Result<ProbeSpec> probe = parse_probe(text);
  if (!probe) return {probe.error().message(), 0, ""};
  return {probe->host, probe->port, probe->path};
}

std::string refusal_of(std::string_view text) {
  const Result<ProbeSpec> probe = parse_probe(text);
  return probe ? "" : probe.error().message();
}

using Arguments = std::vector<std::string>;

}  // namespace

TEST_CASE("a tcp probe names a host and a port, or a port here") {
  CHECK(parse_probe("tcp:80")->kind == ProbeSpec::Kind::tcp);
  CHECK(target_of("tcp:80") == Target{"localhost", 80, ""});
  CHECK(target_of("tcp:example.org:65535") == Target{"example.org", 65535, ""});
  CHECK(target_of("tcp:127.0.0.1:1") == Target{"127.0.0.1", 1, ""});
  CHECK(target_of("tcp:[::1]:8080") == Target{"::1", 8080, ""});
}

TEST_CASE("an http probe names a page, here or elsewhere") {
  CHECK(parse_probe("http:80")->kind == ProbeSpec::Kind::http);
  CHECK(target_of("http:8080") == Target{"localhost", 8080, "/"});
  CHECK(target_of("http:8080/health?full=1") == Target{"localhost", 8080, "/health?full=1"});
  CHECK(target_of("http://example.org") == Target{"example.org", 80, "/"});
  CHECK(target_of("http://example.org/a:b") == Target{"example.org", 80, "/a:b"});
  CHECK(target_of("http://example.org:81?x#y") == Target{"example.org", 81, "/?x"});
  CHECK(target_of("http://[fe80::1]:81/") == Target{"fe80::1", 81, "/"});
  CHECK(target_of("http://[::1]/up") == Target{"::1", 80, "/up"});
}

TEST_CASE("an exec probe names a program and its words") {
  const Result<ProbeSpec> probe = parse_probe("exec:pg_isready -h 'my host' \"\"");
  REQUIRE(probe);
  CHECK(probe->kind == ProbeSpec::Kind::exec);
  CHECK(probe->command.program == "pg_isready");
  CHECK(probe->command.arguments == Arguments{"-h", "my host", ""});
  CHECK(probe->command.output.kind == process::Stream::Kind::null);
}

TEST_CASE("what is no probe is refused with how to write one") {
  CHECK(contains(refusal_of("tcp:http"), "'http' is no port; write tcp:HOST:PORT"));
  CHECK(contains(refusal_of("tcp:host:0"), "'0' is no port"));
  CHECK(contains(refusal_of("tcp:host:65536"), "'65536' is no port"));
  CHECK(contains(refusal_of("tcp:host:80x"), "'80x' is no port"));
  CHECK(contains(refusal_of("tcp:::1:80"), "brackets"));
  CHECK(contains(refusal_of("tcp:[::1:80"), "brackets"));
  CHECK(contains(refusal_of("tcp:[]:80"), "write tcp:"));
  CHECK(contains(refusal_of("tcp:"), "write tcp:"));
  CHECK(contains(refusal_of("tcp:my host:80"), "write tcp:"));
  CHECK(contains(refusal_of("http:health"), "'health' is no port"));
  CHECK(contains(refusal_of("http://"), "write http:"));
  CHECK(contains(refusal_of("http://host:80/a b"), "write http:"));
  CHECK(contains(refusal_of("http://host/\r\nEvil: 1"), "write http:"));
  CHECK(contains(refusal_of("http://me:secret@host/"), "log in"));
  CHECK(contains(refusal_of("https://host/"), "no TLS here; exec:curl"));
  CHECK(contains(refusal_of("exec:"), "names no program"));
  CHECK(contains(refusal_of("exec:''"), "names no program"));
  CHECK(contains(refusal_of("exec:a 'b"), "quote"));
  CHECK(contains(refusal_of("ping:host"), "write exec:"));
  CHECK(contains(refusal_of(""), "write exec:"));
}
