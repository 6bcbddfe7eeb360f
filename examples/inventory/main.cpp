// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "job.hpp"
#include "path.hpp"
#include "system.hpp"
#include "watchdog/base/arguments.hpp"

/// inventory: the size and the XXH3-128 hash of every file below a folder, in a manifest. A job
/// worth resuming: killed at any moment and started again, it ends with the same manifest.
namespace inventory {
namespace {

enum Exit { success = 0, failure = 1, usage = 2 };

/// "500" files, or "200ms" or "2s".
Step parse_step(const std::string& text) {
  std::size_t end = 0;
  const auto number = text.starts_with('-') ? 0 : std::stoull(text, &end);
  const std::string unit = text.substr(end);
  if (number == 0) throw CLI::ValidationError("--step", "must be at least 1");
  if (unit.empty()) return {number, {}};
  if (unit == "ms") return {0, watchdog::milliseconds(number)};
  if (unit == "s") return {0, std::chrono::seconds(number)};
  throw CLI::ValidationError("--step", "is a number of files, or a time as in 200ms or 2s");
}

void describe(CLI::App& app, Options& options, std::string& step, unsigned& throttle) {
  app.add_option("FOLDER", options.folder, "The folder; links in it are not followed")->required();
  app.add_option("--manifest", options.manifest, "Where the list goes")->capture_default_str();
  app.add_option("--checkpoint", options.checkpoint,
                 "Where the progress is kept [the manifest's name and .ckpt]");
  app.add_option("--step", step, "Work between two checkpoints: 500 (files), 200ms, 2s")
      ->capture_default_str();
  app.add_option("--throttle", throttle, "Milliseconds to rest after each file");
  app.add_flag("--start-over", options.start_over,
               "Begin anew; the old checkpoint is kept as .aside (not for use under a supervisor)");
  app.footer(
      "Exit codes: 0 the manifest is complete, 1 failed, 2 usage, 128+n stopped by signal n.\n"
      "Run again after anything but 0, it goes on where it was; after 0 it says so and ends.");
}

int complain(const std::string& text, Exit code) {
  fmt::print(stderr, "inventory: {}\n", text);
  return code;
}

int main(const std::vector<std::string>& words) {
  CLI::App app("Lists the size and the hash of every file below a folder; survives any kill.",
               "inventory");
  Options options;
  std::string step = "500ms";
  unsigned throttle = 0;
  describe(app, options, step, throttle);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend() - 1));
    options.step = parse_step(step);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? success : usage;
  } catch (const std::logic_error&) {  // Of stoull: no number, or one beyond all bounds.
    return complain("--step is a number of files, or a time as in 200ms or 2s", usage);
  }
  options.throttle = watchdog::milliseconds(throttle);
  if (options.checkpoint.empty()) options.checkpoint = options.manifest + ".ckpt";
  if (!std::filesystem::is_directory(to_path(options.folder)))
    return complain(fmt::format("'{}' is not a folder", options.folder), usage);
  watch_for_stop();
  auto code = run(options);
  return code ? *code : complain(code.error().message(), failure);
}

}  // namespace
}  // namespace inventory

int main(int argc, char** argv) {
  try {
    return inventory::main(watchdog::arguments(argc, argv));
  } catch (const std::exception& problem) {
    return inventory::complain(problem.what(), inventory::failure);
  }
}
