// SPDX-License-Identifier: MIT
#include "keeping/requests.hpp"

#include <array>
#include <utility>

namespace watchdog::app {
namespace {

using Deed = Request::Deed;

constexpr std::array<std::pair<Deed, std::string_view>, 5> deeds{{{Deed::status, "status"},
                                                                  {Deed::start, "start"},
                                                                  {Deed::stop, "stop"},
                                                                  {Deed::restart, "restart"},
                                                                  {Deed::reexec, "reexec"}}};

Error unclear(std::string what) {
  return {std::make_error_code(std::errc::invalid_argument), "understand the request",
          std::move(what), ""};
}

std::optional<Deed> deed_of(const Fields& word) {
  for (const auto& [deed, name] : deeds) {
    if (word.is_string() && word.get_ref<const std::string&>() == name) return deed;
  }
  return std::nullopt;
}

Fields parse(std::string_view text) {
  return Fields::parse(text.begin(), text.end(), nullptr, false);
}

}  // namespace

std::string_view word(Deed wanted) {
  for (const auto& [deed, name] : deeds) {
    if (deed == wanted) return name;
  }
  return "";
}

std::string write_request(const Request& request) {
  std::string line = json_line({{"do", word(request.deed)}, {"names", request.names}});
  line.pop_back();  // Its end is the carrier's business.
  return line;
}

Result<Request> read_request(std::string_view text) {
  const Fields fields = parse(text);
  if (!fields.is_object()) return unclear("no JSON object");
  const auto deed = deed_of(fields.value("do", Fields()));
  if (!deed) return unclear("no such deed");
  Request request{*deed, {}};
  const Fields names = fields.value("names", Fields::array());
  if (!names.is_array()) return unclear("names is no list");
  for (const Fields& name : names) {
    if (!name.is_string()) return unclear("a name is no text");
    request.names.push_back(name.get<std::string>());
  }
  return request;
}

std::string write_programs(const std::vector<Fields>& programs) {
  return json_line({{"programs", programs}});
}

std::string write_refusal(std::string_view reason) { return json_line({{"error", reason}}); }

Result<std::vector<Fields>> read_answer(std::string_view text) {
  const Fields fields = parse(text);
  if (fields.is_object() && fields.contains("error") && fields["error"].is_string())
    return Error{{}, "do that", "", fields["error"].get<std::string>()};
  if (!fields.is_object() || !fields.value("programs", Fields()).is_array())
    return unclear("the answer is none");
  return fields["programs"].get<std::vector<Fields>>();
}

}  // namespace watchdog::app
