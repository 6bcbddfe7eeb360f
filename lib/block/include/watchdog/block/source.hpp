// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "watchdog/base/clock.hpp"
#include "watchdog/block/rule.hpp"

namespace watchdog::block {

/// Tells which processes may have become another program. Most know no names, and say where to
/// look; some are told the rule, and act by it where nobody else is quick enough.
class Source {
 public:
  /// Who is told, on the thread that runs the io_context.
  class Sink {
   public:
    /// This process is new, or executes another file, or changed its title. It may be gone again.
    /// `when` it did so, as the kernel told.
    virtual void look_at(process::Pid pid, std::optional<Time> when = std::nullopt) = 0;
    /// Any process may have changed: a round of the scan, or events were lost.
    virtual void look_at_all() = 0;
    /// The source itself has ended this process, which the rule ends; most likely it is gone. Of
    /// the image only the name is known.
    virtual void ended(const process::Entry& entry) = 0;
    /// The source has kept a process from executing a file that the rule ends: `entry` is that
    /// process with the image it wanted.
    virtual void denied(const process::Entry& entry) = 0;
    /// The source is of no more use. May destroy it.
    virtual void lost(const Source& source, const Error& error) = 0;

   protected:
    ~Sink() = default;
  };

  virtual ~Source() = default;
  /// For reports and for --source: "bpf", "events", "scan"; "deny".
  virtual std::string_view name() const noexcept = 0;
  /// What it stands on, for people: "proc connector, filtered by the kernel".
  virtual std::string_view detail() const noexcept = 0;
  /// Begins to tell. `sink` must outlive the source or stop().
  virtual void start(Sink& sink) = 0;
  virtual void stop() = 0;
};

/// A program in the kernel, called at each exec before the new image runs an instruction. What the
/// rule says of names it does there and then; what takes more than names (a path, a title that may
/// be cut) is stopped, judged here, and ended or continued. `tell_only`: nothing is ended or
/// stopped. `rule` must outlive the source. Source: Linux 5.11 and later, BPF at raw tracepoints.
/// It is tried before it is handed out: a process of our own is ended by it. Errors:
/// function_not_supported (this system has none), operation_not_permitted,
/// no_such_file_or_directory (a kernel without its own types), not_supported (another namespace).
Result<std::shared_ptr<Source>> open_bpf(asio::io_context& io, const Rule& rule, bool tell_only);

/// Every event of the system, as it happens; costs nothing while nothing happens.
/// Source: Linux the proc connector (by anyone on 6.6 and later, by an administrator before; the
/// initial namespaces only). It is tried before it is handed out: an event of our own has to come.
/// Errors: function_not_supported (this system has none), operation_not_permitted, timed_out
/// (subscribed, but nothing comes: another namespace).
Result<std::shared_ptr<Source>> open_events(asio::io_context& io);

/// A look at the process table every `interval`; 0: as often as `cpu`, a share of one processor,
/// allows over a minute, between 1 and 250 ms, and less often where not even that is to be had.
/// Where the system tells cheaply which numbers are new (Linux), only those, and those seen first
/// less than 200 ms ago, which may be between fork and exec; all once a second (or as the share
/// allows). Errors: those of opening the process table.
Result<std::shared_ptr<Source>> open_scan(asio::io_context& io, milliseconds interval, double cpu);

/// Which source a user wants.
enum class Want : std::uint8_t { automatic, bpf, events, scan };

/// Who denies a start on Linux.
enum class DenyBy : std::uint8_t {
  automatic,  ///< The kernel where it can, otherwise fanotify.
  kernel,     ///< BPF as a security module.
  fanotify
};

/// What is done to a process that the rule ends.
enum class Act : std::uint8_t {
  end,
  freeze  ///< It is stopped where it stands, and goes on when the blocker stops.
};

struct Options {
  Want source = Want::automatic;
  milliseconds interval{0};  ///< Of the scan; 0: as `cpu` allows.
  double cpu = 0.05;         ///< What the scan may take of one processor; see open_scan.
  bool dry_run = false;      ///< Tell, and end nothing.
  bool deny = false;         ///< Beside the source, open_deny().
  DenyBy deny_by = DenyBy::automatic;
  Act act = Act::end;
  milliseconds grace{0};  ///< To end when asked, before it is forced; 0: it is forced at once.
  bool tree = false;      ///< What descends from it is treated as it is.

  /// The source may end nobody on its own: there is more to do, or less.
  bool tell_only() const noexcept {
    return dry_run || act != Act::end || grace.count() > 0 || tree;
  }
};

/// A source and why it is that one, for people; empty when there is nothing to say.
struct Choice {
  std::shared_ptr<Source> source;
  std::string why;
};

/// The best that works here, bpf before events before scan: found out by trying, never guessed from
/// who we are. Errors: those of the one source that is wanted.
Result<Choice> open_source(asio::io_context& io, const Rule& rule, const Options& options);

/// Who wants to start a program that the rule ends gets "operation not permitted" instead. Files
/// are known by their own names here, and with fanotify by their paths, so another source is needed
/// beside it. In a dry run everything is allowed, and told. `rule` must outlive the source.
///
/// By the kernel (Linux 5.11 and later, asking BPF as a security module): a program in it has the
/// names, and nobody waits for us. It covers the whole machine, also while this process is stopped,
/// and ends with it. It is tried before it is handed out. Only plain names, without conditions;
/// files that are mounted by themselves are left to the other source. Of the image only the name is
/// told.
///
/// By fanotify (Linux 5.0 and later): we are asked before each exec on the mounts of this process's
/// namespace. It fails open: what is not answered in a second, or when this process is gone, is
/// allowed.
///
/// On Windows by Image File Execution Options. Errors: function_not_supported (this system has
/// none), operation_not_permitted, not_supported (not by that rule, or not here); those of the one
/// that is wanted, otherwise of the last that was tried.
Result<Choice> open_deny(asio::io_context& io, const Rule& rule, const Options& options);

}  // namespace watchdog::block
