// SPDX-License-Identifier: MIT
#include "deny_by_asking.linux.hpp"

#include <fcntl.h>

#include <asio/error.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include "dead_man.linux.hpp"
#include "descriptor_source.linux.hpp"
#include "exec_permission.linux.hpp"
#include "mounts.linux.hpp"
#include "watchdog/block/look.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::block {
namespace {

constexpr const char* mount_table = "/proc/self/mountinfo";

std::string read_all(const UniqueHandle& file) {
  std::string text;
  char part[4096];
  ::lseek(file.get(), 0, SEEK_SET);
  for (ssize_t size = 0; (size = ::read(file.get(), part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(size));
  return text;
}

class DenyByAsking final : public DescriptorSource {
 public:
  DenyByAsking(asio::io_context& io, const Rule& rule, bool tell_only, ExecPermission gate,
               DeadMan dead_man, UniqueHandle mounts)
      : DescriptorSource(io, gate.native_handle(), "be asked"),
        rule_(rule),
        tell_only_(tell_only),
        gate_(std::move(gate)),
        dead_man_(std::move(dead_man)),
        mounts_(std::move(mounts)),
        remounted_(io, mounts_.get()) {}
  ~DenyByAsking() override {  // What was opened is closed by who opened it.
    let_go();
    remounted_.release();
  }

  std::string_view name() const noexcept override { return "deny"; }
  std::string_view detail() const noexcept override {
    return "fanotify, asked before each exec on our mounts";
  }

  void start(Sink& sink) override {
    DescriptorSource::start(sink);
    wait_for_mounts();
  }
  void stop() override {
    DescriptorSource::stop();
    remounted_.cancel();
  }

  /// Watches what is mounted now. Errors: that of the last one, when none could be watched.
  Result<void> watch_mounts() {
    Result<void> result = Error{std::make_error_code(std::errc::no_such_device),
                                "be asked before programs are executed", "", ""};
    bool any = false;
    for (const std::string& point : mount_points_of(rule_, mount_points(read_all(mounts_)))) {
      auto watched = gate_.watch(point);
      any = any || watched;
      result = std::move(watched);
    }
    return any ? Result<void>() : std::move(result);
  }

 private:
  /// The table of mounts says so by a condition of its own, and is always readable.
  void wait_for_mounts() {
    remounted_.async_wait(asio::posix::descriptor_base::wait_error,
                          [weak = weak_from_this()](const std::error_code& failure) {
                            const auto self = std::static_pointer_cast<DenyByAsking>(weak.lock());
                            if (!self || !self->sink()) return;
                            if (failure == asio::error::operation_aborted) return;
                            if (failure) return self->lose(failure);
                            (void)self->watch_mounts();  // The rest is left to the other source.
                            self->wait_for_mounts();
                          });
  }

  bool pass_on_one() override {
    const auto question = gate_.next();
    if (!question) return false;
    dead_man_.taken(question->file.get());
    process::Entry entry;
    entry.id.pid = question->asker;
    entry.image = path_of(question->file);
    const bool meant = ends(entry);
    gate_.answer(question->file, !meant || tell_only_);
    dead_man_.answered();
    if (meant) sink()->denied(entry);  // The answer first: somebody waits for it.
    return true;
  }

  /// Whether the rule means the file, and does not spare who wants to execute it.
  bool ends(process::Entry& entry) const {
    if (!rule_.may_mean(entry)) return false;
    if (const auto id = process::identify(entry.id.pid)) entry.id = *id;
    return look_ahead(rule_, entry).ends();
  }

  const Rule& rule_;
  bool tell_only_;
  ExecPermission gate_;
  DeadMan dead_man_;
  UniqueHandle mounts_;
  asio::posix::stream_descriptor remounted_;
};

}  // namespace

Result<std::shared_ptr<Source>> open_deny_by_asking(asio::io_context& io, const Rule& rule,
                                                    bool tell_only) {
  auto gate = ExecPermission::open();
  if (!gate) return std::move(gate).error();
  UniqueHandle mounts(::open(mount_table, O_RDONLY | O_CLOEXEC));
  if (!mounts) return last_failure("open", mount_table);
  // Before the first question can come.
  auto dead_man = DeadMan::start(gate->native_handle());
  if (!dead_man) return std::move(dead_man).error();
  auto deny = std::make_shared<DenyByAsking>(io, rule, tell_only, *std::move(gate),
                                             *std::move(dead_man), std::move(mounts));
  if (auto watched = deny->watch_mounts(); !watched) return std::move(watched).error();
  return std::shared_ptr<Source>(std::move(deny));
}

}  // namespace watchdog::block
