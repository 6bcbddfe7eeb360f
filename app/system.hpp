// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "watchdog/base/result.hpp"

/// What the program needs of its system that is no business of the libraries.
namespace watchdog::app {

/// At the very start: standard streams that are open, no death by a closed pipe, no dialogs.
void prepare_process();

/// Writes UTF-8 to standard error, at once and in one piece: lines of several programs must not
/// mix.
void write_error(std::string_view text);

/// Writes UTF-8 to standard output, and tells whether all of it went there.
bool write_output(std::string_view text);

/// What the clock on the wall shows here. It may jump; for durations there is watchdog::Clock.
std::chrono::local_seconds local_now();

/// Whether somebody sits there who can be asked: input and standard error are terminals.
bool somebody_there();

/// Has the system run this process before all that is not of the real-time class. What it starts is
/// ordinary again. Errors: permission_denied; operation_not_supported.
Result<void> take_realtime_class();

/// Lets this process have so many open files, as far as its hard limit does; more than that stays
/// as it is. What it starts inherits the limit. Nothing to do on Windows.
void allow_open_files(std::uint64_t count) noexcept;

/// Gives back to the system what only the start needed: from now on mostly nothing happens. What is
/// let go of the program's own file comes back by itself where it is needed.
void forget_start_up();

/// A command for our own use, not in the help (Windows: the helper that sends Ctrl-C to another
/// console); its exit code, if `words` is one.
std::optional<int> hidden_command(const std::vector<std::string>& words);

/// A wish from outside: by signal (POSIX), by the console or the service manager (Windows).
enum class Wish : std::uint8_t {
  interrupt,  ///< INT, Ctrl-C
  terminate,  ///< TERM, HUP (unless it was ignored when we started), Ctrl-Break, closing, shutdown
  status,     ///< USR1
  renew       ///< USR2: become the program that our file is now.
};

/// What is done with them.
struct WishHandlers {
  std::function<void(Wish)> on_wish;
  /// Signals that are no wishes, but meant for the programs; none where there are none (Windows).
  std::vector<int> forwarded = {};
  std::function<void(int)> on_forwarded = {};
};

/// The signals that the first process of a container passes on when nothing else is said: whoever
/// sends them means the program. Empty for any other process.
std::vector<int> forwarded_by_default();

/// Listens for wishes while it exists; they arrive on the loop.
class Wishes {
 public:
  Wishes(asio::io_context& loop, WishHandlers handlers);
  Wishes(asio::io_context& loop, std::function<void(Wish)> on_wish)
      : Wishes(loop, WishHandlers{std::move(on_wish)}) {}
  ~Wishes();
  Wishes(const Wishes&) = delete;
  Wishes& operator=(const Wishes&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// From now on wishes wait for the next Wishes, also across a program that we become.
void hold_wishes();
/// Not after all.
void release_wishes();

/// Ends this process as an interrupt would have: of the signal itself, so that a calling shell sees
/// it; where there are none, returns the code that says the same.
int die_of_interrupt();

/// The service manager's notify socket (sd_notify), where it is there. Takes the variables out of
/// the environment: they are for us, not for the programs we start.
class Notify {
 public:
  explicit Notify(asio::io_context& loop);
  ~Notify();
  Notify(const Notify&) = delete;
  Notify& operator=(const Notify&) = delete;

  /// "READY=1", "STOPPING=1", "STATUS=..."; several are joined by line feeds. Once ready, the
  /// manager's own watchdog is answered too, where it is set.
  void send(std::string_view state);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace watchdog::app
