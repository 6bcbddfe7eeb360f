// SPDX-License-Identifier: MIT
#include <memory>

#include "commands/commands.hpp"
#include "commands/health_options.hpp"
#include "commands/keep_programs.hpp"
#include "commands/keep_run.hpp"
#include "commands/policy_options.hpp"
#include "commands/run_options.hpp"
#include "exit_code.hpp"
#include "watchdog/process/words.hpp"

namespace watchdog::app {
namespace {

constexpr const char* keep_examples =
    "Examples:\n"
    "  watchdog keep app                       start app, or adopt it where it runs already\n"
    "  watchdog keep web worker                several programs\n"
    "  watchdog keep -- app --port 80          a program with arguments of its own\n"
    "  watchdog keep --restart on-failure -- ./job\n"
    "  watchdog keep --give-up-after 5 --within 1m -- app\n\n"
    "Exit codes: the program's own once it ended and is not restarted (128+n for signal n), 0 "
    "when\n"
    "stopped by TERM, 123 gave up, 125 watchdog failed, 126 not runnable, 127 not found, 2 "
    "usage.\n";

struct KeepOptions {
  std::vector<std::string> targets;
  Adopt adopt = Adopt::only;
  std::string name;
  process::Pid pid = 0;
  std::string pid_file;
  Settings settings;
  RunOptions run;
};

void add_options(CLI::App& app, KeepOptions& options) {
  app.add_option("TARGET", options.targets,
                 "Programs by name or path; one with arguments follows --: keep -- app --port 80")
      ->type_name("");
  add_policy(app, options.settings.policy);
  add_ladder(app, options.settings.ladder);
  app.add_flag("--die-with-me", options.settings.die_with_us,
               "It is killed when this watchdog dies, however that is; default: it lives on");
  add_health(app, options.settings.health);
  app.add_option_function<std::string>(
         "--alert",
         [&options](const std::string& text) {
           const Result<std::vector<std::string>> words = process::split_words(text);
           if (!words) throw CLI::ValidationError("--alert", words.error().message());
           if (words->empty()) throw CLI::ValidationError("--alert", "name a command");
           options.settings.alert = *words;
         },
         "Run this command when it gives up, or slows down at the limit")
      ->type_name("COMMAND");
  add_text(app, "--report-dir", options.settings.report_dir,
           "Write there what it was doing when it hung, and how it failed")
      ->type_name("DIR");
  auto* checkpoint =
      add_text(app, "--checkpoint", options.settings.checkpoint.file,
               "Its state is in this checkpoint: one that it can't live with is put aside")
          ->type_name("FILE");
  app.add_option("--checkpoint-failures", options.settings.checkpoint.failures,
                 "So many failures in a row, each soon after a start, are the state's; default 3")
      ->type_name("N")
      ->check(CLI::Range(1U, 1'000U).description(""))
      ->needs(checkpoint);
  add_duration(app, "--checkpoint-progress", options.settings.checkpoint.progress,
               "It hangs when it commits nothing to its checkpoint for so long")
      ->needs(checkpoint);
  add_text(app, "--log", options.settings.log, "Append its output to this file")->type_name("FILE");
  add_choice<Adopt>(app, "--adopt", options.adopt,
                    {{"only", Adopt::only},
                     {"newest", Adopt::newest},
                     {"oldest", Adopt::oldest},
                     {"all", Adopt::all},
                     {"never", Adopt::never}},
                    "Which running process to take: only (default; several are an error), newest, "
                    "oldest, all (as NAME, NAME-2 ...), never")
      ->type_name("WHICH");
  add_text(app, "--directory", options.settings.directory, "Start it in this folder")
      ->type_name("DIR");
  app.add_option("--env", options.settings.environment, "Give it this variable; may be repeated")
      ->type_name("NAME=VALUE")
      ->take_all()
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return text.find('=') == std::string::npos || text.front() == '=' ? "write NAME=VALUE"
                                                                          : std::string();
      });
  add_text(app, "--name", options.name, "What it is called here; default: the program's name")
      ->type_name("NAME");
  auto* pid =
      app.add_option("--pid", options.pid,
                     "Take the process of this number; a program after -- is what starts it again")
          ->type_name("PID")
          ->check(CLI::PositiveNumber.description(""));
  add_text(app, "--pid-file", options.pid_file,
           "Take the process whose number is in FILE, if it runs; otherwise start the program")
      ->type_name("FILE")
      ->excludes(pid);
  add_run_options(app, options.run);
}

/// A program may follow the command's own words.
class KeepFormat final : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = CLI::Formatter::make_usage(app, std::move(name));
    usage.insert(usage.find_last_not_of('\n') + 1, " [-- PROGRAM [ARGUMENT...]]");
    return usage;
  }
};

/// Either targets before `--`, or one program with its arguments after it, or a process by number.
Result<std::vector<keep::Wish>> wishes_of(const KeepOptions& options, const Line& line,
                                          const std::vector<Kept>& found) {
  if (!options.name.empty()) return std::vector<keep::Wish>{{options.name, options.name}};
  if (line.has_program) {
    const Result<keep::Wish> wish = wish_of_words(line.program);
    if (!wish) return wish.error();
    return std::vector<keep::Wish>{*wish};
  }
  if (found.empty()) return wishes_of_targets(options.targets);
  std::vector<keep::Wish> wishes;
  wishes.reserve(found.size());
  for (const Kept& kept : found) wishes.push_back({kept.name, kept.name});
  return wishes;
}

