// SPDX-License-Identifier: MIT
//
// A keeper for tests: keeper LOG NOTE PROGRAM ARGS... starts the program with its output in LOG,
// appends its pid to NOTE and works until it is killed.
#include <asio/io_context.hpp>
#include <fstream>

#include "watchdog/output/capture.hpp"

int main(int argc, char** argv) {
  using namespace watchdog;
  asio::io_context loop;
  const Result<output::Capture> capture = output::Capture::open(loop, {argv[1], nullptr, nullptr});
  if (!capture) return 1;
  process::Command command;
  command.program = argv[3];
  command.arguments.assign(argv + 4, argv + argc);
  capture->connect(command);
  const Result<process::Child> child = process::spawn(command);
  if (!child) return 1;
  std::ofstream(argv[2], std::ios::app) << child->pid() << "\n";
  loop.run();
}
