// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bpf_ring.linux.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// A program in the kernel that is asked before each exec of the machine (BPF as a security module)
/// and answers by itself, by the file's own name: nobody waits for us. It is gone with this object,
/// and with our process, however that ends.
class StartGate {
 public:
  /// What the kernel does about a name.
  enum class Deed : std::uint32_t {
    tell = 1,  ///< It tells, and allows.
    deny       ///< It tells, and the exec fails as not permitted.
  };
  /// As the program writes it, on its stack.
  struct Report {
    std::uint32_t pid;  ///< Who wants to execute it.
    std::uint32_t unused;
    std::uint64_t start;         ///< Nanoseconds since boot.
    std::array<char, 256> file;  ///< The name of the file, in full.

    process::Identity id() const;
  };

  /// Loads and attaches the program, for so many names and spared processes, and proves it: starts
  /// of a file of our own are told of and allowed, denied, and not even told of, as the tables say.
  /// Errors: those of bpf(2) and Btf; not_supported (it did not do so: a kernel that does not ask
  /// BPF, another process namespace).
  static Result<StartGate> open(std::size_t names, std::size_t spared);

  /// About files of that name, except those that are mounted by themselves.
  Result<void> set_file(std::string_view name, Deed deed);
  /// That process may execute what it likes, untold. It is known by its number alone.
  Result<void> spare(process::Pid pid);

  /// The next report, if there is one. What there was no room for is not told of.
  std::optional<Report> read();
  /// Readable while there are reports.
  NativeHandle native_handle() const noexcept { return ring_.native_handle(); }

  /// The kernel asks the program no more. What it has told until then can be read.
  void detach();

 private:
  StartGate(UniqueHandle files, UniqueHandle spared, bpf::Ring ring)
      : files_(std::move(files)), spared_(std::move(spared)), ring_(std::move(ring)) {}
  Result<void> attach();
  Result<void> prove();

  UniqueHandle files_;
  UniqueHandle spared_;
  bpf::Ring ring_;
  UniqueHandle at_check_;
};

}  // namespace watchdog::block
