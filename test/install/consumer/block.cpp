// SPDX-License-Identifier: MIT
#include <watchdog/block/rule.hpp>

int main() {
  const auto table = watchdog::process::list();
  auto target = watchdog::process::Target::parse("an-unheard-of-program");
  if (!table || !target) return 1;
  const watchdog::block::Rule rule({*target},
                                   watchdog::block::Protection::of_this_process(*table, false));
  return rule.check(*table) && !rule.judge(table->front()).ends() ? 0 : 1;
}
