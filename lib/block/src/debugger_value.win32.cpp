// SPDX-License-Identifier: MIT
#include "debugger_value.win32.hpp"

#include <windows.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "watchdog/base/wide.win32.hpp"
#include "watchdog/process/console_stop.win32.hpp"

namespace watchdog::block {
namespace {

constexpr wchar_t options_path[] =
    L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options";
constexpr wchar_t value_name[] = L"Debugger";
/// Where both are one, the second finds what the first has done.
constexpr std::array<REGSAM, 2> views{KEY_WOW64_64KEY, KEY_WOW64_32KEY};

/// An open key.
struct Key {
  Key() = default;
  Key(Key&& other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
  Key& operator=(Key&&) = delete;
  ~Key() {
    if (handle) ::RegCloseKey(handle);
  }
  explicit operator bool() const { return handle != nullptr; }
  HKEY handle = nullptr;
};

Key open_options(REGSAM access) {
  Key key;
  ::RegOpenKeyExW(HKEY_LOCAL_MACHINE, options_path, 0, access, &key.handle);
  return key;
}

Key open_program(const Key& options, const std::string& program, REGSAM access) {
  Key key;
  if (options) ::RegOpenKeyExW(options.handle, wide(program).c_str(), 0, access, &key.handle);
  return key;
}

/// Nothing where there is none.
std::optional<std::string> read_value(const Key& key) {
  std::wstring text(1'024, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (!key || ::RegGetValueW(key.handle, nullptr, value_name,
                             RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, nullptr,
                             text.data(), &size) != ERROR_SUCCESS)
    return std::nullopt;
  text.resize(std::wcslen(text.c_str()));
  return narrow(text);
}

std::optional<std::string> value_of(const std::string& program, REGSAM view) {
  return read_value(open_program(open_options(KEY_READ | view), program, KEY_READ | view));
}

std::string own_value() {
  const auto self = process::identify(process::own_pid());
  return "\"" + process::own_program() + "\" " + std::string(denied_start_argument) + " " +
         write_identity(self ? *self : process::Identity());
}

Error denial_error(LSTATUS status, const std::string& program) {
  if (status == ERROR_ACCESS_DENIED)
    return {std::make_error_code(std::errc::permission_denied), "deny a start of", program,
            "that takes an administrator; without --deny it is ended as it starts"};
  return {{static_cast<int>(status), std::system_category()}, "deny a start of", program, ""};
}

LSTATUS write_in(REGSAM view, const std::string& program, const std::wstring& value) {
  Key options;
  Key key;
  LSTATUS status = ::RegCreateKeyExW(HKEY_LOCAL_MACHINE, options_path, 0, nullptr, 0,
                                     KEY_WRITE | view, nullptr, &options.handle, nullptr);
  if (status == ERROR_SUCCESS)
    status = ::RegCreateKeyExW(options.handle, wide(program).c_str(), 0, nullptr, 0,
                               KEY_WRITE | view, nullptr, &key.handle, nullptr);
  if (status != ERROR_SUCCESS) return status;
  return ::RegSetValueExW(key.handle, value_name, 0, REG_SZ,
                          reinterpret_cast<const BYTE*>(value.c_str()),
                          static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t)));
}

/// What else stands in the key stays, and then the key does.
LSTATUS remove_in(REGSAM view, const std::string& program) {
  const Key options = open_options(KEY_READ | KEY_WRITE | view);
  if (!options) return ERROR_ACCESS_DENIED;
  DWORD keys = 0;
  DWORD values = 0;
  {
    const Key key = open_program(options, program, KEY_READ | KEY_WRITE | view);
    if (!key) return ERROR_ACCESS_DENIED;
    const LSTATUS status = ::RegDeleteValueW(key.handle, value_name);
    if (status != ERROR_SUCCESS) return status;
    ::RegQueryInfoKeyW(key.handle, nullptr, nullptr, nullptr, &keys, nullptr, nullptr, &values,
                       nullptr, nullptr, nullptr, nullptr);
  }
  if (keys + values == 0) ::RegDeleteKeyExW(options.handle, wide(program).c_str(), view, 0);
  return ERROR_SUCCESS;
}

