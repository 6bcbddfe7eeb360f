// SPDX-License-Identifier: MIT
//
// checkpoint show, verify, export, import, rollback: a checkpoint file in a person's hands.
#include <fmt/format.h>

#include <memory>

#include "commands/checkpoint_deeds.hpp"
#include "commands/checkpoint_view.hpp"
#include "commands/commands.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

using checkpoint::Archive;
using CheckpointDeed = int (*)(const CheckpointOptions&);

constexpr const char* checkpoint_examples =
    "Examples:\n"
    "  watchdog checkpoint show job.ckpt                    what is in it, and whether it is "
    "whole\n"
    "  watchdog checkpoint verify -q job.ckpt               the same as an exit code\n"
    "  watchdog checkpoint export job.ckpt --output state   the newest state's payload in a file\n"
    "  watchdog checkpoint import job.ckpt state            a file becomes the newest state\n"
    "  watchdog checkpoint rollback job.ckpt                the next load gets the state before\n\n"
    "A generation is a state that is whole; 0 is the newest, 1 the one before.\n\n"
    "Exit codes: 0 done; the checkpoint is whole, 1 some state of it is broken and another can be\n"
    "loaded, 3 it can't be used: damaged, in use, no checkpoint, 4 there is no such file or "
    "state,\n"
    "2 usage, 125 watchdog itself failed.\n";

/// One command below `checkpoint`, with the options that all of them have.
CLI::App& add_deed(CLI::App& parent, const std::shared_ptr<CheckpointOptions>& options,
                   int& exit_code, CheckpointDeed deed, const std::string& name,
                   const std::string& help) {
  CLI::App& command = *parent.add_subcommand(name, help);
  command.footer(checkpoint_examples);
  command.add_option("FILE", options->file, "The checkpoint")->required()->type_name("");
  command.callback([options, &exit_code, deed] { exit_code = deed(*options); });
  return command;
}

void add_import_options(CLI::App& command, CheckpointOptions& options) {
  command.add_option("PAYLOAD", options.payload, "The file whose content becomes the state")
      ->required()
      ->type_name("");
  command.add_option("--type", options.type, "Its type name [that of the checkpoint]");
  command.add_option("--schema", options.schema, "Its schema version [as the newest state; 1]");
  const auto take = [&options](const std::string& text) {
    options.archive = parse_archive(text);
    if (!options.archive)
      throw CLI::ValidationError(
          "--archive", fmt::format("'{}' is none of bytes, portable-binary, json, and no number",
                                   printable(text)));
  };
  command.add_option_function<std::string>(
      "--archive", take, "How it is made: bytes, portable-binary, json [as the newest state]");
}

}  // namespace

void setup_checkpoint(CLI::App& app, const Line&, int& exit_code) {
  const auto options = std::make_shared<CheckpointOptions>();
  CLI::App& command = *app.add_subcommand("checkpoint", "Look into checkpoints and mend them");
  command.footer(checkpoint_examples);
  command.require_subcommand(1);
  const auto add = [&](CheckpointDeed deed, const char* name, const char* help) -> CLI::App& {
    return add_deed(command, options, exit_code, deed, name, help);
  };
  CLI::App& show = add(show_checkpoint, "show", "Tell what is in it, payloads too where JSON");
  show.add_flag("--json", options->voice.json, "All of it as one JSON object");
  CLI::App& verify = add(verify_checkpoint, "verify", "Tell whether every state in it is whole");
  add_voice(verify, options->voice);
  CLI::App& get = add(export_state, "export", "Give a state's payload as it was committed");
  get.add_option("--generation", options->generation, "Which one; 0 is the newest [0]");
  get.add_option("-o,--output", options->output, "The file to write [standard output]");
  add_voice(get, options->voice);
  CLI::App& put = add(import_state, "import", "Commit a file's content as the newest state");
  add_import_options(put, *options);
  add_voice(put, options->voice);
  CLI::App& back = add(roll_back, "rollback", "Put the newest state aside for the one before");
  add_voice(back, options->voice);
}

}  // namespace watchdog::app
