// SPDX-License-Identifier: MIT
#include "keeping/incident.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_reports = 20;

/// What may stand in the name of a file anywhere.
std::string file_stem(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) {
        return static_cast<unsigned char>(c) < ' ' ||
               std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
      },
      '_');
  return name;
}

/// The wall's clock: it is for people, and their files sort by it.
std::string date() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(now));
}

std::string text_of(const Incident& incident) {
  std::string text = fmt::format("program: {}\nreason: {}\n", printable(incident.name),
                                 printable(incident.reason));
  if (!incident.last_lines.empty()) text += "last lines:\n";
  for (const std::string& line : incident.last_lines)
    text += fmt::format("  | {}\n", printable(line));
  return incident.evidence.empty() ? text : text + '\n' + incident.evidence;
}

bool is_report_of(const std::string& file, const std::string& stem) {
  return file.starts_with(stem + '-') && file.ends_with(".txt") &&
         file.find_first_not_of("0123456789TZ-", stem.size()) == file.size() - 4;
}

/// Their names sort by date.
void remove_oldest(const fs::path& folder, const std::string& stem) {
  std::vector<fs::path> reports;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (is_report_of(utf8_text(entry->path().filename()), stem)) reports.push_back(entry->path());
  }
  if (reports.size() <= most_reports) return;
  std::sort(reports.begin(), reports.end());
  reports.resize(reports.size() - most_reports);
  for (const fs::path& report : reports) fs::remove(report, failed);
}

}  // namespace

Result<std::string> write_incident(const std::string& folder, const Incident& incident) {
  const fs::path path = utf8_path(folder);
  const std::string stem = file_stem(incident.name);
  std::error_code failed;
  fs::create_directories(path, failed);
  if (failed) return Error{failed, "make the folder", folder, ""};
  const fs::path file = path / utf8_path(fmt::format("{}-{}-{}.txt", stem, date(), incident.pid));
  errno = 0;
  std::ofstream out(file, std::ios::binary);
  out << text_of(incident);
  out.close();
  if (!out) return last_failure("write the report", utf8_text(file));
  remove_oldest(path, stem);
  return utf8_text(file);
}

}  // namespace watchdog::app
