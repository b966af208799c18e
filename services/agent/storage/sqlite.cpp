#include "services/agent/storage/sqlite.h"

#include <sqlite3.h>

#include <utility>

namespace flotilla::agent {
namespace {

Error failure(sqlite3* connection, const Path& file) {
  const int code = connection != nullptr ? sqlite3_errcode(connection) : SQLITE_NOMEM;
  const std::string message = file.string() + ": " + sqlite3_errmsg(connection);
  if (code == SQLITE_FULL) return {ErrorCode::Exhausted, "disk_full", message, {}, "free space on that disk"};
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) return internalError("state_damaged", message);
  return internalError("state_error", message);
}

}  // namespace

SqliteStatement::~SqliteStatement() {
  sqlite3_finalize(statement_);
}

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)), file_(other.file_) {}

int SqliteStatement::position(int parameter) const {
  return sqlite3_bind_parameter_index(statement_, ("$" + std::to_string(parameter)).c_str());
}

SqliteStatement& SqliteStatement::number(int parameter, std::uint64_t value) {
  sqlite3_bind_int64(statement_, position(parameter), static_cast<sqlite3_int64>(value));
  return *this;
}

SqliteStatement& SqliteStatement::text(int parameter, std::string_view value) {
  sqlite3_bind_text64(statement_, position(parameter), value.data() != nullptr ? value.data() : "", value.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::bytes(int parameter, std::string_view value) {
  sqlite3_bind_blob64(statement_, position(parameter), value.data() != nullptr ? value.data() : "", value.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

Result<bool> SqliteStatement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(connection_, file_);
}

Status SqliteStatement::run() {
  for (;;) {
    FLOTILLA_TRY(const bool row, next());
    if (!row) return okStatus();
  }
}

std::uint64_t SqliteStatement::number(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

std::string SqliteStatement::string(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const Path& file) {
  sqlite3* raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(raw, file));
  if (code != SQLITE_OK) return failure(raw, file);
  FLOTILLA_CHECK(connection->prepareFile());
  return connection;
}

SqliteConnection::~SqliteConnection() {
  sqlite3_close(connection_);
}

Status SqliteConnection::prepareFile() {
  for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"})
    FLOTILLA_CHECK(execute(pragma));
  FLOTILLA_TRY(auto check, prepare("PRAGMA quick_check"));
  FLOTILLA_TRY(const bool row, check.next());
  const std::string verdict = row ? check.string(0) : "no answer";
  if (verdict != "ok") return internalError("state_damaged", file_.string() + ": " + verdict);
  return okStatus();
}

Result<SqliteStatement> SqliteConnection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(connection_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return failure(connection_, file_);
  return SqliteStatement(connection_, statement, file_);
}

Status SqliteConnection::execute(std::string_view sql) {
  FLOTILLA_TRY(auto statement, prepare(sql));
  return statement.run();
}

}  // namespace flotilla::agent
