// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/error.hpp"

#include <string>

namespace watchdog::checkpoint {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "checkpoint"; }
  std::string message(int value) const override { return text(static_cast<Errc>(value)); }

 private:
  static const char* text(Errc value) noexcept {
    switch (value) {
      case Errc::in_use:
        return "it is in use";
      case Errc::foreign:
        return "it is not a checkpoint";
      case Errc::other_type:
        return "it holds a state of another type";
      case Errc::damaged:
        return "it is damaged";
      case Errc::newer_format:
        return "a later version of the library wrote it";
      case Errc::newer_schema:
        return "a later version of the program wrote it";
      case Errc::older_schema:
        return "an earlier version of the program wrote it";
      case Errc::undecodable:
        return "its content does not make up the state";
      case Errc::left_over:
        return "it holds more than the state takes";
      case Errc::undecided:
        return "what it holds could not be loaded and would be lost";
      case Errc::replaced:
        return "another file has taken its place";
      case Errc::too_large:
        return "that is too large";
      case Errc::none_older:
        return "it holds no state that old";
      case Errc::too_few_slots:
        return "it has room for too few states";
      case Errc::other_layout:
        return "its state has other fields";
    }
    return "unknown error";
  }
};

}  // namespace

const std::error_category& category() noexcept {
  static const Category instance;
  return instance;
}

std::error_code make_error_code(Errc value) noexcept {
  return {static_cast<int>(value), category()};
}

}  // namespace watchdog::checkpoint
