// SPDX-License-Identifier: MIT
#include "watchdog/output/outlet.hpp"

#include <asio/steady_timer.hpp>
#include <thread>

#include "pseudorandom.hpp"
#include "support/catch.hpp"
#include "talker.hpp"
#include "test_pipe.hpp"

using namespace watchdog;
using namespace watchdog::output;
using namespace watchdog::test;

namespace {

/// Reads all that comes to the end of a pipe, in a thread of its own.
class Reader {
 public:
  explicit Reader(NativeHandle end)
      : thread_([this, end] {
          for (std::string some = read_some(end); !some.empty(); some = read_some(end))
            text_ += some;
        }) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() {
    if (thread_.joinable()) thread_.join();
  }
  /// Once the other end is closed.
  const std::string& text() {
    thread_.join();
    return text_;
  }

 private:
  std::string text_;
  std::thread thread_;
};

}  // namespace

TEST_CASE("both streams are passed on unchanged and apart") {
  asio::io_context loop;
  TestPipe out = make_pipe();
  TestPipe err = make_pipe();
  Reader out_reader(out.read.get());
  Reader err_reader(err.read.get());
  {
    Outlet output(loop, out.write.get());
    Outlet error(loop, err.write.get());
    Result<Capture> capture = Capture::open(loop, {"", &output, &error});
    REQUIRE(capture);
    Talker talker(*capture, {"bytes=10485760", "error=oh", "bytes=1000"});
    REQUIRE(talker.end(loop));
    CHECK(talker.succeeded());
    // The last of it is still on its way.
    REQUIRE(run_until(loop, [&] { return capture->drain(); }));
    CHECK(capture->tail().lines().size() > 1);
    REQUIRE(output.flush(soon()));
    REQUIRE(error.flush(soon()));
    CHECK(output.lost() == 0);
  }
  out.write.reset();
  err.write.reset();
  const bool same = out_reader.text() == pseudorandom(10485760) + pseudorandom(1000);
  CHECK(same);  // Too long to be shown.
  CHECK(err_reader.text() == "oh\n");
}

TEST_CASE("a reader that never reads loses output, and the program goes on") {
  asio::io_context loop;
  const TestPipe out = make_pipe();
  auto output = std::make_unique<Outlet>(loop, out.write.get());
  Result<Capture> capture = Capture::open(loop, {"", output.get(), nullptr});
  REQUIRE(capture);
  Talker talker(*capture, {"bytes=8000000", "text=\n", "error=done"});
  REQUIRE(talker.end(loop));
  CHECK(talker.succeeded());
  REQUIRE(run_until(loop, [&] {
    capture->drain();
    return capture->tail().lines().back() == "done";
  }));
  const std::uint64_t lost = output->lost();
  CHECK(lost > 4'000'000);

  // Once somebody reads, all that was kept comes, and then the count.
  const std::string notice = fmt::format("[watchdog: {} bytes lost: nobody reads them]\n", lost);
  std::string text;
  while (!text.ends_with(notice)) text += read_some(out.read.get());
  CHECK(text.size() - notice.size() - 1 == 8'000'006 - lost);
  const bool unchanged =
      pseudorandom(8'000'000).starts_with(text.substr(0, text.size() - notice.size() - 1));
  CHECK(unchanged);
  REQUIRE(output->flush(soon()));
  output->put("and on\n");
  CHECK(read_some(out.read.get()) == "and on\n");
}

TEST_CASE("a reader that is gone loses output, and neither we nor the program end") {
  asio::io_context loop;
  TestPipe out = make_pipe();
  out.read.reset();
  Outlet output(loop, out.write.get());
  Result<Capture> capture = Capture::open(loop, {"", &output, nullptr});
  REQUIRE(capture);
  Talker talker(*capture, {"bytes=2000000"});
  REQUIRE(talker.end(loop));
  CHECK(talker.succeeded());
  REQUIRE(run_until(loop, [&] {
    capture->drain();
    return output.flush(Clock::now()) && output.lost() == 2'000'000;
  }));
}

TEST_CASE("a slow reader gets all of it") {
  asio::io_context loop;
  TestPipe out = make_pipe();
  std::string text;
  std::thread slow([&] {
    for (std::string some = read_some(out.read.get()); !some.empty();
         some = read_some(out.read.get())) {
      text += some;
      std::this_thread::sleep_for(milliseconds(1));  // What makes it slow.
    }
  });
  {
    Outlet output(loop, out.write.get());
    Result<Capture> capture = Capture::open(loop, {"", &output, nullptr});
    REQUIRE(capture);
    Talker talker(*capture, {"bytes=4000000"});
    REQUIRE(talker.end(loop));
    REQUIRE(run_until(loop, [&] { return capture->drain(); }));
    REQUIRE(output.flush(soon()));
    CHECK(output.lost() == 0);
  }
  out.write.reset();
  slow.join();
  const bool same = text == pseudorandom(4'000'000);
  CHECK(same);
}
