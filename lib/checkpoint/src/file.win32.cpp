// SPDX-License-Identifier: MIT
#include "file.hpp"

#include <windows.h>

#include <algorithm>
#include <vector>

#include "flush.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/checkpoint/error.hpp"

namespace watchdog::checkpoint {
namespace {

constexpr std::size_t most_at_once = 1U << 30;

OVERLAPPED place(std::uint64_t offset) {
  OVERLAPPED where{};
  where.Offset = static_cast<DWORD>(offset & 0xFFFF'FFFF);
  where.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return where;
}

DWORD part_of(std::size_t size) { return static_cast<DWORD>(std::min(size, most_at_once)); }

UniqueHandle open_file(const std::string& path, DWORD disposition) {
  const HANDLE file =
      ::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, nullptr,
                    disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
  return UniqueHandle(file == INVALID_HANDLE_VALUE ? invalid_handle : file);
}

/// WriteFile takes one block of memory only.
std::vector<std::byte> join(std::initializer_list<Bytes> pieces) {
  std::vector<std::byte> all;
  for (const Bytes piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

bool is_folder(const std::string& path) {
  const DWORD attributes = ::GetFileAttributesW(wide(path).c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

Error no_regular_file(const std::string& path) {
  return {Errc::foreign, "read the checkpoint", path, "it is no regular file"};
}

bool is_passing(DWORD error) {
  return error == ERROR_SHARING_VIOLATION || error == ERROR_ACCESS_DENIED;
}

}  // namespace

Result<std::optional<File>> File::open(const std::string& path) {
  UniqueHandle handle = open_file(path, OPEN_EXISTING);
  if (handle) return std::optional(File(std::move(handle), path));
  if (::GetLastError() == ERROR_FILE_NOT_FOUND) return std::optional<File>();
  return last_failure("open the checkpoint", path);
}

/// The writer's share mode lets readers in; ours must let the writer write, grow and remove.
Result<File> File::open_to_read(const std::string& path) {
  if (is_folder(path)) return no_regular_file(path);
  const HANDLE file = ::CreateFileW(wide(path).c_str(), GENERIC_READ,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return last_failure("open the checkpoint", path);
  File opened(UniqueHandle(file), path);
  if (::GetFileType(file) != FILE_TYPE_DISK) return no_regular_file(path);
  return opened;
}

Result<File> File::create(const std::string& path) {
  UniqueHandle handle = open_file(path, CREATE_NEW);
  if (!handle) return last_failure("create the checkpoint", path);
  return File(std::move(handle), path);
}

Result<std::uint64_t> File::size() const {
  LARGE_INTEGER size{};
  if (!::GetFileSizeEx(handle_.get(), &size)) return last_failure("look at the checkpoint", path_);
  return static_cast<std::uint64_t>(size.QuadPart);
}

Result<std::size_t> File::read(std::uint64_t offset, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    OVERLAPPED where = place(offset + done);
    DWORD count = 0;
    const bool read = ::ReadFile(handle_.get(), into.data() + done, part_of(into.size() - done),
                                 &count, &where) != 0;
    if (!read && ::GetLastError() != ERROR_HANDLE_EOF)
      return last_failure("read the checkpoint", path_);
    if (count == 0) break;
    done += count;
  }
  return done;
}

Result<void> File::write(std::uint64_t offset, std::initializer_list<Bytes> pieces) const {
  const std::vector<std::byte> all = join(pieces);
  for (std::size_t done = 0; done < all.size();) {
    OVERLAPPED where = place(offset + done);
    DWORD count = 0;
    if (!::WriteFile(handle_.get(), all.data() + done, part_of(all.size() - done), &count, &where))
      return last_failure("write the checkpoint", path_);
    done += count;
  }
  return {};
}

Result<void> File::sync() const {
  if (!flush(handle_.get())) return last_failure("flush the checkpoint", path_);
  return {};
}

/// Without FILE_SHARE_DELETE nobody can remove or rename it.
Name File::name() const { return Name::ours; }

Result<void> move_over(const std::string& from, const std::string& to) {
  const DWORD how = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
  // Virus scanners and indexers hold a file for some moments after it was written.
  for (int attempt = 0; !::MoveFileExW(wide(from).c_str(), wide(to).c_str(), how); ++attempt) {
    if (attempt == 20 || !is_passing(::GetLastError()))
      return last_failure("replace the checkpoint", to);
    ::Sleep(25);
  }
  return {};
}

/// MOVEFILE_WRITE_THROUGH has done what there is to do: Windows cannot flush a folder.
Result<void> sync_folder_of(const std::string&) { return {}; }

Result<void> remove_file(const std::string& path) {
  if (!::DeleteFileW(wide(path).c_str()) && ::GetLastError() != ERROR_FILE_NOT_FOUND)
    return last_failure("remove", path);
  return {};
}

}  // namespace watchdog::checkpoint
