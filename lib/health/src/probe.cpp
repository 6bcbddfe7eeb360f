// SPDX-License-Identifier: MIT
#include "watchdog/health/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "watchdog/process/words.hpp"

namespace watchdog::health {
namespace {

constexpr std::string_view local_host = "localhost";
constexpr const char* write_tcp = "write tcp:HOST:PORT or tcp:PORT";
constexpr const char* write_http = "write http://HOST:PORT/PATH or http:PORT/PATH";

Error refused(std::string_view text, std::string advice) {
  return {std::make_error_code(std::errc::invalid_argument), "take as a probe", std::string(text),
          std::move(advice)};
}

struct Place {
  std::string host;
  std::optional<std::string_view> port;
};

std::optional<std::uint16_t> port_number(std::string_view text) {
  std::uint16_t value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || value == 0) return std::nullopt;
  return value;
}

/// HOST, HOST:PORT, [ADDRESS] or [ADDRESS]:PORT. None: it is none of these.
std::optional<Place> split_place(std::string_view text) {
  std::size_t host_end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    host_end = bracket + 1 == text.size() ? std::string_view::npos : bracket + 1;
  }
  std::string_view host = text.substr(0, host_end);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::nullopt;
  if (host_end == std::string_view::npos) return Place{std::string(host), std::nullopt};
  const std::string_view rest = text.substr(host_end);
  // A second colon belongs to an address without brackets, or to nothing that makes sense.
  if (rest.front() != ':' || rest.find(':', 1) != std::string_view::npos) return std::nullopt;
  return Place{std::string(host), rest.substr(1)};
}

/// Sets host and port of `spec`; `missing_port` stands for one that is not given, if it may.
Result<void> take_place(ProbeSpec& spec, std::string_view text,
                        std::optional<std::uint16_t> missing_port, const char* how) {
  std::optional<Place> place = split_place(text);
  if (!place) {
    return refused(spec.text, fmt::format("{}; an IPv6 address stands in brackets, [::1]", how));
  }
  if (!place->port && !missing_port) {
    return refused(spec.text, fmt::format("'{}' is no port; {}", place->host, how));
  }
  const std::optional<std::uint16_t> port = place->port ? port_number(*place->port) : missing_port;
  if (!port) return refused(spec.text, fmt::format("'{}' is no port; {}", *place->port, how));
  spec.host = std::move(place->host);
  spec.port = *port;
  return {};
}

/// What would end a line of the request or a word in it.
bool holds_blank_or_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F;
  });
}

Result<void> parse_exec(ProbeSpec& spec, std::string_view text) {
  spec.kind = ProbeSpec::Kind::exec;
  Result<std::vector<std::string>> words = process::split_words(text);
  if (!words) return refused(spec.text, words.error().advice);
  if (words->empty() || words->front().empty()) {
    return refused(spec.text, "it names no program; write exec:PROGRAM ARGUMENTS");
  }
  if (text.find('\0') != std::string_view::npos) return refused(spec.text, "it holds a NUL");
  spec.command.program = std::move(words->front());
  words->erase(words->begin());
  spec.command.arguments = std::move(*words);
  spec.command.output = spec.command.error = process::Stream::to_null();
  return {};
}

Result<void> parse_tcp(ProbeSpec& spec, std::string_view text) {
  spec.kind = ProbeSpec::Kind::tcp;
  if (holds_blank_or_control(text)) return refused(spec.text, write_tcp);
  if (const auto port = port_number(text)) {
    spec.host = local_host;
    spec.port = *port;
    return {};
  }
  return take_place(spec, text, std::nullopt, write_tcp);
}

/// `text` is what follows "http:": //HOST:PORT/PATH or PORT/PATH.
Result<void> parse_http(ProbeSpec& spec, std::string_view text) {
  spec.kind = ProbeSpec::Kind::http;
  if (holds_blank_or_control(text)) return refused(spec.text, write_http);
  text = text.substr(0, text.find('#'));  // A fragment is not for the server.
  const bool has_host = text.starts_with("//");
  if (has_host) text.remove_prefix(2);
  const std::string_view place = text.substr(0, text.find_first_of("/?"));
  spec.path = text.substr(place.size());
  if (!spec.path.starts_with('/')) spec.path.insert(0, 1, '/');
  if (place.find('@') != std::string_view::npos) {
    return refused(spec.text, "it can't log in; leave out what stands before the '@'");
  }
  if (has_host) return take_place(spec, place, std::uint16_t{80}, write_http);
  const std::optional<std::uint16_t> port = port_number(place);
  if (!port) return refused(spec.text, fmt::format("'{}' is no port; {}", place, write_http));
  spec.host = local_host;
  spec.port = *port;
  return {};
}

Result<void> parse_kind(ProbeSpec& spec, std::string_view kind, std::string_view rest) {
  if (kind == "exec") return parse_exec(spec, rest);
  if (kind == "tcp") return parse_tcp(spec, rest);
  if (kind == "http") return parse_http(spec, rest);
  if (kind == "https") {
    return refused(spec.text, "there is no TLS here; exec:curl -fsS URL does it, or http://");
  }
  return refused(spec.text, "write exec:PROGRAM ARGUMENTS, tcp:HOST:PORT or http://HOST:PORT/PATH");
}

}  // namespace

Result<ProbeSpec> parse_probe(std::string_view text) {
  ProbeSpec spec;
  spec.text = text;
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  const std::string_view rest =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (Result<void> parsed = parse_kind(spec, kind, rest); !parsed) return parsed.error();
  return spec;
}

}  // namespace watchdog::health
