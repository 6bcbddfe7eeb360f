// SPDX-License-Identifier: MIT
#include <windows.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "marks.hpp"
#include "parameters.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

constexpr DWORD to_read = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ | SYNCHRONIZE;

bool holds(NativeHandle process, std::string_view setting) {
  const auto parameters = read_parameters(process);
  if (!parameters) return false;
  const std::vector<std::string> settings = read_environment(process, *parameters);
  return std::find(settings.begin(), settings.end(), setting) != settings.end();
}

/// It has the environment of the program whose console it is, but is the system's.
bool hosts_a_console(const Entry& entry) {
  return ::_stricmp(std::string(entry.name()).c_str(), "conhost.exe") == 0;
}

}  // namespace

bool is_marked(Pid pid, std::string_view setting) {
  if (!is_setting(setting)) return false;
  const Result<UniqueHandle> process = open_process(pid, to_read);
  return process && !ended(process->get()) && holds(process->get(), setting);
}

Result<std::vector<Entry>> find_marked(std::string_view setting) {
  if (!is_setting(setting)) return no_setting(setting);
  Result<std::vector<Entry>> table = list();
  if (!table) return table;
  std::erase_if(*table, [&](const Entry& entry) {
    if (entry.kind != Entry::Kind::user || hosts_a_console(entry)) return true;
    const Result<UniqueHandle> process = open_process(entry.id.pid, to_read);
    return !process || ended(process->get()) || creation_time(process->get()) != entry.id.start ||
           !holds(process->get(), setting);
  });
  return table;
}

}  // namespace watchdog::process
