// SPDX-License-Identifier: MIT
#include "newcomers.hpp"

namespace watchdog::block {
namespace {

/// Reading the whole table is one call here: there is no cheaper look.
class Unknown : public Newcomers {
 public:
  std::optional<std::vector<process::Pid>> find(Time) override { return std::nullopt; }
};

}  // namespace

Result<std::unique_ptr<Newcomers>> Newcomers::open() {
  return std::unique_ptr<Newcomers>(std::make_unique<Unknown>());
}

}  // namespace watchdog::block
