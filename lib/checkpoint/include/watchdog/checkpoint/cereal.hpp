// SPDX-License-Identifier: MIT
#pragma once

#include <cereal/archives/portable_binary.hpp>
#include <exception>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

#include "watchdog/checkpoint/byte_buffer.hpp"
#include "watchdog/checkpoint/layout.hpp"
#include "watchdog/checkpoint/store.hpp"

/// Checkpoints of any type that cereal can serialise:
///
///     Progress progress;
///     auto checkpoint = Checkpoint<Progress>::open("job.ckpt", progress);
///     if (!checkpoint) return complain(checkpoint.error());
///     ...
///     if (auto done = checkpoint->commit(progress); !done) return complain(done.error());
///
/// cereal gets to see bytes that passed their checksum, and no more of them than there are. Its
/// exceptions end here.
namespace watchdog::checkpoint {

/// The archive a state is written with: the same bytes on every machine. Another one takes a struct
/// with the same members and a number of its own.
struct PortableBinary {
  using Output = cereal::PortableBinaryOutputArchive;
  using Input = cereal::PortableBinaryInputArchive;
  static constexpr Archive kind = Archive::portable_binary;
  /// Its bytes say nothing of themselves: layout.hpp guards them. May be left out, or false.
  static constexpr bool guards_layout = true;
};

namespace detail {

/// 0: not known, or of no use.
template <class T, class Format>
std::uint32_t layout_in() {
  if constexpr (requires { requires Format::guards_layout; })
    return layout_of<T>();
  else
    return 0;
}

}  // namespace detail

/// Where the state of this life comes from.
struct Restored {
  enum class Origin : std::uint8_t { absent, loaded, fell_back };
  Origin origin = Origin::absent;
  std::uint64_t sequence = 0;  ///< The number of the commit; 0 when there was none.
  std::string reason;          ///< With fell_back: why the newest state was not used. For people.
};

/// Turns what a store found into a T. `state` is set when a state was found whole, and left alone
/// otherwise. Checkpoint::open is made of it; use it to treat each case of Found on your own.
/// Errors: those that Checkpoint::open adds to Store::open.
template <class T, class Format = PortableBinary, class... Older>
Result<Restored> restore(const Found& found, const Options& options, const std::string& path,
                         T& state);

/// The types that earlier versions of the program wrote, the oldest first. The last one has the
/// schema before Options::schema, the one before it that before, and so on. Each is brought to the
/// next by the user's `void migrate(V1&& from, V2& to)`, beside the types.
template <class... Older>
struct From {};

/// The checkpoint of one T, which cereal must be able to serialise and which T{} makes. Move-only;
/// one thread at a time. The file is that of Store, with all that is said there.
template <class T, class Format = PortableBinary>
class Checkpoint {
 public:
  /// Opens the file and sets `state` to the one committed last; leaves it as it is when nothing was
  /// ever committed (restored() tells), and on an error.
  /// Errors: those of Store::open; Errc::damaged, newer_format, newer_schema, older_schema;
  /// other_layout, undecodable and left_over: the layout has changed and its version has not. None
  /// of them is ever a reason to start over unasked. With the user's consent: put_aside(path), open
  /// again.
  static Result<Checkpoint> open(const std::string& path, T& state, const Options& options = {}) {
    return open(path, state, options, From<>());
  }
  /// The same, and states of earlier versions are loaded too; the next commit is of the present
  /// one. Until then the file is as it was.
  ///     Checkpoint<V3>::open(path, state, {.type = "job", .schema = 3}, From<V1, V2>());
  /// Errors besides: Errc::older_schema for a version before the first; undecodable when `migrate`
  /// throws.
  template <class... Older>
  static Result<Checkpoint> open(const std::string& path, T& state, const Options& options,
                                 From<Older...>) {
    auto opened = Store::open(path, options);
    if (!opened) return opened.error();
    const Restorer restorer = restore<T, Format, Older...>;
    auto restored = restorer(opened->found, options, path, state);
    if (!restored) return restored.error();
    return Checkpoint(std::move(opened->store), options, restorer, std::move(*restored));
  }

  const Restored& restored() const noexcept { return restored_; }

  /// Sets `state` to an older one of the file: generation 0 is the newest that is whole, 1 the one
  /// before. Leaves it alone when there is none so old (the origin is `absent`), and on an error.
  /// The next commit is the newest state all the same.
  /// Errors: those of Store::load; Errc::older_schema, other_layout, undecodable, left_over.
  Result<Restored> load(std::uint32_t generation, T& state) {
    auto snapshot = store_.load(generation);
    if (!snapshot) return snapshot.error();
    if (!*snapshot) return Restored{};
    return restorer_(Loaded{std::move(**snapshot)}, options_, path(), state);
  }

  /// Makes `state` the one that the next life is given, as durably as Options says.
  /// Errors: those of Store::commit; Errc::undecodable when serialising throws. After any of them
  /// the former state is still there, and the call may be repeated.
  Result<void> commit(const T& state) {
    sink_->clear();
    try {
      std::ostream stream(sink_.get());
      typename Format::Output archive(stream);
      archive(state);
    } catch (const std::exception& problem) {
      return Error{Errc::undecodable, "write the checkpoint", path(), problem.what()};
    }
    return store_.commit(sink_->bytes(), Format::kind, detail::layout_in<T, Format>());
  }

