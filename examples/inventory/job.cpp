// SPDX-License-Identifier: MIT
#include "job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <thread>

#include "bar.hpp"
#include "digest.hpp"
#include "manifest.hpp"
#include "path.hpp"
#include "progress.hpp"
#include "system.hpp"
#include "walk.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/checkpoint/cereal.hpp"

namespace inventory {
namespace {

using watchdog::Error;
using watchdog::Result;
using watchdog::checkpoint::Restored;
using Checkpoint = watchdog::checkpoint::Checkpoint<Progress>;
namespace fs = std::filesystem;

/// What we write ourselves, should it lie in the folder, is no part of the inventory.
std::set<fs::path> own_files(const Options& options) {
  std::set<fs::path> files;
  for (const std::string& name :
       {options.manifest, options.checkpoint, options.checkpoint + ".lock",
        options.checkpoint + ".new", options.checkpoint + ".aside"})
    files.insert(fs::weakly_canonical(to_path(name)));
  return files;
}

Result<void> put_old_checkpoint_aside(const std::string& path) {
  auto aside = watchdog::checkpoint::put_aside(path);
  if (aside || aside.error().code == std::errc::no_such_file_or_directory) return {};
  return aside.error();
}

void pause(watchdog::milliseconds time) {
  const watchdog::Time end = watchdog::Clock::now() + time;
  while (stop_signal() == 0 && watchdog::Clock::now() < end)
    std::this_thread::sleep_for(std::min(time, watchdog::milliseconds(20)));
}

/// One life of the job: the parts that go on together.
class Job {
 public:
  Job(const Options& options, Checkpoint checkpoint, Manifest manifest, Progress progress)
      : options_(options),
        checkpoint_(std::move(checkpoint)),
        manifest_(std::move(manifest)),
        progress_(std::move(progress)) {}

  /// Both go on until the end or a request to stop, and commit what was done. Counting is work,
  /// too: a job that is killed sooner than it has counted must get on all the same.
  Result<void> count(Walk walk);
  Result<void> work(Walk walk);
  /// Makes progress_ the state the next life begins with.
  Result<void> commit();
  const Progress& progress() const { return progress_; }

 private:
  bool take(const Item& item);
  bool step_is_over() const;
  std::uint64_t position() const { return progress_.counted ? progress_.done : progress_.total; }

