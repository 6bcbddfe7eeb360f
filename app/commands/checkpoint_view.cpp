// SPDX-License-Identifier: MIT
#include "commands/checkpoint_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

using checkpoint::Archive;
using checkpoint::Generation;
using checkpoint::Inspection;

constexpr int deepest_nesting = 200;

constexpr std::array<std::pair<Archive, std::string_view>, 3> archive_words{
    {{Archive::bytes, "bytes"},
     {Archive::portable_binary, "portable-binary"},
     {Archive::json, "json"}}};

std::string_view word(Inspection::Verdict verdict) {
  switch (verdict) {
    case Inspection::Verdict::whole:
      return "whole";
    case Inspection::Verdict::flawed:
      return "flawed";
    case Inspection::Verdict::damaged:
      return "damaged";
    case Inspection::Verdict::newer_format:
      return "newer_format";
    case Inspection::Verdict::foreign:
      break;
  }
  return "foreign";
}

std::string_view word(Generation::Condition condition) {
  switch (condition) {
    case Generation::Condition::whole:
      return "whole";
    case Generation::Condition::blank:
      return "blank";
    case Generation::Condition::broken:
      break;
  }
  return "broken";
}

bool is_whole(const Generation& one) { return one.condition == Generation::Condition::whole; }

std::string describe(const Generation& one) {
  std::string text(word(one.condition));
  if (one.reason.empty()) return text;
  if (is_whole(one)) return text + ", but it should be long gone";
  if (one.condition == Generation::Condition::blank) return text + ", but it was written once";
  return text + (one.sequence == 0 ? ": no whole header" : ": not all of it is as it was written");
}

std::string describe_lock(const std::string& holder) {
  return fmt::format("{} has it open, or had when it was killed",
                     holder.empty() ? "a process" : "process " + holder);
}

void add_row(std::string& text, std::string_view key, const std::string& value) {
  fmt::format_to(std::back_inserter(text), "{:<9} {}\n", key, value);
}

std::string header_rows(const View& view) {
  const Inspection& seen = view.seen;
  std::string text;
  add_row(text, "file", printable(view.file));
  add_row(text, "verdict", verdict_sentence(seen));
  add_row(text, "size", fmt::format("{} bytes", seen.file_size));
  if (seen.slots > 0) {
    add_row(text, "type", seen.type.empty() ? "(none)" : printable(seen.type));
    add_row(text, "format", fmt::format("{}", seen.format));
    add_row(text, "room", fmt::format("{} states of {} bytes", seen.slots, seen.capacity));
  }
  if (seen.lock) add_row(text, "lock", describe_lock(*seen.lock));
  return text;
}

std::string layout_word(std::uint32_t layout) {
  return layout == 0 ? "-" : fmt::format("{:08x}", layout);
}

constexpr std::string_view slot_row = "{:>10} {:>10} {:>10} {:>5} {:>10} {:>7} {:>8}  {:<15}  {}\n";

std::string slot_rows(const Inspection& seen) {
  std::string text = fmt::format(slot_row, "GENERATION", "SEQUENCE", "OLDEST", "SLOT", "BYTES",
                                 "SCHEMA", "LAYOUT", "ARCHIVE", "CONDITION");
  std::uint32_t generation = 0;
  for (const Generation& one : seen.generations) {
    const std::string number = is_whole(one) ? fmt::format("{}", generation++) : "-";
    const std::string oldest = one.oldest == 0 ? "-" : fmt::format("{}", one.oldest);
    if (one.sequence == 0)
      text += fmt::format(slot_row, number, "-", "-", one.slot, "-", "-", "-", "-", describe(one));
    else
      text += fmt::format(slot_row, number, one.sequence, oldest, one.slot, one.length, one.schema,
                          layout_word(one.layout), archive_word(one.archive), describe(one));
  }
  return text;
}

