// SPDX-License-Identifier: MIT
#include "watchdog/keep/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "ledger_line.hpp"
#include "locked_file.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/process/boot.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::keep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".ledger";
constexpr std::string_view mark_name = "WD_KEPT=";
/// Counts that nobody asked for in this time are of no use any more.
constexpr std::chrono::hours memory{24};

std::vector<std::string> ledgers_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code failed;
  for (fs::directory_iterator entry(utf8_path(folder), failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string path = utf8_text(entry->path());
    if (path.ends_with(suffix)) paths.push_back(path);
  }
  return paths;
}

std::string path_of(const std::string& folder, const std::string& id) {
  return fmt::format("{}/{}{}", folder, id, suffix);
}

/// A program that replaced itself is the same process, and has a book already.
std::string unused_id(const std::string& folder, const process::Identity& self) {
  for (unsigned life = 0;; ++life) {
    std::string id = fmt::format("{}-{}-{}", self.pid, self.start, life);
    std::error_code failed;
    if (!fs::exists(utf8_path(path_of(folder, id)), failed)) return id;
  }
}

bool is_old(const std::string& path) {
  std::error_code failed;
  const fs::file_time_type written = fs::last_write_time(utf8_path(path), failed);
  return !failed && fs::file_time_type::clock::now() - written > memory;
}

bool lives_beside_us(const process::Identity& keeper) {
  const Result<process::Identity> now = process::identify(keeper.pid);
  return now && *now == keeper && keeper.pid != process::own_pid();
}

/// While it is being started, its mark alone tells.
bool is_program(const Inheritance& what, const process::Identity& id) {
  if (what.state == Inheritance::State::starting) return process::is_marked(id.pid, what.mark);
  return what.state == Inheritance::State::running && what.id == id;
}

bool may_live(const std::optional<LedgerLine>& line) {
  if (!line || line->what.state == Inheritance::State::idle) return false;
  if (line->what.state == Inheritance::State::starting) return true;
  const Result<process::Identity> now = process::identify(line->what.id.pid);
  return now && *now == line->what.id;
}

/// What rests was left to ourselves alone: another process begins anew, but goes on with the counts
/// of what waited.
Inheritance found_by_another(Inheritance what) {
  if (what.state != Inheritance::State::resting) return what;
  what.past.last_exit = LastExit{what.rest.exit, what.rest.exited_at};
  const bool waited = what.rest.kind == Rest::Kind::waiting;
  what.state = waited ? Inheritance::State::running : Inheritance::State::idle;
  return what;
}

Error kept_already(const std::string& name, process::Pid keeper) {
  return {std::make_error_code(std::errc::device_or_resource_busy), "keep", name,
          fmt::format("watchdog[{}] keeps it already; another one of it needs a --name of its own",
                      keeper)};
}

}  // namespace

struct Ledger::Book {
  Book(LockedFile held, std::string id) : file(std::move(held)), keeper(std::move(id)) {}

  LockedFile file;
  std::string keeper;                 ///< As it stands in our marks.
  std::vector<Inheritance> programs;  ///< What a line says besides stays as it was written.

  /// A disk that fails must not fail the program: the next keeper will know less, and that is all.
  void write(Index program) const {
    (void)file.write((program + 1) * ledger_line_size, write_changing(programs[program]));
  }
  /// The rest of the line is what it was: a restart waits for this.
  void write_starting(Index program) const {
    (void)file.write((program + 1) * ledger_line_size, ledger_starting_word);
  }
  /// Not one that an inherited process has from the keeper that started it.
  bool is_own(std::string_view mark) const {
    if (!mark.starts_with(mark_name)) return false;
    mark.remove_prefix(mark_name.size());
    return mark.starts_with(keeper) && mark.substr(keeper.size()).starts_with('.');
  }
  bool rests() const {
    return std::all_of(programs.begin(), programs.end(), [](const Inheritance& what) {
      return what.state == Inheritance::State::idle;
    });
  }
  std::string own_mark(Index program) const {
    return fmt::format("{}{}.{}", mark_name, keeper, program);
  }
};

namespace {

/// A dead keeper's book.
struct Estate {
  LockedFile file;
  std::vector<std::optional<LedgerLine>> lines;
  std::vector<std::size_t> taken;
  bool all_taken;
};

/// What is found in a folder of ledgers, looked at under its lock.
class Search {
 public:
  Search(const std::vector<Wish>& wishes, const process::Identity& self)
      : wishes_(wishes), self_(self), found_(wishes.size()) {
    for (const Wish& wish : wishes) keys_.push_back(hash_of_key(wish.key));
  }

