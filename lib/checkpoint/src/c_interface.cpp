// SPDX-License-Identifier: MIT
#include <algorithm>
#include <exception>
#include <optional>
#include <span>
#include <string>

#include "watchdog/checkpoint/checkpoint.h"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;

struct wd_checkpoint {
  Store store;
  wd_checkpoint_origin origin = WD_CHECKPOINT_ABSENT;
  Snapshot found;
  std::string error;
};

namespace {

void tell(const std::string& text, char* into, size_t size) {
  if (into == nullptr || size == 0) return;
  const size_t count = std::min(text.size(), size - 1);
  std::copy_n(text.begin(), count, into);
  into[count] = '\0';
}

/// No exception passes into C, such as one for memory.
template <class Answer, class Deed, class Fail>
Answer guarded(Answer otherwise, Deed deed, Fail fail) {
  try {
    return deed();
  } catch (const std::exception& problem) {
    fail(problem.what());
    return otherwise;
  }
}

Options options_of(const char* type, uint32_t schema, wd_checkpoint_durability durability) {
  Options options;
  options.type = type == nullptr ? "" : type;
  options.schema = schema;
  if (durability == WD_CHECKPOINT_PROCESS) options.durability = Durability::process;
  if (durability == WD_CHECKPOINT_PERIODIC) {
    options.durability = Durability::periodic;
    options.generations = 4;
  }
  return options;
}

/// Puts what was found into the handle.
struct Take {
  wd_checkpoint& into;

  void operator()(const Absent&) const {}
  void operator()(Loaded& found) const {
    into.origin = WD_CHECKPOINT_LOADED;
    into.found = std::move(found.snapshot);
  }
  void operator()(FellBack& found) const {
    into.origin = WD_CHECKPOINT_FELL_BACK;
    into.found = std::move(found.snapshot);
    into.error = std::move(found.reason);
  }
  void operator()(Damaged& found) const {
    into.origin = WD_CHECKPOINT_DAMAGED;
    into.error = std::move(found.reason);
  }
  void operator()(const NewerSchema& found) const {
    into.origin = WD_CHECKPOINT_NEWER;
    into.error = "its state is version " + std::to_string(found.schema);
  }
  void operator()(const NewerFormat& found) const {
    into.origin = WD_CHECKPOINT_NEWER;
    into.error = "its format is version " + std::to_string(found.version);
  }
};

template <class Deed>
int run(wd_checkpoint* checkpoint, Deed deed) {
  return guarded(
      -1,
      [&] {
        const Result<void> done = deed();
        checkpoint->error = done ? std::string() : done.error().message();
        return done ? 0 : -1;
      },
      [&](const char* problem) { checkpoint->error = problem; });
}

}  // namespace

wd_checkpoint* wd_checkpoint_open(const char* path, const char* type, uint32_t schema,
                                  wd_checkpoint_durability durability, char* error,
                                  size_t error_size) {
  return guarded(
      static_cast<wd_checkpoint*>(nullptr),
      [&]() -> wd_checkpoint* {
        auto opened = Store::open(path, options_of(type, schema, durability));
        if (!opened) {
          tell(opened.error().message(), error, error_size);
          return nullptr;
        }
        auto handle = std::make_unique<wd_checkpoint>(
            wd_checkpoint{std::move(opened->store), WD_CHECKPOINT_ABSENT, {}, {}});
        std::visit(Take{*handle}, opened->found);
        return handle.release();
      },
      [&](const char* problem) { tell(problem, error, error_size); });
}

void wd_checkpoint_close(wd_checkpoint* checkpoint) { delete checkpoint; }

wd_checkpoint_origin wd_checkpoint_found(const wd_checkpoint* checkpoint) {
  return checkpoint->origin;
}

const void* wd_checkpoint_state(const wd_checkpoint* checkpoint) {
  return checkpoint->found.sequence == 0 ? nullptr : checkpoint->found.payload.data();
}

size_t wd_checkpoint_size(const wd_checkpoint* checkpoint) {
  return checkpoint->found.payload.size();
}

uint32_t wd_checkpoint_schema(const wd_checkpoint* checkpoint) { return checkpoint->found.schema; }

uint64_t wd_checkpoint_sequence(const wd_checkpoint* checkpoint) {
  return checkpoint->store.sequence();
}

int wd_checkpoint_commit(wd_checkpoint* checkpoint, const void* state, size_t size) {
  const std::span bytes(static_cast<const std::byte*>(state), size);
  return run(checkpoint, [&] { return checkpoint->store.commit(bytes); });
}

int wd_checkpoint_sync(wd_checkpoint* checkpoint) {
  return run(checkpoint, [&] { return checkpoint->store.sync(); });
}

int wd_checkpoint_remove(wd_checkpoint* checkpoint) {
  return run(checkpoint, [&] { return checkpoint->store.remove(); });
}

const char* wd_checkpoint_error(const wd_checkpoint* checkpoint) {
  return checkpoint->error.c_str();
}

int wd_checkpoint_put_aside(const char* path, char* error, size_t error_size) {
  return guarded(
      -1,
      [&] {
        const auto aside = put_aside(path);
        if (!aside) tell(aside.error().message(), error, error_size);
        return aside ? 0 : -1;
      },
      [&](const char* problem) { tell(problem, error, error_size); });
}
