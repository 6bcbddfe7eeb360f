// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace victim {
namespace {

std::string own_program;
std::string answer_file;
unsigned answer_code = 0;

void on_request(int) {
  const int file = ::open(answer_file.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0666);
  const ssize_t written = ::write(file, "asked\n", 6);
  ::_exit(written == 6 ? static_cast<int>(answer_code) : 98);
}

void run(const std::vector<std::string>& words) {
  std::vector<char*> pointers{own_program.data()};
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  ::execv(own_program.c_str(), pointers.data());
  ::_exit(97);
}

}  // namespace

std::vector<std::string> words(int argc, char** argv) {
  // execv needs a path: argv[0] may be a bare name.
  char path[4096];
  const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
  own_program = size > 0 ? std::string(path, static_cast<std::size_t>(size)) : argv[0];
  return {argv, argv + argc};
}

unsigned long own_pid() { return static_cast<unsigned long>(::getpid()); }

std::string variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value != nullptr ? value : "(none)";
}

void idle() {
  while (true) ::pause();
}

void quit(unsigned code) { ::_exit(static_cast<int>(code)); }

void raise_signal(int number) {
  const rlimit none{0, 0};  // No core files of victims.
  ::setrlimit(RLIMIT_CORE, &none);
  ::raise(number);
}

void suspend() { ::raise(SIGSTOP); }

void ignore_requests() {
  ::signal(SIGTERM, SIG_IGN);
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
}

void answer_requests(const std::string& file, unsigned code) {
  answer_file = file;
  answer_code = code;
  ::signal(SIGTERM, on_request);
  ::signal(SIGINT, on_request);
}

void start_child(const std::vector<std::string>& words) {
  if (::fork() == 0) run(words);
}

void start_orphan(const std::vector<std::string>& words) {
  const pid_t middle = ::fork();
  if (middle == 0) {
    ::setsid();
    if (::fork() == 0) run(words);
    ::_exit(0);
  }
  ::waitpid(middle, nullptr, 0);
}

std::string open_handles() {
  std::string result;
  DIR* folder = ::opendir("/dev/fd");
  while (const dirent* entry = ::readdir(folder)) {
    const int fd = std::atoi(entry->d_name);
    if (fd > 2 && fd != ::dirfd(folder)) result += std::string(entry->d_name) + " ";
  }
  ::closedir(folder);
  return result.empty() ? "none" : result;
}

}  // namespace victim