/// What a stranger wrote, for a terminal: only our own line ends are left.
std::string printable_lines(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines += printable(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return lines;
}

std::string payload_text(std::size_t generation, const std::string& payload) {
  const auto json = parse_json(payload);
  if (!json)
    return fmt::format("\nThe payload of generation {} is no JSON that could be shown; export it\n",
                       generation);
  return fmt::format("\nGeneration {}:\n{}", generation,
                     printable_lines(json->dump(2, ' ', false, Fields::error_handler_t::replace)));
}

Fields slot_fields(const Generation& one) {
  Fields fields{{"condition", word(one.condition)}, {"slot", one.slot}};
  if (!one.reason.empty()) fields["reason"] = one.reason;
  if (one.sequence == 0) return fields;
  fields["sequence"] = one.sequence;
  if (one.oldest != 0) fields["oldest"] = one.oldest;
  fields["bytes"] = one.length;
  fields["schema"] = one.schema;
  if (one.layout != 0) fields["layout"] = layout_word(one.layout);
  fields["archive"] = archive_word(one.archive);
  return fields;
}

Fields generations_of(const View& view) {
  Fields rows = Fields::array();
  std::size_t generation = 0;
  for (const Generation& one : view.seen.generations) {
    Fields row = slot_fields(one);
    if (is_whole(one)) {
      row["generation"] = generation;
      if (generation < view.payloads.size() && view.payloads[generation]) {
        if (auto json = parse_json(*view.payloads[generation])) row["payload"] = std::move(*json);
      }
      ++generation;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string archive_word(Archive archive) {
  for (const auto& [value, name] : archive_words) {
    if (value == archive) return std::string(name);
  }
  return std::to_string(static_cast<std::uint32_t>(archive));
}

std::optional<Archive> parse_archive(std::string_view word) {
  for (const auto& [value, name] : archive_words) {
    if (name == word) return value;
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return static_cast<Archive>(number);
}

std::optional<Fields> parse_json(std::string_view text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Fields::parse_event_t, Fields&) {
    too_deep |= depth > deepest_nesting;
    return !too_deep;
  };
  Fields json = Fields::parse(text.begin(), text.end(), watch, false);
  if (too_deep || json.is_discarded()) return std::nullopt;
  return json;
}

std::string verdict_sentence(const Inspection& seen) {
  switch (seen.verdict) {
    case Inspection::Verdict::whole:
      return fmt::format("whole; the newest state is number {}", seen.newest());
    case Inspection::Verdict::flawed:
      return fmt::format("flawed: {}; state {} can be loaded", seen.reason, seen.newest());
    case Inspection::Verdict::damaged:
      return fmt::format("damaged: {}; no state can be loaded", seen.reason);
    case Inspection::Verdict::newer_format:
      return fmt::format("of a later watchdog: {}", seen.reason);
    case Inspection::Verdict::foreign:
      break;
  }
  return fmt::format("not a checkpoint: {}", seen.reason);
}

std::string as_text(const View& view) {
  std::string text = header_rows(view);
  if (!view.seen.generations.empty()) text += "\n" + slot_rows(view.seen);
  for (std::size_t i = 0; i < view.payloads.size(); ++i) {
    if (view.payloads[i]) text += payload_text(i, *view.payloads[i]);
  }
  return text;
}

Fields as_fields(const View& view) {
  const Inspection& seen = view.seen;
  Fields fields{{"file", view.file}, {"verdict", word(seen.verdict)}};
  if (!seen.reason.empty()) fields["reason"] = seen.reason;
  fields["file_bytes"] = seen.file_size;
  if (seen.lock) fields["lock"] = *seen.lock;
  if (seen.format > 0) fields["format"] = seen.format;
  if (seen.slots == 0) return fields;
  fields["type"] = seen.type;
  fields["slots"] = seen.slots;
  fields["capacity"] = seen.capacity;
  fields["newest"] = seen.newest();
  fields["generations"] = generations_of(view);
  return fields;
}

}  // namespace watchdog::app
