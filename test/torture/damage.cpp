// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "experiments.hpp"
#include "support/temp_dir.hpp"

namespace watchdog::torture {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t states = 5;

/// A file of the last of five states.
class Specimen {
 public:
  Specimen(const Settings& settings, std::size_t size, std::uint32_t generations)
      : path_(settings.file("damaged")), sizes_{size, size} {
    fs::remove(path_);
    {
      checkpoint::Options options;
      options.generations = generations;
      options.capacity = size;
      auto opened = checkpoint::Store::open(path_, options);
      for (std::uint64_t n = 1; opened && n <= states; ++n)
        static_cast<void>(opened->store.commit(sizes_.state(n)));
    }
    bytes_ = test::read_file(path_);
  }

  std::size_t size() const { return bytes_.size(); }

  /// What is made of the file with these bytes in place of its own.
  Outcome judge_with(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    return judge(path_, {sizes_, states, states, true, false});
  }
  Outcome flip(std::size_t bit) const {
    std::string bytes = bytes_;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    return judge_with(bytes);
  }
  Outcome cut(std::size_t size) const { return judge_with(bytes_.substr(0, size)); }
  Outcome overwrite(std::size_t offset, const std::string& with) const {
    return judge_with(std::string(bytes_).replace(offset, with.size(), with));
  }
  Outcome scatter(std::mt19937& random) const {
    std::string bytes = bytes_;
    for (std::size_t i = 0, count = 1 + random() % 64; i < count; ++i)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    return judge_with(bytes);
  }

 private:
  std::string path_;
  test::Sizes sizes_;
  std::string bytes_;
};

std::string noise(std::size_t size, std::mt19937& random) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

void damage_small(const Settings& settings, Report& report, std::uint32_t generations) {
  const Specimen file(settings, 64, generations);
  const std::size_t stride = settings.pick(11, 1);
  const std::string which = fmt::format("{} generations of 64 bytes", generations);
  report.row("each bit flipped: " + which,
             apart(file.size() * 8 / stride, [&](std::size_t i) { return file.flip(i * stride); }));
  report.row("cut off at each byte: " + which,
             apart(file.size() / stride, [&](std::size_t i) { return file.cut(i * stride); }));
  std::mt19937 random(std::random_device{}());
  report.row("each sector zeros: " + which, apart(file.size() / 512, [&](std::size_t i) {
               return file.overwrite(i * 512, std::string(512, '\0'));
             }));
  report.row("each sector noise: " + which, apart(file.size() / 512, [&](std::size_t i) {
               return file.overwrite(i * 512, noise(512, random));
             }));
  report.row("1 to 64 bytes altered anywhere: " + which,
             apart(settings.pick(500, 20000), [&](std::size_t) { return file.scatter(random); }));
}

void damage_large(const Settings& settings, Report& report) {
  const Specimen file(settings, 1048576, 2);
  std::mt19937 random(std::random_device{}());
  const std::size_t count = settings.pick(60, 3000);
  const auto any = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  report.row("bits flipped: 2 generations of 1 MiB",
             apart(count, [&](std::size_t) { return file.flip(any(file.size() * 8)); }));
  report.row("cut off: 2 generations of 1 MiB",
             apart(count, [&](std::size_t) { return file.cut(any(file.size())); }));
  report.row("pages of zeros: 2 generations of 1 MiB",
             apart(std::min<std::size_t>(count, file.size() / 4096), [&](std::size_t i) {
               return file.overwrite(i * 4096, std::string(4096, '\0'));
             }));
}

/// Somebody else's file: refused, and left as it is.
Outcome refuse(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  const Outcome outcome = judge(path, {{}, 1, 1, true, false});
  return test::read_file(path) == content ? outcome : Outcome::wrong;
}

std::vector<std::string> strangers(std::size_t most) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator("/usr/bin")) {
    std::error_code error;
    if (found.size() == most) break;
    if (entry.is_regular_file(error) && entry.file_size(error) < 1U << 20)
      found.push_back(test::read_file(entry.path().string()));
  }
  return found;
}

void offer_strangers(const Settings& settings, Report& report) {
  const std::string path = settings.file("stranger");
  report.row("files of nothing but zeros, of each length in sectors",
             apart(64, [&](std::size_t i) { return refuse(path, std::string(i * 512, '\0')); }));
  const auto files = strangers(settings.pick(20, 500));
  report.row("files of other programs",
             apart(files.size(), [&](std::size_t i) { return refuse(path, files[i]); }));
  std::mt19937 random(std::random_device{}());
  report.row("files of noise", apart(settings.pick(100, 2000), [&](std::size_t) {
               return refuse(path, noise(random() % 20000, random));
             }));
}

}  // namespace

void damage_files(const Settings& settings, Report& report) {
  damage_small(settings, report, 2);
  damage_small(settings, report, 3);
  damage_large(settings, report);
  offer_strangers(settings, report);
}

}  // namespace watchdog::torture
