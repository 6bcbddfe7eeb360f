// SPDX-License-Identifier: MIT
#include "launch.posix.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX asks programs to declare it.
extern char** environ;

namespace watchdog::process {
namespace {

enum Stage : int { streams = 1, directory, program, bond };

/// The same on a number that no stream has, so that placing one can't cover another.
Result<UniqueHandle> copy_beyond_streams(NativeHandle handle, const char* subject) {
  UniqueHandle copy(::fcntl(handle, F_DUPFD_CLOEXEC, 3));
  if (!copy) return Error{last_system_error(), "open", subject, ""};
  return copy;
}

Result<UniqueHandle> open_beyond_streams(const char* path, int flags) {
  const UniqueHandle opened(::open(path, flags | O_CLOEXEC, 0666));
  if (!opened) return Error{last_system_error(), "open", path, ""};
  return copy_beyond_streams(opened.get(), path);
}

constexpr std::array<const char*, 3> stream_names{"the input", "the output", "the error output"};

/// Opened once: every program gets it for its input, at every start.
NativeHandle null_device() {
  static const Result<UniqueHandle> device = open_beyond_streams("/dev/null", O_RDWR);
  return device ? device->get() : invalid_handle;
}

std::string_view name_of(std::string_view setting) {
  return setting.substr(0, setting.find('=') + 1);
}

/// Whether one of `settings`, from `first` on, is for the same variable as `setting`.
bool is_replaced(std::string_view setting, const std::vector<std::string>& settings,
                 std::size_t first) {
  const std::string_view name = name_of(setting);
  return std::any_of(settings.begin() + static_cast<std::ptrdiff_t>(first), settings.end(),
                     [&](const std::string& other) { return other.starts_with(name); });
}

/// Nothing where there is nothing to open.
Result<UniqueHandle> open_stream(std::size_t number, const Stream& stream) {
  if (stream.kind == Stream::Kind::handle)
    return copy_beyond_streams(stream.handle, stream_names[number]);
  if (stream.kind != Stream::Kind::file) return UniqueHandle();
  const int flags = number == 0 ? O_RDONLY : O_WRONLY | O_APPEND | O_CREAT;
  return open_beyond_streams(stream.file.c_str(), flags);
}

}  // namespace

Launch::Launch(const Command& command) : command_(command), parent_(::getpid()) {}

Result<void> Launch::prepare() {
  if (Result<void> found = find(); !found) return found;
  fill_arguments();
  fill_environment();
  return open_streams();
}

/// A path is not looked at before the system does: it would only be looked at twice.
Result<void> Launch::find() {
  program_ = command_.program;
  if (program_.find('/') == std::string::npos) {
    Result<std::string> found = find_program(program_);
    if (!found) return found.error();
    program_ = std::move(*found);
  }
  const bool elsewhere = !command_.directory.empty() && program_.front() != '/';
  if (elsewhere) program_ = std::filesystem::absolute(program_).string();  // From our folder.
  return {};
}

void Launch::fill_arguments() {
  arguments_.reserve(command_.arguments.size() + 2);
  arguments_.push_back(
      (command_.argument0.empty() ? command_.program : command_.argument0).c_str());
  for (const std::string& argument : command_.arguments) arguments_.push_back(argument.c_str());
  arguments_.push_back(nullptr);
}

void Launch::fill_environment() {
  const std::vector<std::string>& extra = command_.extra_environment;
  const auto add = [&](const char* setting, std::size_t first) {
    if (!is_replaced(setting, extra, first)) environment_.push_back(setting);
  };
  if (command_.environment) {
    for (const std::string& setting : *command_.environment) add(setting.c_str(), 0);
  } else {
    for (char** setting = environ; *setting != nullptr; ++setting) add(*setting, 0);
  }
  for (std::size_t i = 0; i < extra.size(); ++i) add(extra[i].c_str(), i + 1);
  environment_.push_back(nullptr);
}

Result<void> Launch::open_streams() {
  const std::array<const Stream*, 3> wanted{&command_.input, &command_.output, &command_.error};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Result<UniqueHandle> opened = open_stream(i, *wanted[i]);
    if (!opened) return opened.error();
    opened_[i] = std::move(*opened);
    streams_[i] = wanted[i]->kind == Stream::Kind::null ? null_device() : opened_[i].get();
  }
  return {};
}

bool Launch::place_streams() noexcept {
  for (int i = 0; i < 3; ++i) {
    const NativeHandle stream = streams_[static_cast<std::size_t>(i)];
    if (stream != invalid_handle && ::dup2(stream, i) < 0) return false;
  }
  return true;
}

void Launch::run() noexcept {
  ::setpgid(0, 0);
  if (command_.die_with_parent && !tie_to_parent()) return set_failure(Stage::bond, errno);
  default_signals();
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  become();
}

/// A parent that died before the bond would not be noticed.
bool Launch::tie_to_parent() const noexcept {
  if (process::die_with_parent() != 0) return false;
  if (::getppid() != parent_) ::_exit(127);
  return true;
}

void Launch::become() noexcept {
  if (!place_streams()) return set_failure(Stage::streams, errno);
  if (!command_.directory.empty() && ::chdir(command_.directory.c_str()) != 0) {
    return set_failure(Stage::directory, errno);
  }
  close_other_descriptors();
  // execve promises not to write to them; its type is older than const.
  ::execve(program_.c_str(), const_cast<char* const*>(arguments_.data()),
           const_cast<char* const*>(environment_.data()));
  set_failure(Stage::program, errno);
}

void Launch::set_failure(int stage, int error) noexcept {
  failed_stage_ = stage;
  failed_error_ = error;
}

Error Launch::failure() const {
  const std::error_code code(failed_error_, std::generic_category());
  if (failed_stage_ == Stage::streams)
    return {code, "connect the streams of", command_.program, ""};
  if (failed_stage_ == Stage::bond)
    return {code, "tie to our own life", command_.program,
            "this system can't: leave --die-with-me"};
  if (failed_stage_ == Stage::directory)
    return {code, "change to the folder", command_.directory, ""};
  const Result<std::string> found = find_program(command_.program);
  if (!found) return found.error();  // Knows more of the reason than the system said.
  std::string advice;
  if (failed_error_ == ENOEXEC) advice = "a script's first line names its interpreter: #!/bin/sh";
  if (failed_error_ == ENOENT)
    advice = "it is there; what its first line names, or its loader, is not";
  return {code, "start", command_.program, std::move(advice)};
}

}  // namespace watchdog::process
