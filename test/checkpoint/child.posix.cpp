// SPDX-License-Identifier: MIT
#include "child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

extern char** environ;

namespace watchdog::test {
namespace {

void redirect(posix_spawn_file_actions_t* actions, int stream, const std::string& file) {
  const char* name = file.empty() ? "/dev/null" : file.c_str();
  ::posix_spawn_file_actions_addopen(actions, stream, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

int decode(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Child::Child(const std::vector<std::string>& words, const std::string& output,
             const std::string& error) {
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  redirect(&actions, STDOUT_FILENO, output);
  redirect(&actions, STDERR_FILENO, error);
  started_ = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ) == 0;
  ::posix_spawn_file_actions_destroy(&actions);
}

Child::~Child() {
  if (!started_ || status_ >= 0) return;
  kill();
  wait();
}

void Child::kill() {
  if (started_ && status_ < 0) ::kill(pid_, SIGKILL);
}

bool Child::ask() { return started_ && status_ < 0 && ::kill(pid_, SIGTERM) == 0; }

int Child::wait() {
  int status = 0;
  while (started_ && status_ < 0) {
    if (::waitpid(pid_, &status, 0) == pid_)
      status_ = decode(status);
    else if (errno != EINTR)
      break;
  }
  return status_;
}

bool Child::running() {
  int status = 0;
  if (started_ && status_ < 0 && ::waitpid(pid_, &status, WNOHANG) == pid_)
    status_ = decode(status);
  return started_ && status_ < 0;
}

}  // namespace watchdog::test
