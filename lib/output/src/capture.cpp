// SPDX-License-Identifier: MIT
#include "watchdog/output/capture.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "channel.hpp"
#include "inflow.hpp"
#include "watchdog/output/log_file.hpp"
#include "watchdog/output/needle.hpp"

namespace watchdog::output {

/// What becomes of the bytes of a program.
class Capture::State {
 public:
  State(asio::io_context& loop, const Destination& to, const Tail::Limits& limits)
      : loop_(loop), tail_(limits) {
    if (!to.file.empty()) log_.emplace(to.file);
  }

  /// A stream, or both in one; the first is the output.
  void add(Channel channel, Outlet* outlet) {
    streams_.push_back(std::make_unique<Stream>(*this, std::move(channel), outlet));
  }

  NativeHandle output() const { return streams_.front()->channel.programs.get(); }
  NativeHandle error() const { return streams_.back()->channel.programs.get(); }

  bool drain() {
    bool all = true;
    for (const auto& stream : streams_) all = stream->inflow->drain() && all;
    return all;
  }

  void await(const std::string& text, std::function<void()> found) {
    found_ = std::move(found);
    for (const auto& stream : streams_) {
      stream->needle.reset();
      if (!text.empty()) stream->needle.emplace(text);
    }
  }

  Tail& tail() { return tail_; }
  Time last_output() const { return last_output_; }
  std::uint64_t lost() const { return log_ ? log_->lost() : 0; }

 private:
  /// One channel, and where its bytes are passed on to.
  class Stream final : public Receiver {
   public:
    Stream(State& owner, Channel from, Outlet* to)
        : channel(std::move(from)),
          inflow(make_inflow(owner.loop_, channel.ours.get(), *this)),
          owner_(owner),
          outlet_(to) {
      inflow->start();
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() override { inflow->stop(); }

    std::size_t room() override {
      const std::size_t room = outlet_ ? outlet_->room() : most_at_once;
      if (room == 0) wait_for_room();
      return room;
    }

    void receive(std::string_view bytes) override {
      if (outlet_) outlet_->put(bytes);
      owner_.log(bytes);
      notice(bytes);
    }

    std::size_t take_from(NativeHandle pipe, std::span<char> copy) override {
      const std::size_t size = outlet_ ? 0 : owner_.move_to_log(pipe, copy);
      if (size > 0) notice({copy.data(), size});
      return size;
    }

    const Channel channel;
    const std::shared_ptr<Inflow> inflow;
    std::optional<Needle> needle;  ///< What is awaited.

   private:
    void notice(std::string_view bytes) {
      owner_.remember(*this, bytes);
      if (needle && needle->found_in(bytes)) owner_.tell_found();
    }

    void wait_for_room() {
      if (std::exchange(waiting_, true)) return;
      outlet_->when_room([this, alive = std::weak_ptr(inflow)] {
        if (alive.expired()) return;
        waiting_ = false;
        inflow->resume();
      });
    }

    State& owner_;
    Outlet* outlet_;
    bool waiting_ = false;
  };

  void log(std::string_view bytes) {
    if (log_) log_->write(bytes);
  }

  std::size_t move_to_log(NativeHandle pipe, std::span<char> copy) {
    return log_ ? log_->move_from(pipe, copy) : 0;
  }

  void remember(const Stream& from, std::string_view bytes) {
    last_output_ = Clock::now();
    if (std::exchange(speaking_, &from) != &from) tail_.break_line();
    tail_.append(bytes);
  }

  void tell_found() {
    for (const auto& stream : streams_) stream->needle.reset();
    std::exchange(found_, nullptr)();
  }

  asio::io_context& loop_;
  std::function<void()> found_;
  Tail tail_;
  Time last_output_ = Clock::now();
  std::optional<LogFile> log_;
  const Stream* speaking_ = nullptr;
  std::vector<std::unique_ptr<Stream>> streams_;  ///< Last: they speak to the others.
};

Result<Capture> Capture::open(asio::io_context& loop, const Destination& to,
                              const Tail::Limits& limits) {
  auto state = std::make_unique<State>(loop, to, limits);
  const bool apart = to.output && to.error;
  for (Outlet* outlet :
       apart ? std::vector{to.output, to.error} : std::vector{to.output ? to.output : to.error}) {
    Result<Channel> channel = open_channel();
    if (!channel) return std::move(channel).error();
    state->add(*std::move(channel), outlet);
  }
  return Capture(std::move(state));
}

Result<Capture> Capture::take_over(asio::io_context& loop, const process::Identity& id,
                                   const Destination& to, const Tail::Limits& limits) {
  Result<Channel> output = take_over_channel(id, 1);
  if (!output) return std::move(output).error();
  Result<Channel> error = take_over_channel(id, 2);
  if (!error) return std::move(error).error();
  const bool apart = !same_pipe(*output, *error);
  auto state = std::make_unique<State>(loop, to, limits);
  state->add(*std::move(output), to.output ? to.output : to.error);
  if (apart) state->add(*std::move(error), to.error ? to.error : to.output);
  return Capture(std::move(state));
}

Capture::Capture(std::unique_ptr<State> state) : state_(std::move(state)) {}
Capture::Capture(Capture&&) noexcept = default;
Capture& Capture::operator=(Capture&&) noexcept = default;
Capture::~Capture() = default;

void Capture::connect(process::Command& command) const {
  command.output = process::Stream::to_handle(state_->output());
  command.error = process::Stream::to_handle(state_->error());
}

bool Capture::drain() { return state_->drain(); }
void Capture::await(const std::string& text, std::function<void()> found) {
  state_->await(text, std::move(found));
}

Tail& Capture::tail() { return state_->tail(); }
Time Capture::last_output() const { return state_->last_output(); }
std::uint64_t Capture::lost() const { return state_->lost(); }

}  // namespace watchdog::output