std::vector<std::string> programs_in(REGSAM view) {
  const Key options = open_options(KEY_READ | view);
  std::vector<std::string> programs;
  std::array<wchar_t, 256> name{};  // No key has a longer one.
  for (DWORD i = 0; options; ++i) {
    auto size = static_cast<DWORD>(name.size());
    if (::RegEnumKeyExW(options.handle, i, name.data(), &size, nullptr, nullptr, nullptr,
                        nullptr) != ERROR_SUCCESS)
      break;
    programs.push_back(narrow({name.data(), size}));
  }
  return programs;
}

bool is_left(const std::string& program, REGSAM view) {
  const auto value = value_of(program, view);
  const auto writer = value ? writer_of(*value) : std::nullopt;
  return writer && !is_there(*writer);
}

}  // namespace

std::string write_identity(const process::Identity& id) {
  return std::to_string(id.pid) + "-" + std::to_string(id.start);
}

std::optional<process::Identity> read_identity(std::string_view text) {
  process::Identity id;
  const char* const end = text.data() + text.size();
  const auto pid = std::from_chars(text.data(), end, id.pid);
  if (pid.ec != std::errc() || pid.ptr == end || *pid.ptr != '-') return std::nullopt;
  const auto start = std::from_chars(pid.ptr + 1, end, id.start);
  return start.ec == std::errc() && start.ptr == end ? std::optional(id) : std::nullopt;
}

std::optional<process::Identity> writer_of(std::string_view value) {
  const std::string mark = "\" " + std::string(denied_start_argument) + " ";
  const std::size_t at = value.find(mark);
  return at == value.npos ? std::nullopt : read_identity(value.substr(at + mark.size()));
}

bool is_there(const process::Identity& id) {
  const auto now = process::identify(id.pid);
  return now ? *now == id : now.error().code == std::errc::permission_denied;
}

Result<void> DebuggerValue::check(const std::string& program) {
  for (const REGSAM view : views) {
    const auto value = value_of(program, view);
    if (!value) continue;
    const auto writer = writer_of(*value);
    if (!writer)
      return Error{std::make_error_code(std::errc::file_exists), "deny a start of", program,
                   "a debugger is set for it, which stays: " + *value};
    if (is_there(*writer))
      return Error{std::make_error_code(std::errc::device_or_resource_busy), "deny a start of",
                   program, "the watchdog with pid " + std::to_string(writer->pid) + " does"};
  }
  return {};
}

Result<DebuggerValue> DebuggerValue::write(const std::string& program) {
  if (auto free = check(program); !free) return std::move(free).error();
  const std::wstring value = wide(own_value());
  DebuggerValue written(program);  // Taken back from here on, also where one view fails.
  for (const REGSAM view : views) {
    const LSTATUS status = write_in(view, program, value);
    if (status != ERROR_SUCCESS) return denial_error(status, program);
  }
  return written;
}

DebuggerValue::~DebuggerValue() {
  if (program_.empty()) return;
  const std::string own = own_value();
  for (const REGSAM view : views) {
    if (value_of(program_, view) == own) remove_in(view, program_);
  }
}

Result<std::vector<std::string>> DebuggerValue::undo_left() {
  std::set<std::string> undone;
  for (const REGSAM view : views) {
    for (const std::string& program : programs_in(view)) {
      if (!is_left(program, view)) continue;
      const LSTATUS status = remove_in(view, program);
      if (status != ERROR_SUCCESS) {
        Error error = denial_error(status, program);
        error.action = "take back that a watchdog denies";
        error.advice = "it was killed; any 'watchdog block' of an administrator does";
        return error;
      }
      undone.insert(program);
    }
  }
  return std::vector<std::string>(undone.begin(), undone.end());
}

}  // namespace watchdog::block
