// SPDX-License-Identifier: MIT
//
// Many victims in the worst of times, and each is ended.
#include <fmt/format.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <new>

#include "block/block_loop.hpp"
#include "block/brief_program.linux.hpp"
#include "block/raw_process.linux.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Want;

namespace {

constexpr int batch = 10;
constexpr int stopped_every = 5;  // Batches.

/// WD_VICTIMS asks for more than the usual number, and for a row of a table.
int wanted_victims() {
  const char* wanted = std::getenv("WD_VICTIMS");
  return wanted == nullptr ? 100 : std::stoi(wanted);
}

std::string_view name_of(Want source) {
  return source == Want::bpf ? "bpf" : source == Want::events ? "events" : "scan";
}

/// A blocker in a process of its own, which has started. Ended with it.
std::unique_ptr<RawProcess> start_blocker(const std::string& name, Want source,
                                          const TempDir& dir) {
  const std::string up = dir.file("up");
  auto process = std::make_unique<RawProcess>([&] {
    asio::io_context io;
    Recorder seen;
    block::Blocker blocker(io, rule({name}), {.source = source}, seen);
    if (!blocker.start()) ::_exit(1);
    std::ofstream(up) << "up";
    io.run();
  });
  REQUIRE(wait_until([&] { return !read_file(up).empty(); }));
  return process;
}

/// Starts another program as fast as it can, until it is gone.
class Storm {
 public:
  explicit Storm(const std::string& file)
      : starts_(new (::mmap(nullptr, sizeof *starts_, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0)) std::atomic<int>(0)),
        process_([&] {
          for (;; ++*starts_) RawProcess(file, {file}).exit_code();
        }) {}
  Storm(const Storm&) = delete;
  Storm& operator=(const Storm&) = delete;
  ~Storm() { ::munmap(starts_, sizeof *starts_); }

  int starts() const { return *starts_; }

 private:
  std::atomic<int>* starts_;
  RawProcess process_;
};

/// A child that executes `file`, with that number where it is free and we may choose; 0 otherwise.
pid_t start_as(pid_t number, const std::string& file) {
  char* const words[] = {const_cast<char*>(file.c_str()), nullptr};
  clone_args how{};
  how.exit_signal = SIGCHLD;
  how.set_tid = reinterpret_cast<std::uint64_t>(&number);
  how.set_tid_size = 1;
  const long pid = ::syscall(SYS_clone3, &how, sizeof how);
  if (pid == 0) {
    ::execv(words[0], words);
    ::_exit(127);
  }
  return pid > 0 ? static_cast<pid_t>(pid) : 0;
}

/// Numbers that belonged to processes that a blocker may have met, and do no more.
std::vector<pid_t> used_numbers(const std::string& other) {
  std::vector<std::unique_ptr<RawProcess>> bystanders;
  std::vector<pid_t> numbers;
  for (int i = 0; i < batch; ++i) {
    bystanders.push_back(std::make_unique<RawProcess>(other, std::vector<std::string>{other}));
    numbers.push_back(static_cast<pid_t>(bystanders.back()->pid()));
  }
  return numbers;
}

struct Counts {
  int ended = 0;
  int reused = 0;
};

/// Of a batch: those that somebody ended within the limit.
int count_ended(const std::vector<std::unique_ptr<RawProcess>>& victims) {
  int ended = 0;
  for (const auto& victim : victims) ended += wait_until([&] { return victim->killed(); }) ? 1 : 0;
  return ended;
}

void run_batch(const std::string& file, const std::string& other, const RawProcess* stopped,
               Counts& counts) {
  const std::vector<pid_t> numbers = used_numbers(other);
  if (stopped) ::kill(static_cast<pid_t>(stopped->pid()), SIGSTOP);
  std::vector<std::unique_ptr<RawProcess>> victims;
  for (const pid_t number : numbers) {
    const pid_t chosen = start_as(number, file);
    counts.reused += chosen > 0 ? 1 : 0;
    victims.push_back(chosen > 0
                          ? std::make_unique<RawProcess>(chosen)
                          : std::make_unique<RawProcess>(file, std::vector<std::string>{file}));
  }
  if (stopped) ::kill(static_cast<pid_t>(stopped->pid()), SIGCONT);
  counts.ended += count_ended(victims);
}

}  // namespace

TEST_CASE("none of many is missed: in a storm of starts, with used numbers, and after a stop") {
  const Want source = GENERATE(Want::bpf, Want::events, Want::scan);
  if (!works(source)) return;
  const TempDir dir;
  const std::string name = unique_name("wdm");
  write_waiting_program(dir.file(name));
  write_waiting_program(dir.file("other"));
  write_brief_program(dir.file("brief"));
  const auto blocker = start_blocker(name, source, dir);
  const Storm storm(dir.file("brief"));
  const int victims = wanted_victims() / batch * batch;
  Counts counts;
  for (int i = 0; i < victims / batch; ++i)
    run_batch(dir.file(name), dir.file("other"), i % stopped_every == 0 ? blocker.get() : nullptr,
              counts);
  CHECK(counts.ended == victims);
  CHECK((counts.reused > victims / 2 || ::geteuid() != 0));
  CHECK(storm.starts() > victims / batch);
  CHECK(blocker->alive());
  if (std::getenv("WD_VICTIMS"))
    fmt::print("| {} | {} | {} | {} | {} |\n", name_of(source), victims, counts.reused,
               storm.starts(), victims - counts.ended);
}
