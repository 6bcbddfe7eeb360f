// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <sys/sysmacros.h>

#include <array>
#include <fstream>

#include "proc.linux.hpp"
#include "terminal.posix.hpp"

namespace watchdog::process {
namespace {

constexpr unsigned pseudo_terminals = 136;

/// Whether it has one number alone: to us, and not another one in a container, whose terminals have
/// the numbers of ours.
bool is_in_our_namespace(Pid pid) {
  std::array<char, 4096> buffer;
  std::error_code ignored;
  const std::string_view status = proc::read({}, pid, "status", buffer, ignored);
  const std::size_t at = status.find("\nNSpid:\t");
  if (at == status.npos) return true;  // A kernel without such namespaces.
  const std::string_view line = status.substr(at + 8, status.find('\n', at + 1) - at - 8);
  return line.find('\t') == line.npos;
}

}  // namespace

std::optional<dev_t> terminal_number(const Identity& id) {
  std::array<char, 1024> buffer;
  std::error_code ignored;
  const auto stat = proc::parse_stat(proc::read({}, id.pid, "stat", buffer, ignored));
  if (!stat || stat->terminal == 0 || !is_in_our_namespace(id.pid)) return std::nullopt;
  const std::uint32_t number = stat->terminal;
  // Macros, with some C libraries.
  return makedev((number >> 8) & 0xfff, (number & 0xff) | ((number >> 12) & 0xfff00));
}

std::string terminal_file(dev_t number) {
  if (major(number) == pseudo_terminals) return fmt::format("/dev/pts/{}", minor(number));
  constexpr std::string_view key = "DEVNAME=";
  std::ifstream about(fmt::format("/sys/dev/char/{}:{}/uevent", major(number), minor(number)));
  for (std::string line; std::getline(about, line);) {
    if (line.starts_with(key)) return "/dev/" + line.substr(key.size());
  }
  return {};
}

}  // namespace watchdog::process
