// SPDX-License-Identifier: MIT
#include "child.hpp"

#include <windows.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::test {
namespace {

constexpr UINT killed = 1000;

HANDLE open_output(const std::string& file) {
  SECURITY_ATTRIBUTES inherited{sizeof(SECURITY_ATTRIBUTES), nullptr, TRUE};
  const std::string name = file.empty() ? "NUL" : file;
  return ::CreateFileW(wide(name).c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                       &inherited, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
}

/// Enough for the words of these tests: none has a quote or ends in a backslash.
std::wstring command_line(const std::vector<std::string>& words) {
  std::wstring line;
  for (const std::string& word : words) line += L"\"" + wide(word) + L"\" ";
  return line;
}

}  // namespace

Child::Child(const std::vector<std::string>& words, const std::string& output,
             const std::string& error) {
  UniqueHandle out(open_output(output));
  UniqueHandle err(open_output(error));
  STARTUPINFOW how{};
  how.cb = sizeof(how);
  how.dwFlags = STARTF_USESTDHANDLES;
  how.hStdOutput = out.get();
  how.hStdError = err.get();
  PROCESS_INFORMATION info{};
  std::wstring line = command_line(words);
  started_ = ::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr,
                              &how, &info) != 0;
  if (!started_) return;
  process_.reset(info.hProcess);
  ::CloseHandle(info.hThread);
}

Child::~Child() {
  if (!started_ || status_ >= 0) return;
  kill();
  wait();
}

void Child::kill() {
  if (started_ && status_ < 0) ::TerminateProcess(process_.get(), killed);
}

bool Child::ask() { return false; }

int Child::wait() {
  if (!started_ || status_ >= 0) return status_;
  ::WaitForSingleObject(process_.get(), INFINITE);
  DWORD code = 0;
  ::GetExitCodeProcess(process_.get(), &code);
  return status_ = static_cast<int>(code);
}

bool Child::running() {
  return started_ && status_ < 0 && ::WaitForSingleObject(process_.get(), 0) == WAIT_TIMEOUT;
}

}  // namespace watchdog::test
