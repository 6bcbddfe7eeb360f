// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/keep/host.hpp"
#include "watchdog/keep/rest.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::keep {

/// A program that a keeper wants to be the only one to keep.
struct Wish {
  std::string key;   ///< What makes two programs the same: a name, a whole command line.
  std::string name;  ///< For people.
};

/// What a keeper that is no more left behind of a program.
struct Inheritance {
  enum class State : std::uint8_t {
    idle,      ///< Nothing ran.
    starting,  ///< Somebody died while starting it: it may run, and is known by its mark alone.
    running,   ///< `id` was the program.
    resting    ///< `rest`: known to the same process alone, which has become another program.
  };
  State state = State::idle;
  process::Identity id;
  std::string mark;  ///< As Ledger::mark(): what it started, and what that started, has it.
  unsigned streak = 0;
  unsigned long restarts = 0;
  Rest rest{};
  Past past{};
};

/// Which process is which program, in a file: so that of two keepers of one program the second is
/// refused, and so that the next keeper of a program goes on where one that was killed ended.
///
/// One file for a keeper, locked while it lives; a line for a program, rewritten in place at every
/// start: it survives the death of the keeper, not a power cut, after which nothing runs any more.
/// A disk that fails costs the next keeper its knowledge, and the programs nothing.
class Ledger {
 public:
  struct Claim;

  /// Claims `wishes` in `folder`, which must exist, against all keepers that use it. A file of
  /// another boot is removed, one of a dead keeper taken over as far as it is wished for, or
  /// removed when nobody asked for a day and none of its processes lives. Errors:
  /// device_or_resource_busy when a living keeper has one of them, naming both; the system's on
  /// reading and writing the folder.
  static Result<Claim> claim(const std::string& folder, const std::vector<Wish>& wishes);

  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  /// Lets go. What runs then is the next keeper's; where nothing does, no file is left.
  ~Ledger();

  /// The setting NAME=VALUE to be in the environment of a program that we start.
  std::string mark(Index program) const;
  /// The one that its present process has: another keeper's, where that started it.
  const std::string& present_mark(Index program) const;

  /// Before a start: whatever becomes of us, the next keeper will look for it.
  void starting(Index program);
  /// After it, or after an adoption: a process that another keeper started keeps the mark it has.
  void running(Index program, const process::Identity& id, unsigned streak, unsigned long restarts,
               const Past& past = {});
  void idle(Index program);
  /// Before this process becomes another program: what does not run is to be gone on with there. A
  /// keeper that is another process starts it, as what a dead one kept.
  void rest(Index program, unsigned streak, unsigned long restarts, const Rest& rest,
            std::uint32_t note = 0);

  /// The living keeper in `folder`, other than this process, whose program `id` is. None: nobody's.
  static std::optional<process::Pid> keeper_of(const std::string& folder,
                                               const process::Identity& id);

  /// Whether somebody has taken the file away: no other keeper knows of us then.
  bool lost() const;
  /// Writes it again, in its folder, which must exist. Errors: the system's.
  Result<void> restore();

  /// Whose files stand in `folder`: "PID-START" of each keeper, living or dead.
  static std::vector<std::string> keepers_in(const std::string& folder);
  /// What this process itself wrote down before it became the present program, with the names.
  static std::vector<std::pair<std::string, Inheritance>> own(const std::string& folder);

 private:
  struct Book;
  explicit Ledger(std::unique_ptr<Book> book);
  std::unique_ptr<Book> book_;
};

struct Ledger::Claim {
  Ledger ledger;
  std::vector<std::optional<Inheritance>> inherited;  ///< For each wish.
  /// What this process itself kept before it became the present program, and does not wish for now.
  std::vector<std::pair<std::string, Inheritance>> left;
};

}  // namespace watchdog::keep
