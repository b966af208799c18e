// A thin layer over one SQLite connection: statements with named parameters, transactions, one kind of error.
// Thread: one. Lifetime: statements end before their database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace flotilla::controlplane {

class Statement {
 public:
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // `parameter` is the name after '$'. PostgreSQL numbers them, SQLite names them; binding by name means the same to
  // both.
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);
  void bindText(int parameter, std::string_view value);
  void bindBytes(int parameter, std::string_view value);

  // True: a row is there. False: done.
  Result<bool> step();
  void reset();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string bytes(int column) const;  // text or bytes

 private:
  int index(int parameter) const;
  sqlite3* database_;
  sqlite3_stmt* statement_;
};

class Database {
 public:
  // Opens or creates; WAL, synchronous=FULL, foreign keys, quick_check. Errors: Internal/"database_damaged",
  // Exhausted/"disk_full".
  static Result<std::unique_ptr<Database>> open(const std::string& path);
  // The same without looking into it, and in whatever journal mode it is: for copies.
  static Result<std::unique_ptr<Database>> openFile(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status execute(const char* sql);  // one or more statements without parameters
  Result<std::unique_ptr<Statement>> prepare(std::string_view sql);
  Result<std::int64_t> integer(const char* sql);  // first column of the first row; 0 if none

  // The whole content in a new file: without a journal beside it, checked, durable. After an error its owner removes
  // what is there.
  Status copyTo(const std::string& path);
  // Every page, index and reference, which takes longer than the quick check of open(): Internal/"database_damaged".
  Status checkWhole();

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Status copyPages(sqlite3* into);
  sqlite3* handle_;
};

Error databaseError(sqlite3* handle, std::string_view what);

}  // namespace flotilla::controlplane
