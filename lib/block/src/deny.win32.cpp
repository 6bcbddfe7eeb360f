// SPDX-License-Identifier: MIT
#include <windows.h>

#include <algorithm>
#include <memory>

#include "debugger_value.win32.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/block/denial.hpp"
#include "watchdog/block/source.hpp"
#include "watchdog/process/console_stop.win32.hpp"

namespace watchdog::block {
namespace {

/// The system denies by itself: nobody is asked, and nobody is told.
class Deny : public Source {
 public:
  explicit Deny(std::vector<DebuggerValue> values, std::string detail)
      : values_(std::move(values)), detail_(std::move(detail)) {}

  std::string_view name() const noexcept override { return "deny"; }
  std::string_view detail() const noexcept override { return detail_; }
  void start(Sink&) override {}
  void stop() override { values_.clear(); }

 private:
  std::vector<DebuggerValue> values_;
  std::string detail_;
};

Error too_much(const char* what) {
  return {std::make_error_code(std::errc::not_supported), "deny programs their start", "",
          std::string("the system knows them by their files' names alone, not by ") + what +
              "; without --deny they are ended as they start"};
}

Result<void> check_rule(const Rule& rule) {
  const Terms& terms = rule.terms();
  if (terms.conditional() || !terms.names.empty()) return too_much("patterns or conditions");
  for (const auto* targets : {&terms.targets, &terms.except}) {
    for (const process::Target& target : *targets) {
      if (target.has_path()) return too_much("paths");
    }
  }
  return {};
}

/// The names of files whose start is denied. Ours never is: it is what starts in their place.
std::vector<std::string> names_of(const Rule& rule) {
  const std::string own = lower_ascii(base_name(process::own_program(), "/\\"));
  std::vector<std::string> names;
  for (const process::Target& target : rule.targets()) {
    process::Entry entry;
    entry.id.pid = 2;  // Nobody's: numbers are multiples of four.
    entry.image = entry.title = std::string(target.image_name());
    if (lower_ascii(entry.image) != own && rule.judge(entry).ends()) names.push_back(entry.image);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// What follows the mark and the writer in our command line: the program's own, as it was given.
std::wstring denied_line(const std::wstring& line, const std::string& writer) {
  const std::wstring mark = wide(std::string(denied_start_argument) + " " + writer + " ");
  const std::size_t at = line.find(mark);
  return at == line.npos ? std::wstring() : line.substr(at + mark.size());
}

/// As a debugger of it, which the system starts the program itself for, and lets go of it at once.
std::optional<int> run_all_the_same(std::wstring line) {
  STARTUPINFOW setup{};
  setup.cb = sizeof setup;
  PROCESS_INFORMATION started{};
  if (!::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, DEBUG_ONLY_THIS_PROCESS,
                        nullptr, nullptr, &setup, &started))
    return static_cast<int>(::GetLastError());
  const UniqueHandle process(started.hProcess);
  const UniqueHandle thread(started.hThread);
  ::DebugSetProcessKillOnExit(FALSE);
  ::DebugActiveProcessStop(started.dwProcessId);
  ::WaitForSingleObject(process.get(), INFINITE);
  DWORD code = 0;
  ::GetExitCodeProcess(process.get(), &code);
  return static_cast<int>(code);
}

}  // namespace

Result<Choice> open_deny(asio::io_context&, const Rule& rule, const Options& options) {
  if (options.deny_by != DenyBy::automatic)
    return Error{std::make_error_code(std::errc::not_supported), "deny programs their start", "",
                 "this system has one way to; without --deny-by it is used"};
  if (auto good = check_rule(rule); !good) return std::move(good).error();
  std::vector<DebuggerValue> values;
  std::string detail = "Image File Execution Options";
  for (const std::string& name : names_of(rule)) {
    detail += (values.empty() && detail.find(':') == detail.npos ? ": " : ", ") + name;
    if (options.dry_run) {
      if (auto free = DebuggerValue::check(name); !free) return std::move(free).error();
      continue;
    }
    auto value = DebuggerValue::write(name);
    if (!value) return std::move(value).error();
    values.push_back(*std::move(value));
  }
  return Choice{std::make_shared<Deny>(std::move(values), std::move(detail)), ""};
}

Result<std::vector<std::string>> undo_left_denials() { return DebuggerValue::undo_left(); }

std::optional<DeniedStart> denied_start(const std::vector<std::string>& words) {
  if (words.size() < 4 || words[1] != denied_start_argument) return std::nullopt;
  const auto writer = read_identity(words[2]);
  if (!writer) return std::nullopt;
  DeniedStart start{words[3], std::nullopt};
  if (!is_there(*writer)) start.ran = run_all_the_same(denied_line(::GetCommandLineW(), words[2]));
  return start;
}

}  // namespace watchdog::block
