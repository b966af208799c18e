// The little of SQLite's C API that state.db needs. Thread: the connection's owner. Lifetime: statements end before
// their connection. Errors: Exhausted/"disk_full", Internal/"state_damaged" for a file that is no whole database,
// Internal/"state_error" otherwise; the message names the file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "models/domain/result.h"
#include "services/runtime/files.h"

struct sqlite3;
struct sqlite3_stmt;

namespace flotilla::agent {

class SqliteStatement {
 public:
  SqliteStatement(sqlite3* connection, sqlite3_stmt* statement, const Path& file)
      : connection_(connection), statement_(statement), file_(file) {}
  ~SqliteStatement();
  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;

  // Parameters are called $1, $2, ... in the text.
  SqliteStatement& number(int parameter, std::uint64_t value);
  SqliteStatement& text(int parameter, std::string_view value);
  SqliteStatement& bytes(int parameter, std::string_view value);

  Result<bool> next();  // true: a row is there
  Status run();         // to the end

  std::uint64_t number(int column) const;
  std::string string(int column) const;  // text or bytes

 private:
  int position(int parameter) const;

  sqlite3* connection_;
  sqlite3_stmt* statement_;
  const Path& file_;
};

class SqliteConnection {
 public:
  // Opens or creates, sets WAL, synchronous=FULL and foreign keys, and checks the whole file.
  static Result<std::unique_ptr<SqliteConnection>> open(const Path& file);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Result<SqliteStatement> prepare(std::string_view sql);
  Status execute(std::string_view sql);  // one statement without parameters
  const Path& file() const { return file_; }

  // All of `work` or nothing of it.
  template <class F>
  auto transaction(F work) -> decltype(work()) {
    FLOTILLA_CHECK(execute("BEGIN IMMEDIATE"));
    auto result = work();
    if (result) {
      const Status committed = execute("COMMIT");
      if (committed) return result;
      (void)execute("ROLLBACK");
      return committed.error();
    }
    (void)execute("ROLLBACK");
    return result;
  }

 private:
  SqliteConnection(sqlite3* connection, Path file) : connection_(connection), file_(std::move(file)) {}
  Status prepareFile();

  sqlite3* connection_;
  Path file_;
};

}  // namespace flotilla::agent