  const Options& options_;
  Checkpoint checkpoint_;
  Manifest manifest_;
  Progress progress_;
  std::string lines_;  ///< Not yet in the manifest.
  std::uint64_t committed_files_ = 0;
  watchdog::Time committed_at_ = watchdog::Clock::now();
};

/// First the manifest's lines reach the disk, then the checkpoint that counts on them. A kill
/// between the two leaves lines that the next life cuts off.
Result<void> Job::commit() {
  if (auto done = manifest_.append(lines_); !done) return done;
  if (auto done = manifest_.sync(); !done) return done;
  lines_.clear();
  progress_.manifest = manifest_.length();
  if (auto done = checkpoint_.commit(progress_); !done) return done;
  committed_files_ = position();
  committed_at_ = watchdog::Clock::now();
  return {};
}

bool Job::step_is_over() const {
  if (options_.step.files != 0) return position() - committed_files_ >= options_.step.files;
  return watchdog::Clock::now() - committed_at_ >= options_.step.time;
}

/// Adds an item's line. False when a stop was asked for before it was read to its end.
bool Job::take(const Item& item) {
  auto read = item.error ? Result<std::optional<Digest>>(Error{item.error, "list", item.path, {}})
                         : digest(to_path(options_.folder) / to_path(item.path));
  if (read && !*read) return false;
  if (read) {
    lines_ += file_line(item.path, (*read)->hash, (*read)->size);
    progress_.bytes += (*read)->size;
  } else {
    lines_ += unreadable_line(item.path, read.error().code.message());
    ++progress_.unreadable;
  }
  progress_.last = item.path;
  ++progress_.done;
  return true;
}

Result<void> Job::count(Walk walk) {
  std::optional<Item> item;
  while (stop_signal() == 0 && (item = walk.next())) {
    ++progress_.total;
    progress_.last = item->path;
    if (!step_is_over()) continue;
    if (auto done = commit(); !done) return done;
  }
  if (stop_signal() != 0) return commit();
  progress_.counted = true;
  progress_.last.clear();
  return commit();
}

Result<void> Job::work(Walk walk) {
  Bar bar(progress_);
  std::optional<Item> item;
  while (stop_signal() == 0 && (item = walk.next()) && take(*item)) {
    bar.show(progress_);
    if (step_is_over()) {
      if (auto done = commit(); !done) return done;
    }
    pause(options_.throttle);
  }
  progress_.complete = stop_signal() == 0;
  return commit();
}

std::string place(const Progress& progress) {
  if (!progress.counted) return fmt::format("the count, {} files so far", progress.total);
  return fmt::format("file {} of {}", std::min(progress.done + 1, progress.total), progress.total);
}

void say_where_it_begins(const Restored& how, const Progress& progress) {
  if (how.origin == Restored::Origin::fell_back)
    fmt::print(stderr,
               "inventory: the newest checkpoint was not whole ({}): using the one before\n",
               how.reason);
  if (how.origin != Restored::Origin::absent)
    fmt::print(stderr, "inventory: resuming at {} (checkpoint {})\n", place(progress),
               how.sequence);
}

void sum_up(const Options& options, const Progress& progress) {
  fmt::print("{} files, {}, {} unreadable; manifest {}; resumed {} times\n",
             progress.done - progress.unreadable, bytes_text(progress.bytes), progress.unreadable,
             watchdog::printable(options.manifest), progress.resumed);
}

Error another_folder(const Options& options, const Progress& progress) {
  return {{},
          "use the checkpoint",
          options.checkpoint,
          fmt::format("it belongs to the inventory of '{}': name another with --checkpoint and "
                      "--manifest, or use --start-over",
                      watchdog::printable(progress.folder))};
}

/// What a manifest that has no checkpoint holds is somebody's.
Error would_overwrite(const Options& options) {
  return {std::make_error_code(std::errc::file_exists), "begin the manifest", options.manifest,
          "name another with --manifest, or use --start-over"};
}

/// The state this life begins with, and the right to change it.
struct Beginning {
  Checkpoint checkpoint;
  Progress progress;
  fs::path folder;
  std::set<fs::path> hidden;
};

/// Loads the state, if there is one.
Result<Beginning> begin(const Options& options) {
  Progress progress;
  auto checkpoint = Checkpoint::open(options.checkpoint, progress, {"inventory", progress_schema});
  if (!checkpoint) return checkpoint.error();
  Beginning start{std::move(*checkpoint), std::move(progress),
                  fs::canonical(to_path(options.folder)), own_files(options)};
  if (start.checkpoint.restored().origin == Restored::Origin::absent) {
    std::error_code none;
    const auto size = fs::file_size(to_path(options.manifest), none);
    if (!none && size != 0 && !options.start_over) return would_overwrite(options);
    start.progress.folder = to_text(start.folder);
  }
  if (start.progress.folder != to_text(start.folder))
    return another_folder(options, start.progress);
  return start;
}

/// The rest of the job. The first commit is at once: it makes this life count.
Result<Progress> go_on(const Options& options, Beginning start) {
  const Restored how = start.checkpoint.restored();
  say_where_it_begins(how, start.progress);
  if (how.origin != Restored::Origin::absent) ++start.progress.resumed;
  const auto walk = [&](const Progress& progress) {
    return Walk(start.folder, start.hidden, progress.last);
  };
  auto manifest = Manifest::open(options.manifest, start.progress.manifest);
  if (!manifest) return manifest.error();
  Job job(options, std::move(start.checkpoint), std::move(*manifest), std::move(start.progress));
  if (auto done = job.commit(); !done) return done.error();
  if (!job.progress().counted) {
    if (auto done = job.count(walk(job.progress())); !done) return done.error();
  }
  if (stop_signal() != 0) return job.progress();
  if (auto done = job.work(walk(job.progress())); !done) return done.error();
  return job.progress();
}

}  // namespace

Result<int> run(const Options& options) {
  if (options.start_over) {
    if (auto done = put_old_checkpoint_aside(options.checkpoint); !done) return done.error();
  }
  auto start = begin(options);
  if (!start) return start.error();
  if (start->progress.complete) {
    fmt::print(stderr, "inventory: already complete; use --start-over for a new one\n");
    sum_up(options, start->progress);
    return 0;
  }
  auto progress = go_on(options, std::move(*start));
  if (!progress) return progress.error();
  if (progress->complete) return sum_up(options, *progress), 0;
  fmt::print(stderr, "inventory: stopped at {}; the same command goes on from there\n",
             place(*progress));
  return 128 + stop_signal();
}

}  // namespace inventory
