// SPDX-License-Identifier: MIT
#include <windows.h>

#include <cstring>
#include <string>
#include <utility>

#include "marks.hpp"
#include "parameters.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

constexpr DWORD to_read = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_VM_READ | SYNCHRONIZE;

std::vector<std::string> environment_of(NativeHandle process) {
  const auto parameters = read_parameters(process);
  return parameters ? read_environment(process, *parameters) : std::vector<std::string>();
}

/// It has the environment of the program whose console it is, but is the system's.
bool hosts_a_console(const Entry& entry) {
  return ::_stricmp(std::string(entry.name()).c_str(), "conhost.exe") == 0;
}

std::optional<std::size_t> mark_of(const Entry& entry, const Marks& marks) {
  if (entry.kind != Entry::Kind::user || hosts_a_console(entry)) return std::nullopt;
  const Result<UniqueHandle> process = open_process(entry.id.pid, to_read);
  if (!process || ended(process->get()) || creation_time(process->get()) != entry.id.start)
    return std::nullopt;
  return marks.find(environment_of(process->get()));
}

}  // namespace

std::optional<std::size_t> mark_of(Pid pid, const std::vector<std::string>& settings) {
  const Result<UniqueHandle> process = open_process(pid, to_read);
  if (!process || ended(process->get())) return std::nullopt;
  return Marks(settings).find(environment_of(process->get()));
}

Result<std::vector<Marked>> find_marked(const std::vector<std::string>& settings) {
  if (Result<void> sound = check_settings(settings); !sound) return sound.error();
  const Marks marks(settings);
  Result<std::vector<Entry>> table = list();
  if (!table) return std::move(table).error();
  std::vector<Marked> found;
  for (Entry& entry : *table) {
    if (const auto place = mark_of(entry, marks)) found.push_back({std::move(entry), *place});
  }
  return found;
}

}  // namespace watchdog::process
