// SPDX-License-Identifier: MIT
#include "witness.hpp"

#include <windows.h>

#include <psapi.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "parameters.win32.hpp"
#include "system.win32.hpp"
#include "table.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process::witness {
namespace {

/// KTHREAD_STATE.
std::string_view state_word(ULONG state) {
  static constexpr std::array<std::string_view, 10> words{"not told",
                                                          "ready",
                                                          "running",
                                                          "standby",
                                                          "ended",
                                                          "waiting",
                                                          "in transition",
                                                          "deferred",
                                                          "waiting for a gate",
                                                          "waiting to be swapped in"};
  return state < words.size() ? words[state] : "unknown";
}

/// KWAIT_REASON, as far as it says something to people.
std::string_view reason_word(ULONG reason) {
  static constexpr std::array<std::string_view, 23> words{
      "executive",    "free page",    "page in",    "pool",        "delay",       "suspended",
      "user request", "executive",    "free page",  "page in",     "pool",        "delay",
      "suspended",    "user request", "event pair", "queue",       "LPC receive", "LPC reply",
      "memory",       "page out",     "rendezvous", "keyed event", "terminated"};
  return reason < words.size() ? words[reason] : "other";
}

void describe_threads(const Row& row, EvidenceText& text) {
  text.line(1, "threads:");
  for (std::size_t i = 0; i < std::min<std::size_t>(row.threads, most_threads); ++i) {
    const ThreadRow& thread = *row.thread(i);
    const auto number = static_cast<Pid>(reinterpret_cast<ULONG_PTR>(thread.number));
    constexpr ULONG waiting = 5;
    text.line(2, fmt::format("{}: {}{}", number, state_word(thread.state),
                             thread.state == waiting
                                 ? fmt::format("; wait reason: {}", reason_word(thread.wait_reason))
                                 : ""));
  }
  if (row.threads > most_threads)
    text.line(2, fmt::format("and {} more", row.threads - most_threads));
}

void describe_modules(NativeHandle process, EvidenceText& text) {
  std::array<HMODULE, 256> modules;
  DWORD needed = 0;
  if (!::K32EnumProcessModulesEx(process, modules.data(), sizeof modules, &needed,
                                 LIST_MODULES_ALL))
    return text.line(1, "modules: not readable");
  text.line(1, "modules:");
  const std::size_t count = std::min(needed / sizeof(HMODULE), modules.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::array<wchar_t, 512> path;
    const DWORD size = ::K32GetModuleFileNameExW(process, modules[i], path.data(),
                                                 static_cast<DWORD>(path.size()));
    text.line(2, narrow({path.data(), size}));
  }
}

void describe_parameters(NativeHandle process, EvidenceText& text) {
  const auto parameters = read_parameters(process);
  const auto line = parameters ? read_text(process, parameters->command_line) : std::nullopt;
  const auto folder = parameters ? read_directory(process, *parameters) : std::nullopt;
  text.line(1, "folder: " + folder.value_or("not readable"));
  text.line(1, "command line: " + (line ? narrow(*line) : "not readable"));
}

}  // namespace

Result<std::vector<Entry>> table() { return list(); }

void describe(const Entry& entry, EvidenceText& text) {
  text.line(1, "image: " + entry.image);
  const Result<Table> now = Table::read();
  const Row* row = now ? now->find(entry.id.pid) : nullptr;
  if (row != nullptr && row->id() == entry.id) {
    text.line(1, fmt::format("handles: {}; session: {}", row->handles, row->session));
    describe_threads(*row, text);
  }
  const Result<UniqueHandle> process =
      open_process(entry.id.pid, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | SYNCHRONIZE);
  if (!process || creation_time(process->get()) != entry.id.start)
    return text.line(1, "folder, command line, modules: not readable (permission)");
  describe_parameters(process->get(), text);
  describe_modules(process->get(), text);
}

}  // namespace watchdog::process::witness