  /// The file is removed: the job is done. Errors: those of Store::remove.
  Result<void> remove() { return store_.remove(); }
  /// The number of the last state restored or committed; 0 when there is none.
  std::uint64_t sequence() const noexcept { return store_.sequence(); }
  const std::string& path() const noexcept { return store_.path(); }

 private:
  using Restorer = Result<Restored> (*)(const Found&, const Options&, const std::string&, T&);

  Checkpoint(Store store, Options options, Restorer restorer, Restored restored)
      : store_(std::move(store)),
        options_(std::move(options)),
        restorer_(restorer),
        restored_(std::move(restored)) {}

  Store store_;
  Options options_;
  Restorer restorer_;
  Restored restored_;
  std::unique_ptr<ByteSink> sink_ = std::make_unique<ByteSink>();
};

namespace detail {

/// Decodes into a T of its own, so that a failure half-way leaves no mixture behind.
template <class T, class Format>
Result<T> decode(const Snapshot& snapshot, const std::string& path) {
  const auto refuse = [&](Errc code, std::string why) {
    return Error{code, "read the checkpoint", path, std::move(why)};
  };
  if (snapshot.archive != Format::kind)
    return refuse(Errc::undecodable, "it was written with another archive");
  const std::uint32_t layout = layout_in<T, Format>();
  if (snapshot.layout != 0 && layout != 0 && snapshot.layout != layout)
    return refuse(Errc::other_layout, "has the type changed without a new schema version?");
  try {
    ByteSource source(snapshot.payload);
    std::istream stream(&source);
    typename Format::Input archive(stream);
    T state{};
    archive(state);
    if (source.left() == 0) return state;
    return refuse(Errc::left_over, "has the type changed without a new schema version?");
  } catch (const std::exception& problem) {
    return refuse(Errc::undecodable, problem.what());
  }
}

/// From one version's type to the next, and so on to the last.
template <class To, class... Later, class T>
auto lift(T&& from) {
  To to{};
  migrate(std::forward<T>(from), to);
  if constexpr (sizeof...(Later) == 0)
    return to;
  else
    return lift<Later...>(std::move(to));
}

/// A state of the version that is `index` after the first, brought to the last one's type.
template <class Last, class Format, class First, class... Later>
Result<Last> decode_version(const Snapshot& snapshot, const std::string& path, std::size_t index) {
  if constexpr (sizeof...(Later) == 0) {
    return decode<First, Format>(snapshot, path);
  } else {
    if (index > 0) return decode_version<Last, Format, Later...>(snapshot, path, index - 1);
    auto state = decode<First, Format>(snapshot, path);
    if (!state) return state.error();
    try {
      return lift<Later...>(std::move(*state));
    } catch (const std::exception& problem) {
      return Error{Errc::undecodable, "migrate the checkpoint", path, problem.what()};
    }
  }
}

template <class T, class Format, class... Older>
class Restorer {
 public:
  Restorer(const Options& options, const std::string& path, T& state)
      : options_(options), path_(path), state_(state) {}

  Result<Restored> operator()(const Absent&) const { return Restored{}; }
  Result<Restored> operator()(const Loaded& found) const {
    return take(found.snapshot, {Restored::Origin::loaded, found.snapshot.sequence, {}});
  }
  Result<Restored> operator()(const FellBack& found) const {
    return take(found.snapshot,
                {Restored::Origin::fell_back, found.snapshot.sequence, found.reason});
  }
  Result<Restored> operator()(const Damaged& found) const {
    return refuse(Errc::damaged, found.reason);
  }
  Result<Restored> operator()(const NewerSchema& found) const {
    return refuse(Errc::newer_schema, versions(found.schema));
  }
  Result<Restored> operator()(const NewerFormat& found) const {
    return refuse(Errc::newer_format, "its format is version " + std::to_string(found.version));
  }

 private:
  Result<Restored> take(const Snapshot& snapshot, Restored how) const {
    const std::uint32_t behind = options_.schema - snapshot.schema;  // Never a newer one.
    if (behind > sizeof...(Older)) return refuse(Errc::older_schema, versions(snapshot.schema));
    auto state = decode_version<T, Format, Older..., T>(snapshot, path_, sizeof...(Older) - behind);
    if (!state) return state.error();
    state_ = std::move(*state);
    return how;
  }
  std::string versions(std::uint32_t schema) const {
    return "its state is version " + std::to_string(schema) + ", this program's is " +
           std::to_string(options_.schema);
  }
  Error refuse(Errc code, std::string why) const {
    return {code, "read the checkpoint", path_, std::move(why)};
  }

  const Options& options_;
  const std::string& path_;
  T& state_;
};

}  // namespace detail

template <class T, class Format, class... Older>
Result<Restored> restore(const Found& found, const Options& options, const std::string& path,
                         T& state) {
  return std::visit(detail::Restorer<T, Format, Older...>(options, path, state), found);
}

}  // namespace watchdog::checkpoint
