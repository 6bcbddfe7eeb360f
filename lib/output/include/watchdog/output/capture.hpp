// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/output/outlet.hpp"
#include "watchdog/output/tail.hpp"
#include "watchdog/process/identity.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::output {

/// Where a program's output goes. Nothing set: nowhere but to the tail.
struct Destination {
  std::string file;          ///< A log (see LogFile) that both streams are appended to.
  Outlet* output = nullptr;  ///< Its stdout is passed on to this, its stderr to that; they must
  Outlet* error = nullptr;   ///< outlive the capture. One alone gets both.
};

/// Reads what a program writes, in all its lives, passes it on and remembers the end of it.
///
/// The program is never stopped by it: see LogFile and Outlet. On Linux, macOS and FreeBSD it also
/// outlives us: what it writes when we are dead waits in the pipe, 1 MiB of it on Linux (64 KiB
/// when a user has many), until somebody takes over; when that is full, its writes wait too. On
/// Windows they fail then. Our death loses nothing on its way to a log on Linux; what an Outlet has
/// still to write dies with us, and with a program that ends before somebody takes over, what it
/// left in the pipe.
///
/// For the thread that runs the loop. Costs two descriptors for a log, four for streams kept apart.
/// Reading is work: the loop runs until it is stopped. Destroy it before the loop and the outlets.
class Capture {
 public:
  /// Errors: those of opening a pipe (too_many_files_open).
  static Result<Capture> open(asio::io_context& loop, const Destination& to,
                              const Tail::Limits& limits = {});

  /// Reads on where an earlier keeper that is dead left off: what waits in the pipes comes first.
  /// It must be dead, since two readers would each get a part. Streams that it kept apart stay so.
  /// Errors: no_such_process; permission_denied; operation_not_supported, when the streams are not
  /// such pipes but the program's or a shell's own; function_not_supported (all but Linux).
  static Result<Capture> take_over(asio::io_context& loop, const process::Identity& id,
                                   const Destination& to, const Tail::Limits& limits = {});

  Capture(Capture&&) noexcept;
  Capture& operator=(Capture&&) noexcept;
  ~Capture();

  /// Sets the output and the error stream of the command. It must outlive each start of it.
  void connect(process::Command& command) const;

  /// Reads at once all that is there, as far as there is room where it goes: at the program's
  /// death, before the tail is looked at. False: some is left, for want of room; that comes by
  /// itself, as does what its children write later.
  bool drain();

  /// Calls `found` once, as soon as one of the streams has brought `text` from now on; instead of
  /// what was awaited before. An empty text: nothing is awaited. `found` is called while what came
  /// is being read, and must not read or destroy this.
  void await(const std::string& text, std::function<void()> found);

  /// What it wrote last, both streams as they came. Cleared by the owner, between two lives.
  Tail& tail();
  /// When the latest byte came; the time of opening while none did. For finding a program that has
  /// gone silent.
  Time last_output() const;
  /// Bytes lost in the log; those of an Outlet it knows itself.
  std::uint64_t lost() const;

 private:
  class State;
  explicit Capture(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace watchdog::output
