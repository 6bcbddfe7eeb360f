// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include "keys.hpp"
#include "page.hpp"
#include "terminal.hpp"
#include "watchdog/base/arguments.hpp"
#include "watchdog/checkpoint/cereal.hpp"

/// notebook FILE: a page to write on that has no save. Each key is committed before it is seen;
/// killed at any moment and started again, it comes back with its text and the cursor where it was.
namespace notebook {
namespace {

using watchdog::checkpoint::Restored;
using Checkpoint = watchdog::checkpoint::Checkpoint<Page>;

int complain(std::string_view text) {
  fmt::print(stderr, "notebook: {}\n", text);
  return 1;
}

/// A kill costs nothing, and a power cut the keys of the last second.
watchdog::checkpoint::Options how_to_keep() {
  watchdog::checkpoint::Options options;
  options.type = "notebook";
  options.schema = page_schema;
  options.generations = 4;
  options.durability = watchdog::checkpoint::Durability::periodic;
  return options;
}

std::string title_of(const std::string& name, const Restored& restored) {
  const bool fell_back = restored.origin == Restored::Origin::fell_back;
  return fmt::format(
      " {} - {}; Ctrl-D leaves ", name,
      fell_back ? "the newest state was not whole, this is the one before" : "each key is kept");
}

watchdog::Result<void> write_until_left(Checkpoint& checkpoint, Page& page,
                                        const std::string& title,
                                        std::unique_ptr<Terminal> terminal) {
  Keys keys;
  for (;;) {
    terminal->show(screen(page, title, terminal->rows()));
    const std::string bytes = terminal->read();
    if (bytes.empty() || !keys.feed(page, bytes)) return checkpoint.commit(page);
    if (auto done = checkpoint.commit(page); !done) return done;
  }
}

int main(const std::vector<std::string>& words) {
  if (words.size() != 2 || words[1].starts_with("-")) {
    fmt::print(stderr, "Usage: notebook FILE\nWrite; kill it; start it again.\n");
    return 2;
  }
  Page page;
  auto checkpoint = Checkpoint::open(words[1], page, how_to_keep());
  if (!checkpoint) return complain(checkpoint.error().message());
  page.cursor = std::min<std::uint64_t>(page.cursor, page.text.size());
  auto terminal = Terminal::open();
  if (!terminal) return complain("it needs a terminal to read from and to write to");
  const std::string title = title_of(words[1], checkpoint->restored());
  const auto done = write_until_left(*checkpoint, page, title, std::move(terminal));
  return done ? 0 : complain(done.error().message());
}

}  // namespace
}  // namespace notebook

int main(int argc, char** argv) {
  try {
    return notebook::main(watchdog::arguments(argc, argv));
  } catch (const std::exception& problem) {
    return notebook::complain(problem.what());
  }
}
