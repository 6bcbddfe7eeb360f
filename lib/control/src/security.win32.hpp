// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <string>
#include <utility>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Who we are: the text of our user's SID, "S-1-5-...". Empty when the system does not tell.
std::wstring own_sid();

/// Whether we have the rights of an administrator now; the system itself has them.
bool is_administrator();

/// Access for this user, the system and its administrators, and for nobody else.
class PrivateAccess {
 public:
  /// `inherited`: for what is made in a folder, too.
  static Result<PrivateAccess> make(bool inherited);
  PrivateAccess(PrivateAccess&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, nullptr)) {}
  PrivateAccess& operator=(PrivateAccess&&) = delete;
  ~PrivateAccess() { ::LocalFree(descriptor_); }

  /// As the calls take it that make something; of use as long as this lives.
  SECURITY_ATTRIBUTES attributes() const noexcept {
    return {sizeof(SECURITY_ATTRIBUTES), descriptor_, FALSE};
  }

 private:
  explicit PrivateAccess(PSECURITY_DESCRIPTOR descriptor) noexcept : descriptor_(descriptor) {}

  PSECURITY_DESCRIPTOR descriptor_;
};

/// Whether this is the SID of our user, the system, or its administrators: who can do everything
/// anyway.
bool is_trusted(PSID sid);

}  // namespace watchdog::control
