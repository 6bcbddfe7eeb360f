// SPDX-License-Identifier: MIT
#include "commands/checkpoint_deeds.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "commands/checkpoint_view.hpp"
#include "raw_output.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/checkpoint/rollback.hpp"

namespace watchdog::app {
namespace {

using checkpoint::Archive;
using checkpoint::Errc;
using checkpoint::Inspection;
using checkpoint::Snapshot;

ExitCode code_of(const Error& error) {
  if (error.code == std::errc::no_such_file_or_directory || error.code == Errc::none_older)
    return ExitCode::unknown;
  return error.code.category() == checkpoint::category() ? ExitCode::failed : ExitCode::own_failure;
}

ExitCode code_of(Inspection::Verdict verdict) {
  if (verdict == Inspection::Verdict::whole) return ExitCode::ok;
  return verdict == Inspection::Verdict::flawed ? ExitCode::flawed : ExitCode::failed;
}

int fail(const CheckpointOptions& options, const Error& error) {
  return Report(options.voice).failed(error, code_of(error));
}

std::string text_of(const Snapshot& state) {
  return {reinterpret_cast<const char*>(state.payload.data()), state.payload.size()};
}

/// The payloads of the states that are JSON. A writer may have gone on since the inspection: what
/// is no longer the state that was inspected is left out.
std::vector<std::optional<std::string>> json_payloads(const std::string& file,
                                                      const Inspection& seen) {
  std::vector<std::optional<std::string>> payloads;
  for (const checkpoint::Generation& one : seen.generations) {
    if (one.condition != checkpoint::Generation::Condition::whole) continue;
    payloads.emplace_back();
    if (one.archive != Archive::json) continue;
    const auto state =
        checkpoint::read_generation(file, static_cast<std::uint32_t>(payloads.size() - 1));
    if (state && state->sequence == one.sequence) payloads.back() = text_of(*state);
  }
  return payloads;
}

int print(const CheckpointOptions& options, const std::string& text, ExitCode code) {
  if (write_output(text)) return number(code);
  return Report(options.voice)
      .failed({last_system_error(), "write the answer", "", ""}, ExitCode::own_failure);
}

bool write_file(const std::string& path, const std::string& bytes) {
  std::ofstream out(utf8_path(path), std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  return out.good();
}

std::optional<std::string> read_whole(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(utf8_path(path), error)) return std::nullopt;
  std::ifstream in(utf8_path(path), std::ios::binary);
  if (!in) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  return in.bad() ? std::nullopt : std::optional(std::move(bytes));
}

/// Also where one of them is a link to the other.
bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(utf8_path(a), utf8_path(b), error) && !error;
}

int say_exported(const CheckpointOptions& options, const Snapshot& state) {
  Message message;
  message.event = "exported";
  message.fields = {{"file", options.file},       {"output", options.output},
                    {"sequence", state.sequence}, {"bytes", state.payload.size()},
                    {"schema", state.schema},     {"archive", archive_word(state.archive)}};
  message.text = fmt::format("state {} is in '{}' ({} bytes, {}, schema {})", state.sequence,
                             printable(options.output), state.payload.size(),
                             archive_word(state.archive), state.schema);
  Report(options.voice).say(message);
  return number(ExitCode::ok);
}

/// What an imported state is to be like: as the options say, otherwise like the newest one.
struct Import {
  checkpoint::Options how;
  Archive archive = Archive::bytes;
};

Result<Import> plan_import(const CheckpointOptions& options) {
  Import import;
  const auto seen = checkpoint::inspect(options.file);
  if (!seen && seen.error().code != std::errc::no_such_file_or_directory) return seen.error();
  if (seen) {
    import.how.type = seen->type;
    if (seen->newest() != 0) {
      for (const checkpoint::Generation& one : seen->generations) {
        if (one.sequence != seen->newest()) continue;
        import.how.schema = one.schema;
        import.archive = one.archive;
      }
    }
  }
  if (options.type) import.how.type = *options.type;
  if (options.schema) import.how.schema = *options.schema;
  if (options.archive) import.archive = *options.archive;
  return import;
}

Result<std::uint64_t> commit(const CheckpointOptions& options, const Import& import,
                             const std::string& payload) {
  auto opened = checkpoint::Store::open(options.file, import.how);
  if (!opened) return opened.error();
  const auto bytes = std::as_bytes(std::span(payload));
  if (auto done = opened->store.commit(bytes, import.archive); !done) return done.error();
  return opened->store.sequence();
}

int refuse(const CheckpointOptions& options, const std::string& text) {
  Report(options.voice).error(text);
  return number(ExitCode::usage);
}

int look(const CheckpointOptions& options, bool with_payloads) {
  auto seen = checkpoint::inspect(options.file);
  if (!seen) return fail(options, seen.error());
  View view{options.file, std::move(*seen), {}};
  if (with_payloads) view.payloads = json_payloads(options.file, view.seen);
  const ExitCode code = code_of(view.seen.verdict);
  if (options.voice.json) return print(options, json_line(as_fields(view)), code);
  if (with_payloads) return print(options, as_text(view), code);
  if (options.voice.quiet) return number(code);
  return print(options,
               fmt::format("{}: {}\n", printable(options.file), verdict_sentence(view.seen)), code);
}

}  // namespace

int show_checkpoint(const CheckpointOptions& options) { return look(options, true); }

int verify_checkpoint(const CheckpointOptions& options) { return look(options, false); }

int export_state(const CheckpointOptions& options) {
  const auto state = checkpoint::read_generation(options.file, options.generation);
  if (!state) return fail(options, state.error());
  if (options.output.empty()) {
    if (write_raw(text_of(*state))) return number(ExitCode::ok);
    return fail(options, {last_system_error(), "write the state", "", ""});
  }
  if (is_same_file(options.file, options.output))
    return refuse(options, "the state can't take the place of the checkpoint it is in");
  if (!write_file(options.output, text_of(*state)))
    return Report(options.voice)
        .failed({last_system_error(), "write", options.output, ""}, ExitCode::own_failure);
  return say_exported(options, *state);
}

int import_state(const CheckpointOptions& options) {
  const auto payload = read_whole(options.payload);
  if (!payload)
    return refuse(options, fmt::format("the payload '{}' can't be read; name a file",
                                       printable(options.payload)));
  const auto import = plan_import(options);
  if (!import) return fail(options, import.error());
  if (import->archive == Archive::json && !parse_json(*payload))
    return refuse(options, fmt::format("'{}' is no JSON, as the states of the checkpoint are; "
                                       "correct it, or say what it is: --archive bytes",
                                       printable(options.payload)));
  const auto sequence = commit(options, *import, *payload);
  if (!sequence) return fail(options, sequence.error());
  Message message;
  message.event = "imported";
  message.fields = {{"file", options.file}, {"sequence", *sequence}, {"bytes", payload->size()}};
  message.text = fmt::format("'{}' is state {} now", printable(options.payload), *sequence);
  Report(options.voice).say(message);
  return number(ExitCode::ok);
}

int roll_back(const CheckpointOptions& options) {
  const auto done = checkpoint::rollback(options.file);
  if (!done) return fail(options, done.error());
  Message message;
  message.event = "rolled_back";
  message.fields = {{"file", options.file},
                    {"dropped", done->dropped},
                    {"restored", done->restored},
                    {"kept", done->kept}};
  message.text = fmt::format("the next load gets state {}; state {} is kept in '{}'",
                             done->restored, done->dropped, printable(done->kept));
  Report(options.voice).say(message);
  return number(ExitCode::ok);
}

}  // namespace watchdog::app
