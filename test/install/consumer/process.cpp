// SPDX-License-Identifier: MIT
#include <watchdog/process/list.hpp>

int main() {
  const auto self = watchdog::process::inspect(watchdog::process::own_pid());
  return self && self->name().starts_with("process") ? 0 : 1;
}
