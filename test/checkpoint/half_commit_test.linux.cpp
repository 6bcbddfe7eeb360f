// SPDX-License-Identifier: MIT
//
// A commit into mapped memory that ends in the middle, at a page that may not be written.
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "payload.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::TempDir;

namespace {

constexpr std::size_t size = 12000;  ///< Its slot is three pages long.
constexpr std::size_t page = 4096;

/// Where this process has the file in its memory.
std::byte* mapped(const std::string& path) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);)
    if (line.ends_with(path)) return reinterpret_cast<std::byte*>(std::stoull(line, nullptr, 16));
  return nullptr;
}

/// Commits two states and ends in the third, where its slot's page of this number begins.
[[noreturn]] void end_in_the_third(const std::string& path, std::size_t slot_page) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::signal(SIGSEGV, SIG_DFL);
  Options options;
  options.durability = Durability::process;
  auto opened = Store::open(path, options);
  for (std::uint64_t number = 1; opened && number <= 2; ++number)
    if (!opened->store.commit(payload(number, size))) ::_exit(1);
  std::byte* file = mapped(path);
  if (file == nullptr || ::mprotect(file + page * (1 + slot_page), page, PROT_READ) != 0)
    ::_exit(2);
  static_cast<void>(opened->store.commit(payload(3, size)));
  ::_exit(3);
}

}  // namespace

TEST_CASE("a commit that a kill cuts short in memory leaves the newest state without a doubt") {
  const std::size_t slot_page = GENERATE(0U, 1U, 2U);
  TempDir dir;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) end_in_the_third(dir.file("a"), slot_page);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGSEGV);
  const auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == 2);
  CHECK((loaded->snapshot.payload == payload(2, size)));
}