  Result<void> look(const std::string& path) {
    Result<std::optional<LockedFile>> file = LockedFile::take(path);
    if (!file) return file.error();
    return *file ? inherit(std::move(**file), is_old(path)) : compare(path);
  }

  /// Once what was inherited stands in a book of ours: the dead have no claim to it any more. Not
  /// before, or a death in between would leave it to nobody.
  Result<void> settle() {
    for (const Estate& estate : estates_) {
      if (Result<void> done = settle(estate); !done) return done;
    }
    return {};
  }

  const std::vector<std::string>& keys() const { return keys_; }
  std::vector<std::optional<Inheritance>> take() { return std::move(found_); }
  std::vector<std::pair<std::string, Inheritance>> take_left() { return std::move(left_); }

 private:
  std::optional<Index> wish_of(const LedgerLine& line) const {
    const auto found = std::find(keys_.begin(), keys_.end(), line.key);
    if (found == keys_.end()) return std::nullopt;
    return static_cast<Index>(found - keys_.begin());
  }

  /// A living keeper's.
  Result<void> compare(const std::string& path) const {
    const Result<std::string> text = read_text(path);
    if (!text) return {};  // Gone meanwhile.
    const auto head = read_head(*text);
    if (!head) return {};
    for (const auto& line : read_lines(*text)) {
      if (!line) continue;
      if (const auto wish = wish_of(*line))
        return kept_already(wishes_[*wish].name, head->keeper.pid);
    }
    return {};
  }

  /// A dead one's. What nobody wishes for now stays for who will.
  Result<void> inherit(LockedFile file, bool old) {
    const Result<std::string> text = file.read();
    if (!text) return text.error();
    const auto head = read_head(*text);
    if (!head || head->boot != boot_) return file.remove();
    Estate estate{std::move(file), read_lines(*text), {}, true};
    for (std::size_t i = 0; i < estate.lines.size(); ++i) {
      auto& line = estate.lines[i];
      if (line && head->keeper != self_) line->what = found_by_another(std::move(line->what));
      if (!line || line->what.state == Inheritance::State::idle) continue;
      const auto wish = wish_of(*line);
      estate.all_taken = estate.all_taken && wish;
      if (!wish && head->keeper == self_) left_.emplace_back(line->name, line->what);
      if (!wish) continue;
      found_[*wish] = line->what;
      estate.taken.push_back(i);
    }
    if (old && estate.taken.empty() &&
        std::none_of(estate.lines.begin(), estate.lines.end(), may_live))
      return estate.file.remove();
    // Each of them is a descriptor: there may be thousands.
    if (!estate.taken.empty())
      estates_.push_back(std::move(estate));
    else if (estate.all_taken)
      return estate.file.remove();
    return {};
  }

  static Result<void> settle(const Estate& estate) {
    if (estate.all_taken) return estate.file.remove();
    for (const std::size_t i : estate.taken) {
      LedgerLine line = *estate.lines[i];
      line.what.state = Inheritance::State::idle;
      if (Result<void> done = estate.file.write((i + 1) * ledger_line_size, write_line(line));
          !done)
        return done;
    }
    return {};
  }

  const std::vector<Wish>& wishes_;
  process::Identity self_;
  std::string boot_ = process::boot_id();
  std::vector<std::string> keys_;
  std::vector<std::optional<Inheritance>> found_;
  std::vector<std::pair<std::string, Inheritance>> left_;
  std::vector<Estate> estates_;
};

}  // namespace

