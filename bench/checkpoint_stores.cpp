// SPDX-License-Identifier: MIT
#include "checkpoint_stores.hpp"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string_view>

#include "watchdog/checkpoint/cereal.hpp"
#ifdef WD_WITH_SQLITE
#include <sqlite3.h>
#endif
#ifdef WD_WITH_LMDB
#include <lmdb.h>
#endif
#ifdef WD_WITH_LEVELDB
#include <leveldb/db.h>
#endif

namespace watchdog::bench {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "checkpoint_commits: %s failed\n", what);
  std::exit(1);
}

std::string encode(const State& state) {
  std::ostringstream stream;
  cereal::PortableBinaryOutputArchive archive(stream);
  archive(state);
  return std::move(stream).str();
}

State decode(const std::string& bytes) {
  std::istringstream stream(bytes);
  cereal::PortableBinaryInputArchive archive(stream);
  State state;
  archive(state);
  return state;
}

// Ours.

using Saved = checkpoint::Checkpoint<State>;

checkpoint::Options options_for(checkpoint::Durability durability) {
  checkpoint::Options options;
  options.type = "state";
  options.durability = durability;
  if (durability == checkpoint::Durability::periodic) options.generations = 4;
  return options;
}

class Ours : public Saver {
 public:
  Ours(const std::string& folder, checkpoint::Durability durability)
      : saved_(Saved::open(folder + "/ours", state_, options_for(durability))) {
    require(saved_.has_value(), "opening the checkpoint");
  }
  void save(const State& state) override {
    require(saved_->commit(state).has_value(), "committing");
  }

 private:
  State state_;
  Result<Saved> saved_;
};

Method ours(const std::string& name, const std::string& survives,
            checkpoint::Durability durability) {
  return {"**watchdog, " + name + "**", survives,
          [=](const std::string& folder) { return std::make_unique<Ours>(folder, durability); },
          [=](const std::string& folder) {
            State state;
            require(Saved::open(folder + "/ours", state, options_for(durability)).has_value(),
                    "loading");
            return state;
          }};
}

// What the disk takes for one write of as many bytes and one flush, and nothing around them.

class Floor : public Saver {
 public:
  explicit Floor(const std::string& folder)
      : file_(::open((folder + "/floor").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  ~Floor() override { ::close(file_); }
  void save(const State& state) override {
    const std::size_t slot = (state.bytes.size() + 2 * page - 1) / page * page;
    if (saves_ == 0) write(std::string(slot, '\0'), std::string(slot, '\0'), 0);
    write(std::string_view(header_.data(), header_.size()),
          {reinterpret_cast<const char*>(state.bytes.data()), state.bytes.size()},
          saves_++ % 2 * slot);
    require(::fdatasync(file_) == 0, "fdatasync");
  }

 private:
  static constexpr std::size_t page = 4096;
  void write(std::string_view first, std::string_view second, std::size_t offset) const {
    const iovec pieces[] = {{const_cast<char*>(first.data()), first.size()},
                            {const_cast<char*>(second.data()), second.size()}};
    require(::pwritev(file_, pieces, 2, static_cast<off_t>(offset)) ==
                static_cast<ssize_t>(first.size() + second.size()),
            "writing");
  }

  std::array<char, 96> header_{};
  int file_;
  std::size_t saves_ = 0;
};

Method floor_of_the_disk() {
  return {"floor: one pwritev and one fdatasync, two slots, nothing else",
          "-",
          [](const std::string& folder) { return std::make_unique<Floor>(folder); },
          {}};
}

// A file beside the present one takes its name.

class Renaming : public Saver {
 public:
  Renaming(std::string folder, bool safe) : folder_(std::move(folder)), safe_(safe) {}
  void save(const State& state) override {
    const std::string bytes = encode(state);
    const std::string temporary = folder_ + "/state.new";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
            "writing");
    if (safe_) require(::fsync(file) == 0, "fsync");
    ::close(file);
    require(std::rename(temporary.c_str(), (folder_ + "/state").c_str()) == 0, "rename");
    if (!safe_) return;
    const int folder = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(::fsync(folder) == 0, "fsync of the folder");
    ::close(folder);
  }

 private:
  std::string folder_;
  bool safe_;
};

State load_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  cereal::PortableBinaryInputArchive archive(in);
  State state;
  archive(state);
  return state;
}

Method renaming(const std::string& name, const std::string& survives, bool safe) {
  return {name, survives,
          [=](const std::string& folder) { return std::make_unique<Renaming>(folder, safe); },
          [](const std::string& folder) { return load_file(folder + "/state"); }};
}