Result<std::vector<Kept>> programs_of(const KeepOptions& options, const Line& line,
                                      std::vector<Kept> found,
                                      const std::vector<Heritage>& heritage) {
  for (std::size_t i = 0; i < found.size(); ++i) found[i].heritage = heritage[i];
  // What was kept before goes on: a number may be another's by now.
  const bool begins = !line.has_program || !heritage.front().goes_on();
  if (!found.empty() && begins) return found;
  if (!line.has_program) return resolve(options.targets, options.adopt, heritage);
  Result<Kept> kept = from_words(line.program, heritage.front());
  if (!kept) return kept.error();
  return std::vector<Kept>{std::move(*kept)};
}

/// What the command line names by number, or as all of a name, was found by it once: after a
/// renewal it is what we kept then.
Result<std::vector<Kept>> find_again() {
  std::vector<Kept> found;
  for (auto& [name, id] : kept_before()) {
    Result<Kept> kept = from_process(id);
    if (!kept) return kept.error();
    kept->name = std::move(name);
    found.push_back(*std::move(kept));
  }
  return found;
}

/// Processes that are named one by one: by a number, with the program to start after it where one
/// is given; or as all of a name. None where it is targets that are to be looked for.
Result<std::vector<Kept>> find_named(const KeepOptions& options, const Line& line) {
  const bool number = options.pid != 0 || !options.pid_file.empty();
  if (!line.has_program && (number || options.adopt == Adopt::all)) {
    Result<std::vector<Kept>> found = find_again();
    if (!found || !found->empty()) return found;
  }
  if (options.adopt == Adopt::all) return resolve_all(options.targets);
  Result<std::optional<process::Identity>> id = std::optional<process::Identity>();
  if (!options.pid_file.empty()) id = from_pid_file(options.pid_file);
  if (!id) return id.error();
  if (options.pid != 0) {
    Result<process::Identity> identity = process::identify(options.pid);
    if (!identity && !line.has_program) return identity.error();
    if (identity) id = std::optional(*identity);
  }
  if (!*id && !options.pid_file.empty() && !line.has_program && options.targets.empty())
    return Error{std::make_error_code(std::errc::no_such_process), "keep what is named in",
                 options.pid_file, "to have it started, name the program after --"};
  if (!*id) return std::vector<Kept>();
  if (const Result<void> ours = check_ours(**id); !ours) return ours.error();
  Result<Kept> kept =
      line.has_program ? from_words(line.program, {*id, 0, 0, {}}) : from_process(**id);
  if (!kept) return kept.error();
  return std::vector<Kept>{*std::move(kept)};
}

void check_usage(const KeepOptions& options, const Line& line) {
  const bool program = !line.program.empty();
  const bool number = options.pid != 0 || !options.pid_file.empty();
  if (line.has_program && !program)
    throw CLI::ValidationError("after -- comes a program: watchdog keep -- app");
  if (program && !options.targets.empty()) {
    throw CLI::ValidationError("either targets or -- and one program, not both");
  }
  if (!program && !number && options.targets.empty()) {
    throw CLI::ValidationError("what is to be kept? Name a program: watchdog keep app");
  }
  if (options.pid != 0 && !options.targets.empty()) {
    throw CLI::ValidationError("--pid is a program itself; what starts it again may follow --");
  }
  const bool many = options.targets.size() > 1 || options.adopt == Adopt::all;
  if (!options.settings.checkpoint.file.empty() && many)
    throw CLI::ValidationError(
        "--checkpoint is for one program; a file for 'watchdog run' has one for each");
  const Result<void> health = check(options.settings.health);
  if (!health) throw CLI::ValidationError(health.error().message());
  if ((!options.name.empty() || number) && many) {
    throw CLI::ValidationError("--name, --pid and --pid-file are for one program");
  }
  if (program && options.adopt == Adopt::all) {
    throw CLI::ValidationError("--adopt all finds programs by their names; give targets before --");
  }
}

int refuse(const Report& report, const Error& error) {
  return report.failed(error, start_failure(error));
}

int keep_command(const KeepOptions& options, const Line& line) {
  check_usage(options, line);
  const Report report(options.run.voice);
  Result<std::vector<Kept>> found = find_named(options, line);
  if (!found) return refuse(report, found.error());
  const Result<std::vector<keep::Wish>> wishes = wishes_of(options, line, *found);
  if (!wishes) return refuse(report, wishes.error());
  Result<Claims> claims = claim(*wishes, options.run.leave_orphans, report);
  if (!claims) return refuse(report, claims.error());
  Result<std::vector<Kept>> programs =
      programs_of(options, line, *std::move(found), claims->heritage);
  if (!programs) return refuse(report, programs.error());
  for (std::size_t i = 0; i < programs->size(); ++i) {
    (*programs)[i].name = (*wishes)[i].name;
    (*programs)[i].settings = options.settings;
  }
  return run_keep(*std::move(programs), std::move(*claims), options.run);
}

}  // namespace

void setup_keep(CLI::App& app, const Line& line, int& exit_code) {
  CLI::App* command = app.add_subcommand("keep", "Keep programs alive");
  const auto options = std::make_shared<KeepOptions>();
  add_options(*command, *options);
  command->formatter(std::make_shared<KeepFormat>());
  command->footer(keep_examples);
  command->callback([options, &line, &exit_code] { exit_code = keep_command(*options, line); });
}

}  // namespace watchdog::app
