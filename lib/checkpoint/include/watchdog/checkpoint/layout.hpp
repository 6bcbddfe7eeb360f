// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cereal/archives/portable_binary.hpp>
#include <cereal/cereal.hpp>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "watchdog/checkpoint/store.hpp"

/// What a type's bytes look like, as a number that is kept beside a state: so a program whose type
/// has changed, and whose schema version has not, is told before it takes one field for another.
namespace watchdog::checkpoint {

namespace detail {

/// An archive that gives zeros, and notes what is asked of it.
class LayoutArchive : public cereal::InputArchive<LayoutArchive, cereal::AllowEmptyClassElision> {
 public:
  LayoutArchive() : InputArchive(this) {}

  void note(std::string_view what) { description_ += what; }
  template <class Number>
  void note_number() {
    description_ += std::is_floating_point_v<Number> ? 'f' : 'i';
    description_ += std::to_string(sizeof(Number)) + ' ';
  }
  void note_count(char of_what, std::size_t count) {
    description_ += of_what + std::to_string(count) + ' ';
  }

  /// Notes what a Part is made of. One that holds itself says so.
  template <class Part>
  void describe() {
    if constexpr (cereal::traits::is_input_serializable<Part, LayoutArchive>::value &&
                  std::is_default_constructible_v<Part> && !std::is_polymorphic_v<Part>) {
      const auto around = std::find(within_.begin(), within_.end(), &mark<Part>);
      if (around != within_.end())
        return note_count('^', static_cast<std::size_t>(within_.end() - around));
      within_.push_back(&mark<Part>);
      (*this)(*std::make_unique<Part>());
      within_.pop_back();
    } else {
      note("? ");
    }
  }

  void give_up() noexcept { known_ = false; }
  std::uint32_t sum() const noexcept { return known_ ? layout_sum(description_) : 0; }

 private:
  template <class Part>
  static constexpr char mark = 0;

  std::string description_;
  std::vector<const void*> within_;
  bool known_ = true;
};

template <class T>
concept Map = requires {
  typename T::key_type;
  typename T::mapped_type;
};
/// Whose bytes say how many there are; not std::array.
template <class T>
concept Sequence = requires {
  typename T::value_type;
  typename T::iterator;
}
&&!Map<T> && !requires { std::tuple_size<T>::value; };
template <class T>
concept Pointer = requires(const T& pointer) {
  typename T::element_type;
  pointer.get();
};

/// cereal calls these before it has a value read: of zeros a container is empty and a pointer null,
/// so what they may hold is noted here.
template <class T>
void prologue(LayoutArchive& archive, const T&) {
  if constexpr (Map<T>) {
    archive.note("{");
    archive.describe<typename T::key_type>();
    archive.describe<typename T::mapped_type>();
    archive.note("} ");
  } else if constexpr (Sequence<T>) {
    archive.note("[");
    archive.describe<typename T::value_type>();
    archive.note("] ");
  } else if constexpr (Pointer<T>) {
    archive.note("*");
    archive.describe<typename T::element_type>();
  }
}
template <class... Kinds>
void prologue(LayoutArchive& archive, const std::variant<Kinds...>&) {
  archive.note("(");
  (archive.describe<Kinds>(), ...);
  archive.note(") ");
}

template <class Number, std::enable_if_t<std::is_arithmetic_v<Number>, int> = 0>
void CEREAL_LOAD_FUNCTION_NAME(LayoutArchive& archive, Number& number) {
  archive.note_number<Number>();
  number = Number();
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(LayoutArchive& archive, cereal::NameValuePair<T>& pair) {
  // Types that cereal counts versions of read their earlier layouts by themselves.
  if (std::string_view(pair.name) == "cereal_class_version") archive.give_up();
  archive(pair.value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(LayoutArchive& archive, cereal::SizeTag<T>& tag) {
  archive.note("n ");
  tag.size = 0;
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(LayoutArchive& archive, cereal::BinaryData<T>& data) {
  archive.note_count('b', static_cast<std::size_t>(data.size));
  if (data.size > 0) std::memset(data.data, 0, static_cast<std::size_t>(data.size));
}

}  // namespace detail

/// The layout of T, which cereal can load, as a number; 0 where it is not known. It is found out by
/// having a T read nothing but zeros, once in a program: so what a T holds does not matter, and of
/// a container the type of its elements counts, not how many there are.
///
/// It changes with the number of fields, their sizes, and whether they are whole numbers. It stays
/// where fields of the same kind change places, and where the bytes stay: with names, signs, an
/// enum in place of its number, a struct around some of the fields. Not known is that of a type
/// with CEREAL_CLASS_VERSION, and of one that does not take zeros.
template <class T>
std::uint32_t layout_of() {
  static const std::uint32_t sum = [] {
    try {
      detail::LayoutArchive archive;
      archive.describe<T>();
      return archive.sum();
    } catch (...) {
      return std::uint32_t{0};
    }
  }();
  return sum;
}

}  // namespace watchdog::checkpoint

/// What cereal looks a load_minimal's save_minimal up with.
template <>
struct cereal::traits::detail::get_output_from_input<watchdog::checkpoint::detail::LayoutArchive> {
  using type = cereal::PortableBinaryOutputArchive;
};
