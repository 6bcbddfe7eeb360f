// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "bpf_ring.linux.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// A program in the kernel that is called at each exec, when the new image is in place and has not
/// run an instruction yet. By the tables it is given it ends the process there, stops it until it
/// is judged here, or only tells of it. It is gone with this object, and with our process.
class ExecGate {
 public:
  /// What the kernel does about a name, and has done in a report.
  enum class Deed : std::uint32_t {
    tell = 1,  ///< Nothing: the process is to be looked at.
    end,       ///< Ends it.
    stop       ///< Stops it: it is to be judged and, if it is not meant, continued.
  };
  /// As the program writes it, on its stack of 512 bytes.
  struct Report {
    std::uint32_t pid;
    Deed deed;
    std::uint32_t parent;  ///< Of an exec: what started it, or has taken it over; otherwise 0.
    std::uint32_t unused;
    std::uint64_t start;  ///< Nanoseconds since boot.
    std::uint64_t time;   ///< Of the exec or the new title, in nanoseconds of the monotonic clock.
    std::array<char, 16> title;
    std::array<char, 256> file;  ///< The name of the executable file, in full.

    process::Identity id() const;
    Time when() const;
  };

  /// Loads and attaches the program and proves it: a process of our own is told of as this process
  /// knows it, another one is ended. No name is in the tables yet.
  /// Errors: those of bpf(2) and Btf; not_supported (it did not do so: another process namespace).
  static Result<ExecGate> open(std::size_t names);

  /// What is said about executable files of a name.
  struct FileRow {
    Deed deed = Deed::tell;
    std::uint32_t unused = 0;
    std::uint64_t inode = 0;  ///< Of the only one of that name that is meant; 0: all are.
  };

  /// About executable files of that name; comes before what is said about titles.
  Result<void> set_file(std::string_view name, const FileRow& row);
  /// About titles, 15 bytes at most. To stop one of 15 bytes is left undone where the file's own
  /// name begins with it: it is cut from that, so that nothing is in doubt.
  Result<void> set_title(std::string_view title, Deed deed);
  /// About that process, whatever it executes; comes before all else.
  Result<void> set_process(process::Pid pid, Deed deed);

  /// The next report, if there is one.
  std::optional<Report> read();
  /// Whether the kernel had something to tell and no room for it since the last call. Then it has
  /// stopped nobody; what it ended is untold.
  bool lost();
  /// Readable while there are reports.
  NativeHandle native_handle() const noexcept { return ring_.native_handle(); }

  /// The kernel calls the program no more. What it has done until then can be read.
  void detach();

 private:
  struct Maps {
    UniqueHandle processes;
    UniqueHandle files;
    UniqueHandle titles;
    UniqueHandle lost;
  };
  ExecGate(Maps maps, bpf::Ring ring) : maps_(std::move(maps)), ring_(std::move(ring)) {}
  static Result<Maps> create_maps(std::size_t names);
  Result<void> attach();
  Result<void> prove(Deed deed);

  Maps maps_;
  bpf::Ring ring_;
  UniqueHandle at_exec_;
  UniqueHandle at_rename_;
  std::uint64_t lost_ = 0;
};

}  // namespace watchdog::block
