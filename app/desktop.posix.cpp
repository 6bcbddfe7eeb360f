// SPDX-License-Identifier: MIT
#include "desktop.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "watchdog/process/details.hpp"

namespace watchdog::app {
namespace {

std::string variable_or(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value ? value : otherwise;
}

/// A user's session bus, where systemd and its like put it, and the user's own group.
struct Bus {
  std::string folder;
  gid_t group = 0;
};

std::optional<Bus> bus_of(const std::string& user) {
  const std::string folder = "/run/user/" + user;
  struct stat place {};
  struct stat bus {};
  const bool there = ::lstat(folder.c_str(), &place) == 0 && S_ISDIR(place.st_mode) &&
                     ::lstat((folder + "/bus").c_str(), &bus) == 0 && S_ISSOCK(bus.st_mode);
  if (!there || std::to_string(place.st_uid) != user || bus.st_uid != place.st_uid)
    return std::nullopt;
  return Bus{folder, place.st_gid};
}

bool has_own_bus() {
  return std::getenv("DBUS_SESSION_BUS_ADDRESS") != nullptr ||
         ::access((variable_or("XDG_RUNTIME_DIR", "/nowhere") + "/bus").c_str(), F_OK) == 0;
}

/// With no more of our environment than it needs: the user may read it.
void become(process::Command& command, const std::string& user, const Bus& bus) {
  const std::string program = std::exchange(command.program, "setpriv");
  command.arguments.insert(
      command.arguments.begin(),
      {"--reuid=" + user, fmt::format("--regid={}", bus.group), "--clear-groups", "--", program});
  command.environment = {{"PATH=" + variable_or("PATH", "/usr/bin:/bin"),
                          "XDG_RUNTIME_DIR=" + bus.folder,
                          fmt::format("DBUS_SESSION_BUS_ADDRESS=unix:path={}/bus", bus.folder)}};
  command.directory = "/";
}

}  // namespace

bool show_on_desktop(const process::Identity& whom, const std::string& title,
                     const std::string& text,
                     const std::function<void(const process::Command&)>& run) {
  const std::string user = process::user_of(whom);
  process::Command command;
  command.program = "notify-send";
  command.arguments = {"--app-name=watchdog", "--", title, text};
  command.output = command.error = process::Stream::to_null();
  if (user.empty()) return false;
  const bool own = user == std::to_string(::geteuid()) && has_own_bus();
  const auto bus = own ? std::nullopt : bus_of(user);
  if (bus) become(command, user, *bus);
  if (own || bus) run(command);
  return true;
}

}  // namespace watchdog::app
