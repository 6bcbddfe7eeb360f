// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/layout.hpp"

#include <cereal/types/array.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/memory.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/cereal.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/checkpoint/rollback.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::TempDir;

namespace {

/// A state of these fields, one after the other.
template <class... Fields>
struct Of {
  std::tuple<Fields...> fields;

  template <class Archive>
  void serialize(Archive& archive) {
    std::apply([&](Fields&... each) { archive(each...); }, fields);
  }
};

template <class... Fields>
std::uint32_t layout_with() {
  return layout_of<Of<Fields...>>();
}

enum class Colour : std::uint8_t { red };

struct Tree {
  std::int32_t value = 0;
  std::vector<Tree> branches;
  std::unique_ptr<Tree> beside;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(value, branches, beside);
  }
};

struct Counted {
  std::int32_t value = 0;

  template <class Archive>
  void serialize(Archive& archive, std::uint32_t) {
    archive(value);
  }
};

struct Particular {
  std::int32_t mark = 7;

  template <class Archive>
  void save(Archive& archive) const {
    archive(mark);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(mark);
    if (mark != 7) throw std::runtime_error("no mark");
  }
};

struct Minimal {
  std::int32_t value = 0;

  template <class Archive>
  std::int32_t save_minimal(const Archive&) const {
    return value;
  }
  template <class Archive>
  void load_minimal(const Archive&, const std::int32_t& from) {
    value = from;
  }
};

using Text = std::string;

std::uint32_t newest_layout(const std::string& path) {
  const auto seen = inspect(path);
  REQUIRE(seen);
  return seen->generations[0].layout;
}

/// What comes of a state of type Was that is opened as one of type Is.
template <class Was, class Is>
std::error_code changed() {
  const TempDir dir;
  const std::string path = dir.file("a");
  Was was{};
  {
    auto opened = Checkpoint<Was>::open(path, was);
    REQUIRE(opened);
    REQUIRE(opened->commit(was));
  }
  Is is{};
  const auto opened = Checkpoint<Is>::open(path, is);
  return opened ? std::error_code() : opened.error().code;
}

}  // namespace

CEREAL_CLASS_VERSION(Counted, 3)

TEST_CASE("the text of a layout is as docs/checkpoint-format.md has it") {
  CHECK((layout_with<std::uint64_t, Text>()) == layout_sum("i8 [i1 ] n b0 "));
  CHECK((layout_with<std::array<float, 4>, double>()) == layout_sum("b16 f8 "));
  CHECK((layout_with<std::map<Text, std::int32_t>>()) == layout_sum("{[i1 ] n b0 i4 } n "));
  CHECK((layout_with<std::variant<std::int32_t, double>>()) == layout_sum("(i4 f8 ) i4 i4 "));
  CHECK(layout_of<Tree>() == layout_sum("i4 [^1 ] n *^1 i1 "));
}

TEST_CASE("the sum of a layout is the same on every machine, and never that of none") {
  CHECK(layout_sum("i8 [i1 ] n b0 ") == 0x205263C4U);
  CHECK(layout_sum("") != 0);
}

TEST_CASE("another layout has another number") {
  const std::uint32_t before = layout_with<std::uint32_t, std::vector<double>>();
  CHECK(before != 0);
  CHECK(before != layout_with<std::uint32_t>());
  CHECK((before != layout_with<std::uint32_t, std::vector<double>, bool>()));
  CHECK((before != layout_with<std::vector<double>, std::uint32_t>()));
  CHECK((before != layout_with<std::uint64_t, std::vector<double>>()));
  CHECK((before != layout_with<float, std::vector<double>>()));
  CHECK((before != layout_with<std::uint32_t, std::vector<std::uint64_t>>()));
  CHECK((before != layout_with<std::uint32_t, std::vector<std::vector<double>>>()));
  CHECK((layout_with<std::map<Text, float>>() != layout_with<std::map<Text, std::int32_t>>()));
  CHECK((layout_with<std::unique_ptr<float>>() != layout_with<std::unique_ptr<std::int32_t>>()));
  CHECK((layout_with<std::variant<int, float>>() != layout_with<std::variant<int, double>>()));
  CHECK((layout_with<std::optional<int>>() != layout_with<std::optional<double>>()));
  CHECK((layout_with<std::array<int, 3>>() != layout_with<std::array<int, 4>>()));
}

TEST_CASE("the same bytes have the same number") {
  CHECK((layout_with<std::uint32_t, Text>() == layout_with<std::int32_t, Text>()));
  CHECK((layout_with<Colour, Text>() == layout_with<std::uint8_t, Text>()));
  CHECK((layout_with<int, Of<double, Text>>() == layout_with<int, double, Text>()));
  CHECK((layout_with<std::vector<int>, std::vector<unsigned>>() ==
         layout_with<std::vector<unsigned>, std::vector<int>>()));
  CHECK(layout_of<Minimal>() == layout_with<std::int32_t>());
}

TEST_CASE("of some types the layout is not known") {
  CHECK(layout_of<Counted>() == 0);
  CHECK(layout_with<std::vector<Counted>>() == 0);
  CHECK(layout_of<Particular>() == 0);
}

TEST_CASE("a type that changed without its version is caught where the bytes come out even") {
  CHECK((changed<Of<std::int32_t, float>, Of<float, std::int32_t>>()) == Errc::other_layout);
  CHECK((changed<Of<std::int32_t>, Of<float>>()) == Errc::other_layout);
  CHECK((changed<std::vector<Of<float, float>>, std::vector<Of<std::uint64_t>>>()) ==
        Errc::other_layout);
  CHECK((changed<Of<int, int>, Of<Of<int, unsigned>>>()) == std::error_code());
  CHECK((changed<Particular, Particular>()) == std::error_code());
  CHECK((changed<Counted, Counted>()) == std::error_code());
}

TEST_CASE("a state's layout is kept when the file grows and when it is put aside") {
  const TempDir dir;
  const std::string path = dir.file("a");
  Text state = "first";
  {
    auto opened = Checkpoint<Text>::open(path, state);
    REQUIRE(opened);
    REQUIRE(opened->commit(state));
    REQUIRE(opened->commit(Text(100'000, 'x')));
  }
  CHECK(newest_layout(path) == layout_of<Text>());
  const auto done = rollback(path);
  REQUIRE(done);
  CHECK(newest_layout(done->kept) == layout_of<Text>());
  CHECK(newest_layout(path) == layout_of<Text>());
}

TEST_CASE("a state of before layouts, or of bytes alone, is taken for what it is") {
  const TempDir dir;
  const std::string path = dir.file("a");
  const std::string bytes("\x01\x07\0\0\0", 5);  // Little-endian, and 7.
  {
    auto opened = Store::open(path);
    REQUIRE(opened);
    REQUIRE(opened->store.commit(std::as_bytes(std::span(bytes)), Archive::portable_binary));
  }
  std::int32_t state = 0;
  REQUIRE(Checkpoint<std::int32_t>::open(path, state));
  CHECK(state == 7);
}
