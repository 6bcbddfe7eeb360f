// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <fmt/format.h>
#include <windows.h>

#include <asio/post.hpp>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <string>

#include "desktop.hpp"
#include "exit_code.hpp"
#include "wall_time.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/block/denial.hpp"
#include "watchdog/process/console_stop.win32.hpp"

namespace watchdog::app {
namespace {

using Receiver = std::function<void(Wish)>;

/// Whom the console's events are for; they come on a thread of the system's.
std::mutex receiver_lock;
Receiver receiver;

bool told(Wish wish) {
  const std::lock_guard lock(receiver_lock);
  if (receiver) receiver(wish);
  return receiver != nullptr;
}

/// A service lives on when some user logs off, of which it is told as well.
bool is_service_session() {
  DWORD session = 0;
  return ::ProcessIdToSessionId(::GetCurrentProcessId(), &session) && session == 0;
}

BOOL WINAPI on_console_event(DWORD event) {
  if (event == CTRL_C_EVENT) return told(Wish::interrupt);
  if (event == CTRL_BREAK_EVENT) return told(Wish::terminate);
  if (event == CTRL_LOGOFF_EVENT && is_service_session()) return TRUE;
  if (!told(Wish::terminate)) return FALSE;
  // Closing, logging off, shutting down: when this returns, or five seconds later, the process is
  // ended with what it keeps still running. So what has not ended soon is asked no longer; the end
  // of main comes while this sleeps.
  constexpr DWORD patience = 3'000;
  ::Sleep(patience);
  told(Wish::terminate);
  ::Sleep(INFINITE);
  return TRUE;
}

}  // namespace

void prepare_process() {
  // Inherited: a program that crashes is to end, not to wait for somebody to close a dialog.
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  process::set_console_stop_helper(process::own_program());
}

void write_error(std::string_view text) {
  const HANDLE error = ::GetStdHandle(STD_ERROR_HANDLE);
  DWORD mode = 0;
  DWORD written = 0;
  // A console's code page is shared with the programs on it: it is left as it is.
  if (::GetConsoleMode(error, &mode)) {
    const std::wstring utf16 = wide(text);
    ::WriteConsoleW(error, utf16.data(), static_cast<DWORD>(utf16.size()), &written, nullptr);
  } else {
    ::WriteFile(error, text.data(), static_cast<DWORD>(text.size()), &written, nullptr);
  }
}

bool write_output(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

std::chrono::local_seconds local_now() {
  const std::time_t now = std::time(nullptr);
  std::tm shown{};
  ::localtime_s(&shown, &now);
  return shown_as(shown);
}

bool somebody_there() {
  DWORD mode = 0;
  return ::GetConsoleMode(::GetStdHandle(STD_INPUT_HANDLE), &mode) &&
         ::GetConsoleMode(::GetStdHandle(STD_ERROR_HANDLE), &mode);
}

namespace {

/// Whether who started us has no part in the console that we write to: it was made for us.
bool nobody_reads() {
  DWORD attached[2];
  return ::GetConsoleProcessList(attached, 2) == 1;
}

/// The starter gets an exit code, and the person who sits there a sentence.
int refuse_start(const std::string& program) {
  const std::string name = printable(base_name(program, "/\\"));
  write_error(fmt::format("watchdog: cannot start '{}': a watchdog blocks it\n", name));
  const auto self = process::identify(process::own_pid());
  if (self && nobody_reads())
    show_on_desktop(*self, name, "A watchdog blocks it.", [](const process::Command&) {});
  return number(ExitCode::not_runnable);
}

}  // namespace

std::optional<int> hidden_command(const std::vector<std::string>& words) {
  if (const auto start = block::denied_start(words))
    return start->ran ? *start->ran : refuse_start(start->program);
  if (words.size() != 3 || words[1] != process::console_stop_argument) return std::nullopt;
  return process::run_console_stop(static_cast<process::Pid>(std::stoul(words[2])));
}

void allow_open_files(std::uint64_t) noexcept {}

struct Wishes::State {};

std::vector<int> forwarded_by_default() { return {}; }

Wishes::Wishes(asio::io_context& loop, WishHandlers handlers) {
  const std::lock_guard lock(receiver_lock);
  receiver = [&loop, on_wish = std::move(handlers.on_wish)](Wish wish) {
    asio::post(loop, [on_wish, wish] { on_wish(wish); });
  };
  ::SetConsoleCtrlHandler(on_console_event, TRUE);
}

Wishes::~Wishes() {
  const std::lock_guard lock(receiver_lock);
  receiver = nullptr;
}

void hold_wishes() {}  // Nothing is ever become.

void release_wishes() {}

int die_of_interrupt() {
  constexpr DWORD ended_by_ctrl_c = 0xC000013A;  // STATUS_CONTROL_C_EXIT.
  return static_cast<int>(ended_by_ctrl_c);
}

}  // namespace watchdog::app
