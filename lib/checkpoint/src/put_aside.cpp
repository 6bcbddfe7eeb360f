// SPDX-License-Identifier: MIT
#include "file.hpp"
#include "lock.hpp"
#include "resolve.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::checkpoint {

Result<std::string> put_aside(const std::string& path) {
  auto whole = resolve(path);
  if (!whole) return whole.error();
  auto lock = Lock::take(*whole);
  if (!lock) return lock.error();
  std::string aside = *whole + ".aside";
  if (auto done = move_over(*whole, aside); !done) return done.error();
  if (auto done = sync_folder_of(*whole); !done) return done.error();
  return aside;
}

}  // namespace watchdog::checkpoint
