// SPDX-License-Identifier: MIT
#include "talk.hpp"

#include <unistd.h>

void talk::write(int stream, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t size = ::write(stream, bytes.data() + done, bytes.size() - done);
    if (size < 0) ::_exit(1);
    done += static_cast<std::size_t>(size);
  }
}
