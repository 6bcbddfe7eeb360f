// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <vector>

#include "exchange.hpp"
#include "watchdog/control/client.hpp"

namespace watchdog::control {

/// Questions that are asked at the same time: as many at once as may be, the others as these are
/// answered.
class Inquiry {
 public:
  /// Both must outlive this.
  Inquiry(const std::vector<Question>& questions, const OnAnswer& on_answer);

  /// Blocks until each has its answer. To be called once.
  void run(const Patience& patience);

 private:
  void ask_more();
  Result<void> ask(std::size_t question);
  void ask_again_soon(std::size_t question);
  void answer(std::size_t question, Result<std::string> answer);
  void give_up();

  const std::vector<Question>& questions_;
  const OnAnswer& on_answer_;
  asio::io_context loop_{1};
  asio::steady_timer again_{loop_};
  std::vector<std::size_t> waiting_;                  ///< To be asked yet, the next one last.
  std::vector<std::size_t> refused_;                  ///< Their servers are full just now.
  std::vector<std::shared_ptr<Exchange>> under_way_;  ///< By question; none where there is none.
  std::size_t open_ = 0;                              ///< Of these.
  std::size_t answered_ = 0;
  bool enough_ = false;
};

}  // namespace watchdog::control
