// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/// What a victim needs of its system, beyond the standard library.
namespace victim {

std::vector<std::string> words(int argc, char** argv);
unsigned long own_pid();
/// An environment variable; "(none)" when it is not there.
std::string variable(const std::string& name);
/// Does nothing, for ever, without using the processor.
[[noreturn]] void idle();
/// Ends at once by the number, with nothing flushed or run on the way.
[[noreturn]] void quit(unsigned code);
void raise_signal(int number);
/// Stops until somebody lets it go on: SIGSTOP; on Windows, the thread that calls it.
void suspend();
/// A polite request to end (SIGTERM, Ctrl-C) does nothing from now on.
void ignore_requests();
/// A polite request to end makes it append `line` to `file` and quit with `code`.
void answer_requests(const std::string& file, unsigned code);
/// Starts this program again with other words; on POSIX in the same process group.
void start_child(const std::vector<std::string>& words);
/// The same, but out of reach: double fork and a session of its own (POSIX).
void start_orphan(const std::vector<std::string>& words);
/// Which descriptors or handles beyond the three streams are open, for people.
std::string open_handles();
void set_title(const std::string& title);

}  // namespace victim
