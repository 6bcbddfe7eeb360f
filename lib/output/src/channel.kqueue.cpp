// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace watchdog::output {
namespace {

/// A folder that only we may enter, gone when the FIFO in it is open.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::error_code ignored;
    path_ = (std::filesystem::temp_directory_path(ignored) / "watchdog-XXXXXX").string();
    made_ = ::mkdtemp(path_.data()) != nullptr;
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    if (!made_) return;
    ::unlink(fifo().c_str());
    ::rmdir(path_.c_str());
  }
  std::string fifo() const { return path_ + "/stream"; }

 private:
  std::string path_;
  bool made_ = false;
};

}  // namespace

Result<Channel> open_channel() {
  const PrivateFolder folder;
  const std::string path = folder.fifo();
  if (::mkfifo(path.c_str(), 0600) != 0) return Error{last_system_error(), "make", path, ""};
  Channel channel{UniqueHandle(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)),
                  UniqueHandle(::open(path.c_str(), O_RDWR | O_CLOEXEC))};
  if (!channel.ours || !channel.programs) return Error{last_system_error(), "open", path, ""};
  return channel;
}

}  // namespace watchdog::output
