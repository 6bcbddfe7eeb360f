// SPDX-License-Identifier: MIT
#include "children.hpp"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <csignal>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adopted_deaths.hpp"
#include "death_notice.hpp"
#include "leftovers.posix.hpp"
#include "watchdog/process/eye.posix.hpp"
#include "watchdog/process/reap.posix.hpp"

namespace watchdog::keep {
namespace {

/// A process that is not our child, and the loop's eye on it.
struct Adopted {
  Adopted(asio::io_context& loop, process::Process held)
      : process(std::move(held)), eye(loop), pause(loop) {}

  process::Process process;
  asio::posix::stream_descriptor eye;
  asio::steady_timer pause;  ///< Between two looks at how it ended.
};

/// A command that runs beside the programs.
struct Helper {
  process::Child child;
  Children::OnHelperExit on_exit;
};

/// How often it is looked how a stranger ended, a millisecond between: a parent that does not care
/// must not hold up the restart.
constexpr unsigned exit_looks = 20;

}  // namespace

struct Children::State {
  State(asio::io_context& io, Containment wanted, OnExit told)
      : loop(io), containment(std::move(wanted)), on_exit(std::move(told)) {}

  asio::io_context& loop;
  Containment containment;
  Leftovers leftovers;
  OnExit on_exit;
  std::unordered_map<process::Pid, Index> programs;
  std::unordered_map<Index, process::Child> own;
  std::unordered_map<Index, Adopted> adopted;  ///< Those that ended are in it until that is told.
  AdoptedDeaths adopted_deaths{loop, containment,
                               [this](const std::vector<Death>& dead) { forget(dead); }};
  std::unordered_map<process::Pid, Helper> helpers;
  DeathNotice deaths{loop, [this] { reap_all(); }};

  /// Those that died together are buried together, so that one look finds what they left behind.
  void reap_all() {
    std::vector<Death> dead;
    std::vector<std::pair<OnHelperExit, process::Exit>> done;
    while (const std::optional<process::Pid> pid = process::dead_child()) {
      if (const auto found = programs.find(*pid); found != programs.end()) {
        const Index program = found->second;
        dead.push_back({program, bury(program, *pid)});
      } else if (const auto helper = helpers.find(*pid); helper != helpers.end()) {
        done.push_back(bury_helper(helper));
      } else {
        process::reap(*pid);  // An orphan that came to us.
      }
    }
    if (!dead.empty() && containment.orphans) end_leftovers(dead);
    if (!dead.empty()) on_exit(dead);
    for (const auto& [told, exit] : done) told(exit);
  }

  std::pair<OnHelperExit, process::Exit> bury_helper(decltype(helpers)::iterator helper) {
    helper->second.child.force();
    const process::Exit exit = process::reap(helper->first);
    OnHelperExit told = std::move(helper->second.on_exit);
    helpers.erase(helper);
    return {std::move(told), exit};
  }

  /// Started by the program that we were before we became another: its death may have been told to
  /// that one already.
  void adopt_child(Index program, const process::Identity& id) {
    programs[id.pid] = program;
    own[program] = process::Child(id, {}, {});
    asio::post(loop, [this] { reap_all(); });
  }

  /// What the program left in its group dies with it, while its number is still its own.
  process::Exit bury(Index program, process::Pid pid) {
    if (containment.orphans) own.at(program).force();
    const process::Exit exit = process::reap(pid);
    own.erase(program);
    programs.erase(pid);
    return exit;
  }

  void end_leftovers(const std::vector<Death>& dead) {
    if (!containment.mark || !process::has_children()) return;
    std::vector<std::string> marks;
    marks.reserve(dead.size());
    for (const Death& one : dead) marks.push_back(containment.mark(one.program));
    const auto is_kept = [this](process::Pid pid) {
      return programs.contains(pid) || helpers.contains(pid);
    };
    const std::vector<unsigned> ended = leftovers.end(marks, is_kept);
    for (std::size_t i = 0; i < dead.size(); ++i) {
      if (ended[i] > 0 && containment.on_survivors)
        containment.on_survivors(dead[i].program, ended[i]);
    }
  }

  void forget(const std::vector<Death>& dead) {
    for (const Death& one : dead) adopted.erase(one.program);
    on_exit(dead);
  }

  void watch(Index program) {
    Adopted& one = adopted.at(program);
    one.eye.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this, program](const std::error_code& failed) {
                         if (!failed) learn_exit(program, exit_looks);
                       });
  }

  /// The system tells how a stranger ended only once its parent has taken note of it: moments
  /// later, as a rule.
  void learn_exit(Index program, unsigned looks) {
    Adopted& one = adopted.at(program);
    const process::Exit exit = one.process.exit();
    if (exit.kind == process::Exit::Kind::unknown && looks > 0) {
      one.pause.expires_after(milliseconds(1));
      one.pause.async_wait([this, program, looks](const std::error_code& failed) {
        if (!failed) learn_exit(program, looks - 1);
      });
      return;
    }
    adopted_deaths.add({program, exit});
  }
};

Children::Children(asio::io_context& loop, Containment containment, OnExit on_exit)
    : state_(std::make_unique<State>(loop, std::move(containment), std::move(on_exit))) {}

Children::~Children() {
  for (const auto& [pid, helper] : state_->helpers) {
    helper.child.force();
    process::reap(pid);
  }
}

Result<process::Identity> Children::watch(Index program, Result<process::Child> child) {
  if (!child) return std::move(child).error();
  const process::Identity id = child->id();
  state_->programs[id.pid] = program;
  state_->own[program] = std::move(*child);
  return id;
}

Result<void> Children::adopt(Index program, const process::Identity& id) {
  Result<process::Process> process = process::Process::open(id);
  if (!process) return process.error();
  if (process::is_spawned_child(id.pid)) {
    state_->adopt_child(program, id);
    return {};
  }
  Adopted& one =
      state_->adopted.try_emplace(program, state_->loop, std::move(*process)).first->second;
  Result<void> watched = process::watch_end(one.eye, one.process);
  if (!watched) {
    state_->adopted.erase(program);
    return watched;
  }
  state_->adopted_deaths.expect(program, id.pid);
  state_->watch(program);
  return {};
}

Result<void> Children::send(Index program, int signal) {
  if (const auto one = state_->adopted.find(program); one != state_->adopted.end()) {
    return one->second.process.send(signal);
  }
  return state_->own.at(program).send(signal);
}

Result<void> Children::ask(Index program, int signal) {
  Result<void> sent = send(program, signal);
  if (sent) (void)send(program, SIGCONT);
  return sent;
}

void Children::force(Index program) {
  if (const auto one = state_->adopted.find(program); one != state_->adopted.end()) {
    (void)one->second.process.force();
  } else {
    state_->own.at(program).force();
  }
}

Result<process::Pid> Children::start_helper(const process::Command& command, OnHelperExit on_exit) {
  Result<process::Child> child = process::spawn(command);
  if (!child) return child.error();
  const process::Pid pid = child->pid();
  state_->helpers.try_emplace(pid, Helper{std::move(*child), std::move(on_exit)});
  return pid;
}

void Children::force_helper(process::Pid pid) {
  if (const auto found = state_->helpers.find(pid); found != state_->helpers.end())
    found->second.child.force();
}

}  // namespace watchdog::keep
