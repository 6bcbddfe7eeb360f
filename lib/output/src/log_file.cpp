// SPDX-License-Identifier: MIT
#include "watchdog/output/log_file.hpp"

#include <filesystem>

#include "losses.hpp"
#include "move.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "write.hpp"

namespace watchdog::output {
namespace {

constexpr milliseconds between_looks(1000);

/// Failing is no matter: opening the file tells why.
void create_folder_of(const std::string& path) {
  const std::filesystem::path file = utf8_path(path);
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
}

}  // namespace

LogFile::LogFile(std::string path) : path_(std::move(path)), losses_(std::make_unique<Losses>()) {}

LogFile::~LogFile() = default;

void LogFile::write(std::string_view bytes, Time now) {
  if (!is_open(now)) return losses_->add(bytes.size(), obstacle_);
  if (tell_losses()) return append(bytes);
  losses_->add(bytes.size(), obstacle_);
}

std::size_t LogFile::move_from(NativeHandle pipe, std::span<char> copy, Time now) {
  if (!is_open(now) || !tell_losses()) return 0;
  const std::size_t moved = move_bytes(pipe, file_.get(), copy);
  if (moved > 0) mid_line_ = copy[moved - 1] != '\n';
  return moved;
}

Result<void> LogFile::check(const std::string& path) {
  create_folder_of(path);
  const Result<UniqueHandle> opened = open_to_append(path);
  if (!opened) return opened.error();
  return {};
}

/// Looks at the path once a second, and at once when the file was deleted: then there is nothing to
/// lose by it.
bool LogFile::is_open(Time now) {
  const bool deleted = file_ && is_deleted(file_.get());
  if (!deleted && now < next_look_) return static_cast<bool>(file_);
  next_look_ = now + between_looks;
  if (deleted || !file_ || !leads_to(path_, file_.get())) open();
  return static_cast<bool>(file_);
}

void LogFile::open() {
  file_.reset();  // First: Windows frees the name of a deleted file only then.
  create_folder_of(path_);
  Result<UniqueHandle> opened = open_to_append(path_);
  if (!opened) {
    obstacle_ = reason(opened.error().code);
    return;
  }
  file_ = *std::move(opened);
  mid_line_ = false;
}

/// Whether there is nothing to tell any more.
bool LogFile::tell_losses() {
  const std::uint64_t untold = losses_->untold();
  if (untold == 0) return true;
  const std::string notice = losses_->notice(mid_line_);
  std::error_code failure;
  const std::size_t written = write_all(file_.get(), notice, failure);
  if (written > 0) mid_line_ = notice[written - 1] != '\n';
  if (failure) {
    obstacle_ = reason(failure);
    return false;
  }
  losses_->told(untold);
  return true;
}

void LogFile::append(std::string_view bytes) {
  std::error_code failure;
  const std::size_t written = write_all(file_.get(), bytes, failure);
  if (written > 0) mid_line_ = bytes[written - 1] != '\n';
  if (failure) losses_->add(bytes.size() - written, reason(failure));
}

std::uint64_t LogFile::lost() const noexcept { return losses_->total(); }

}  // namespace watchdog::output
