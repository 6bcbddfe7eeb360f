// SPDX-License-Identifier: MIT
#include "watchdog/process/boot.hpp"

#include <sys/types.h>
// After the types it uses.
#include <fmt/format.h>
#include <sys/sysctl.h>
#include <sys/time.h>

#include <array>
#include <cstring>
#include <string_view>

namespace watchdog::process {
namespace {

/// What `name` holds, at most a UUID and its NUL; empty when there is no such thing.
std::string value(const char* name) {
  std::array<char, 64> text;
  std::size_t size = text.size();
  if (::sysctlbyname(name, text.data(), &size, nullptr, 0) != 0) return {};
  return {text.data(), size};
}

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

std::string boot_id() {
  if (const std::string uuid = value("kern.bootsessionuuid"); !uuid.empty()) return uuid.c_str();
  if (const std::string bytes = value("kern.boot_id"); !bytes.empty()) return hexadecimal(bytes);
  const std::string boot = value("kern.boottime");
  timeval time{};
  if (boot.size() != sizeof time) return {};
  std::memcpy(&time, boot.data(), sizeof time);
  return fmt::format("boottime-{}", time.tv_sec);
}

}  // namespace watchdog::process
