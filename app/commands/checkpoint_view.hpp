// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report.hpp"
#include "watchdog/checkpoint/inspect.hpp"

/// How a checkpoint is shown.
namespace watchdog::app {

/// "json", "portable-binary", "bytes"; a number for an application's own.
std::string archive_word(checkpoint::Archive archive);
/// The other way round.
std::optional<checkpoint::Archive> parse_archive(std::string_view word);

/// A payload's JSON, where it is some and fit to be shown: not nested without end.
std::optional<Fields> parse_json(std::string_view text);

/// An inspection and what it is of. With the payloads, those of the whole states that are JSON.
struct View {
  std::string file;  ///< As the user named it.
  checkpoint::Inspection seen;
  std::vector<std::optional<std::string>> payloads;  ///< One a generation, where there is one.
};

/// One sentence without its file: "whole; the newest of 2 states is number 7".
std::string verdict_sentence(const checkpoint::Inspection& seen);
/// For people: the header page, a row a slot, the payloads.
std::string as_text(const View& view);
/// All of it as one object.
Fields as_fields(const View& view);

}  // namespace watchdog::app
