// SPDX-License-Identifier: MIT
#pragma once

#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/block/hasher.hpp"
#include "watchdog/block/rule.hpp"
#include "watchdog/block/source.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::block {

/// How a process came to be seen.
struct Sight {
  /// The source that told of it: "bpf", "events", "deny"; "scan" for each look at the process
  /// table, whoever asked for that. Empty: none, a time was over.
  std::string_view source;
  /// From its exec, or from its new title (which an exec gives it a moment before), as the kernel
  /// told, until what was done to it was done. 0: the kernel itself did it, before the first
  /// instruction. Nothing where nobody tells: a process table knows when it was forked, not when it
  /// executed its file, and that in steps of 10 ms.
  std::optional<std::chrono::microseconds> after;
};

/// What happens, told as it happens, on the thread that runs the io_context. Each process is told
/// of once for each kind of event, however often it is met.
class Listener {
 public:
  /// A source stands. `why` tells, for people, why it is not the best one; empty when it is.
  virtual void armed(const Source& source, const std::string& why) = 0;
  /// What Options says was done to a process: it was ended by force, asked to end, or frozen (in a
  /// dry run: would have been).
  virtual void blocked(const process::Entry& entry, const Verdict& verdict, const Sight& sight) = 0;
  /// A process that was asked to end did not in time, and was ended by force.
  virtual void forced(const process::Entry& entry) = 0;
  /// A process was kept from executing a file (in a dry run: would have been), which stands in
  /// `entry` as its image. Told of each time.
  virtual void denied(const process::Entry& entry, const Verdict& verdict, const Sight& sight) = 0;
  /// A target names a process that is protected.
  virtual void spared(const process::Entry& entry, const Verdict& verdict, const Sight& sight) = 0;
  /// A process could not be ended; mostly operation_not_permitted.
  virtual void failed(const process::Entry& entry, const Error& error, const Sight& sight) = 0;
  /// A source broke, and nothing takes its place.
  virtual void broken(const Error& error) = 0;

 protected:
  ~Listener() = default;
};

/// How many processes met each fate, and how many starts were denied.
struct Tally {
  std::size_t seen = 0;     ///< Those that a target names: the blocked, the spared, the failed.
  std::size_t blocked = 0;  ///< Ended, asked to end, or frozen (in a dry run: would have been).
  std::size_t ended = 0;    ///< Of the blocked, those that are known to have ended by it.
  std::size_t denied = 0;
  std::size_t spared = 0;
  std::size_t failed = 0;
  std::size_t forced = 0;     ///< Of the blocked, those that did not end when asked.
  std::size_t continued = 0;  ///< Of the frozen, those that went on.
  /// Of the seen, those that the source never told of: found by the look at all that follows when
  /// events were lost.
  std::size_t rescued = 0;
};

/// Keeps the programs that a rule names from running: ends those that run, then every one that
/// starts. A process is looked at again after it is held, so that what is ended is what was seen.
/// Not thread-safe: everything happens on the thread that runs the io_context.
class Blocker final : private Source::Sink {
 public:
  /// `listener` must outlive this.
  Blocker(asio::io_context& io, Rule rule, Options options, Listener& listener)
      : io_(io), rule_(std::move(rule)), options_(options), listener_(listener), grace_over_(io) {}
  Blocker(const Blocker&) = delete;
  Blocker& operator=(const Blocker&) = delete;
  ~Blocker();

  /// Arms a source, then ends what runs already, so that none slips in between. Goes on while the
  /// io_context runs, until stop(), with which the frozen go on. A source that breaks is replaced
  /// by the scan, and told as armed. Errors: those of open_source, open_deny and process::find.
  Result<void> start();
  void stop();

  /// One pass instead: ends what runs now and waits until it is gone, at most `limit`. What is not
  /// is told as failed (timed_out). Errors: those of process::find.
  Result<void> once(milliseconds limit);

  const Rule& rule() const noexcept { return rule_; }
  const Tally& tally() const noexcept { return tally_; }

 private:
  using Told = std::set<process::Identity>;

  void look_at(process::Pid pid, std::optional<Time> when) override;
  void look_at_all() override;
  void ended(const process::Entry& entry) override;
  void denied(const process::Entry& entry) override;
  void lost(const Source& source, const Error& error) override;

  Result<void> arm(Want want, const std::string& because);
  Result<void> arm_deny();
  /// Who told of a process, and when that became what it is, if the kernel told.
  struct Hint {
    std::string_view source = "scan";
    std::optional<Time> when = std::nullopt;
  };
  Result<std::vector<process::Entry>> sweep(const std::function<void(const process::Entry&)>& each);
  void rescue(const process::Entry& entry);
  Verdict judge(const process::Entry& entry, const Hint& hint);
  void see_when_hashed(process::Pid pid, const Hint& hint, std::string file);
  std::optional<process::Process> see(const process::Entry& entry, const Hint& hint);
  void tell_of_family(const process::Entry& entry, const Verdict& verdict, const Hint& hint);
  Result<std::optional<process::Process>> act(const process::Entry& seen, const Verdict& verdict,
                                              const Hint& hint);
  Result<void> act_on(const process::Entry& entry, const process::Process& process);
  void act_on_family(const process::Entry& root, const process::Process& process,
                     const Verdict& verdict, const Hint& hint);
  Result<void> ask(const process::Entry& entry, const process::Process& process);
  void wait_for_grace();
  void force_the_late();
  void continue_the_frozen();
  void tell_blocked(const process::Entry& entry, const Verdict& verdict, const Sight& sight);
  void fail(const process::Entry& entry, const Error& error, const Sight& sight);
  void told_late(process::Pid pid);
  bool is_told(const process::Identity& id) const;
  template <class Telling>
  void tell(Told& told, const process::Entry& entry, std::size_t& count, Telling telling);
  void tidy();
  void forget_the_gone(const std::vector<process::Entry>& table);

  asio::io_context& io_;
  Rule rule_;
  Options options_;
  Listener& listener_;
  std::shared_ptr<Source> source_;
  std::string_view source_name_;  // Also while it stops.
  std::shared_ptr<Source> deny_;
  Tally tally_;
  struct Pending {
    process::Entry entry;
    process::Process process;
    Time deadline;
  };
  std::map<process::Identity, Pending> asked_;
  std::map<process::Identity, process::Process> frozen_;
  asio::steady_timer grace_over_;
  std::optional<Hasher> hasher_;  // From the first large file on; not for once().
  std::set<process::Pid> to_be_hashed_;
  bool waits_ = false;
  // Who was told of already. The gone are forgotten with each look at all.
  Told blocked_;
  Told spared_;
  Told failed_;
  std::size_t told_limit_ = 4'096;
  std::set<process::Pid> rescued_;  // Until the source tells of them after all.
};

}  // namespace watchdog::block