#ifdef WD_WITH_SQLITE
class Sqlite : public Saver {
 public:
  Sqlite(const std::string& folder, const char* synchronous) {
    require(sqlite3_open((folder + "/state.db").c_str(), &database_) == SQLITE_OK, "sqlite3_open");
    run("PRAGMA journal_mode=WAL");
    run(synchronous);
    run("CREATE TABLE IF NOT EXISTS state(id INTEGER PRIMARY KEY, bytes BLOB)");
    sqlite3_prepare_v2(database_, "INSERT OR REPLACE INTO state VALUES(1, ?)", -1, &insert_,
                       nullptr);
    sqlite3_prepare_v2(database_, "SELECT bytes FROM state WHERE id=1", -1, &select_, nullptr);
  }
  ~Sqlite() override {
    sqlite3_finalize(insert_);
    sqlite3_finalize(select_);
    sqlite3_close(database_);
  }
  void save(const State& state) override {
    const std::string bytes = encode(state);
    sqlite3_bind_blob64(insert_, 1, bytes.data(), bytes.size(), SQLITE_STATIC);
    require(sqlite3_step(insert_) == SQLITE_DONE, "sqlite3_step");
    sqlite3_reset(insert_);
  }
  State load() {
    require(sqlite3_step(select_) == SQLITE_ROW, "reading of SQLite");
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(select_, 0));
    return decode({bytes, static_cast<std::size_t>(sqlite3_column_bytes(select_, 0))});
  }

 private:
  void run(const char* text) {
    require(sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK, text);
  }
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* select_ = nullptr;
};

Method sqlite(const std::string& name, const std::string& survives, const char* synchronous) {
  return {name, survives,
          [=](const std::string& folder) { return std::make_unique<Sqlite>(folder, synchronous); },
          [=](const std::string& folder) { return Sqlite(folder, synchronous).load(); }};
}
#endif

#ifdef WD_WITH_LMDB
class Lmdb : public Saver {
 public:
  explicit Lmdb(const std::string& folder) {
    mdb_env_create(&environment_);
    mdb_env_set_mapsize(environment_, 1UL << 30);
    require(mdb_env_open(environment_, (folder + "/state.lmdb").c_str(), MDB_NOSUBDIR, 0600) == 0,
            "mdb_env_open");
  }
  ~Lmdb() override { mdb_env_close(environment_); }
  void save(const State& state) override {
    std::string bytes = encode(state);
    MDB_txn* transaction = begin(0);
    MDB_val value{bytes.size(), bytes.data()};
    require(mdb_put(transaction, database_, &key_, &value, 0) == 0, "mdb_put");
    require(mdb_txn_commit(transaction) == 0, "mdb_txn_commit");
  }
  State load() {
    MDB_txn* transaction = begin(MDB_RDONLY);
    MDB_val value{};
    require(mdb_get(transaction, database_, &key_, &value) == 0, "mdb_get");
    State state = decode({static_cast<const char*>(value.mv_data), value.mv_size});
    mdb_txn_abort(transaction);
    return state;
  }

 private:
  MDB_txn* begin(unsigned flags) {
    MDB_txn* transaction = nullptr;
    require(mdb_txn_begin(environment_, nullptr, flags, &transaction) == 0, "mdb_txn_begin");
    require(mdb_dbi_open(transaction, nullptr, 0, &database_) == 0, "mdb_dbi_open");
    return transaction;
  }
  MDB_env* environment_ = nullptr;
  MDB_dbi database_ = 0;
  char name_[6] = "state";
  MDB_val key_{5, name_};
};
#endif

#ifdef WD_WITH_LEVELDB
class LevelDb : public Saver {
 public:
  explicit LevelDb(const std::string& folder) {
    leveldb::Options options;
    options.create_if_missing = true;
    leveldb::DB* database = nullptr;
    require(leveldb::DB::Open(options, folder + "/state.leveldb", &database).ok(), "leveldb open");
    database_.reset(database);
  }
  void save(const State& state) override {
    leveldb::WriteOptions options;
    options.sync = true;
    require(database_->Put(options, "state", encode(state)).ok(), "leveldb put");
  }
  State load() {
    std::string bytes;
    require(database_->Get({}, "state", &bytes).ok(), "leveldb get");
    return decode(bytes);
  }

 private:
  std::unique_ptr<leveldb::DB> database_;
};
#endif

}  // namespace

std::vector<Method> methods() {
  std::vector<Method> all{
      ours("power", "power", checkpoint::Durability::power), floor_of_the_disk(),
      renaming("cereal, temporary file, fsync, rename, fsync of the folder", "power", true)};
#ifdef WD_WITH_SQLITE
  all.push_back(sqlite("SQLite, WAL, FULL", "power", "PRAGMA synchronous=FULL"));
#endif
#ifdef WD_WITH_LMDB
  all.push_back({"LMDB", "power",
                 [](const std::string& folder) { return std::make_unique<Lmdb>(folder); },
                 [](const std::string& folder) { return Lmdb(folder).load(); }});
#endif
#ifdef WD_WITH_LEVELDB
  all.push_back({"LevelDB, sync", "power",
                 [](const std::string& folder) { return std::make_unique<LevelDb>(folder); },
                 [](const std::string& folder) { return LevelDb(folder).load(); }});
#endif
  all.push_back(ours("process", "kill", checkpoint::Durability::process));
  all.push_back(
      ours("periodic", "kill; power, as of a second ago", checkpoint::Durability::periodic));
  all.push_back(renaming("cereal, temporary file, rename", "kill", false));
#ifdef WD_WITH_SQLITE
  all.push_back(sqlite("SQLite, WAL, NORMAL", "kill", "PRAGMA synchronous=NORMAL"));
#endif
  return all;
}

}  // namespace watchdog::bench