Result<Ledger::Claim> Ledger::claim(const std::string& folder, const std::vector<Wish>& wishes) {
  // One keeper after the other: two that begin at once would not see each other.
  const Result<LockedFile> turn = LockedFile::await(folder + "/claim.lock");
  if (!turn) return turn.error();
  const Result<process::Identity> self = process::identify(process::own_pid());
  if (!self) return self.error();

  Search search(wishes, *self);
  for (const std::string& path : ledgers_in(folder)) {
    if (Result<void> looked = search.look(path); !looked) return looked.error();
  }
  const std::string id = unused_id(folder, *self);
  Result<std::optional<LockedFile>> file = LockedFile::take(path_of(folder, id));
  if (!file) return file.error();
  if (!*file) return kept_already(wishes.front().name, self->pid);
  auto book = std::make_unique<Book>(std::move(**file), id);
  std::vector<std::optional<Inheritance>> inherited = search.take();
  std::string text = write_head({process::boot_id(), *self});
  book->programs.reserve(wishes.size());
  for (Index program = 0; program < wishes.size(); ++program) {
    LedgerLine line{inherited[program].value_or(Inheritance{}), search.keys()[program],
                    wishes[program].name};
    if (line.what.mark.empty()) line.what.mark = book->own_mark(program);
    text += write_line(line);
    book->programs.push_back(std::move(line.what));
  }
  if (Result<void> written = book->file.write(0, text); !written) return written.error();
  if (Result<void> settled = search.settle(); !settled) return settled.error();
  return Claim{Ledger(std::move(book)), std::move(inherited), search.take_left()};
}

Ledger::Ledger(std::unique_ptr<Book> book) : book_(std::move(book)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;  // What it held goes as with its own end.

Ledger::~Ledger() {
  if (book_ && book_->rests()) (void)book_->file.remove();
}

std::string Ledger::mark(Index program) const { return book_->own_mark(program); }

const std::string& Ledger::present_mark(Index program) const {
  return book_->programs[program].mark;
}

void Ledger::starting(Index program) {
  Inheritance& what = book_->programs[program];
  what.state = Inheritance::State::starting;
  what.id = {};
  if (book_->is_own(what.mark)) return book_->write_starting(program);
  what.mark = book_->own_mark(program);
  book_->write(program);
}

void Ledger::running(Index program, const process::Identity& id, unsigned streak,
                     unsigned long restarts, const Past& past) {
  Inheritance& what = book_->programs[program];
  what.state = Inheritance::State::running;
  what.id = id;
  what.streak = streak;
  what.restarts = restarts;
  what.past = past;
  book_->write(program);
}

void Ledger::rest(Index program, unsigned streak, unsigned long restarts, const Rest& rest,
                  std::uint32_t note) {
  Inheritance& what = book_->programs[program];
  what = {Inheritance::State::resting, {}, std::move(what.mark), streak, restarts, rest,
          {std::nullopt, note}};
  book_->write(program);
}

bool Ledger::lost() const { return !book_->file.has_name(); }

Result<void> Ledger::restore() {
  const Result<std::string> text = book_->file.read();
  if (!text) return text.error();
  Result<std::optional<LockedFile>> again = LockedFile::take(book_->file.path());
  if (!again) return again.error();
  if (!*again) return {};  // It stands there already.
  if (Result<void> written = (*again)->write(0, *text); !written) return written;
  book_->file = std::move(**again);
  return {};
}

std::vector<std::string> Ledger::keepers_in(const std::string& folder) {
  std::vector<std::string> keepers;
  for (const std::string& path : ledgers_in(folder)) {
    const std::string id = utf8_text(utf8_path(path).stem());
    keepers.push_back(id.substr(0, id.rfind('-')));
  }
  return keepers;
}

std::vector<std::pair<std::string, Inheritance>> Ledger::own(const std::string& folder) {
  std::vector<std::pair<std::string, Inheritance>> left;
  const Result<process::Identity> self = process::identify(process::own_pid());
  for (const std::string& path : ledgers_in(folder)) {
    const Result<std::string> text = read_text(path);
    const auto head = text ? read_head(*text) : std::nullopt;
    if (!self || !head || head->keeper != *self || head->boot != process::boot_id()) continue;
    for (const auto& line : read_lines(*text)) {
      if (line) left.emplace_back(line->name, line->what);
    }
  }
  return left;
}

std::optional<process::Pid> Ledger::keeper_of(const std::string& folder,
                                              const process::Identity& id) {
  for (const std::string& path : ledgers_in(folder)) {
    const Result<std::string> text = read_text(path);
    const auto head = text ? read_head(*text) : std::nullopt;
    if (!head || head->boot != process::boot_id() || !lives_beside_us(head->keeper)) continue;
    for (const auto& line : read_lines(*text)) {
      if (line && is_program(line->what, id)) return head->keeper.pid;
    }
  }
  return std::nullopt;
}

void Ledger::idle(Index program) {
  book_->programs[program].state = Inheritance::State::idle;
  book_->write(program);
}

}  // namespace watchdog::keep
