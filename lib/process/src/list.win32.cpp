// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include <windows.h>

#include "system.win32.hpp"
#include "table.win32.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::process {
namespace {

/// Idle, System and the like (Registry, Memory Compression) have no executable file.
bool is_kernel(Pid pid, Pid parent, std::string_view name) {
  constexpr Pid system = 4;
  return pid == 0 || pid == system ||
         (parent == system && name.find('.') == std::string_view::npos);
}

/// The full path of a row's image, or its name alone when the process may not be opened.
std::string image(const Identity& id, std::string name) {
  const Result<UniqueHandle> process = open_process(id.pid, PROCESS_QUERY_LIMITED_INFORMATION);
  if (!process || creation_time(process->get()) != id.start) return name;
  std::string path = image_path(process->get());
  return path.empty() ? name : path;
}

Entry entry(const Row& row) {
  Entry result;
  result.id = row.id();
  result.parent = row.parent();
  result.title = narrow({row.image.Buffer, row.image.Length / sizeof(wchar_t)});
  if (is_kernel(result.id.pid, result.parent, result.title)) {
    result.kind = Entry::Kind::kernel;
  } else if (row.threads == 0) {
    result.kind = Entry::Kind::zombie;  // Ended; somebody still holds it.
  } else {
    result.image = image(result.id, result.title);
  }
  return result;
}

}  // namespace

Result<std::vector<Entry>> list() {
  const Result<Table> table = Table::read();
  if (!table) return table.error();
  std::vector<Entry> entries;
  table->for_each([&](const Row& row) { entries.push_back(entry(row)); });
  return entries;
}

Result<Entry> inspect(Pid pid) {
  const Result<Table> table = Table::read();
  if (!table) return table.error();
  const Row* found = table->find(pid);
  if (found == nullptr) return no_such_process("inspect", pid);
  return entry(*found);
}

}  // namespace watchdog::process
