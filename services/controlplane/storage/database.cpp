#include "services/controlplane/storage/database.h"

#include <sqlite3.h>

#include "models/domain/result.h"

namespace flotilla::controlplane {

Error databaseError(sqlite3* handle, std::string_view what) {
  const int code = sqlite3_errcode(handle);
  const std::string message = std::string(what) + ": " + sqlite3_errmsg(handle);
  if (code == SQLITE_FULL)
    return {ErrorCode::Exhausted, "disk_full", message, {}, "free space on the file system of the data directory"};
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    return {ErrorCode::Internal,
            "database_damaged",
            message,
            {},
            "restore a backup, or look at the file with sqlite3 .recover"};
  if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
    return {ErrorCode::Denied, "database_unwritable", message, {}, "check owner, mode and mount of the data directory"};
  return internalError("database_error", message);
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

int Statement::index(int parameter) const {
  return sqlite3_bind_parameter_index(statement_, ("$" + std::to_string(parameter)).c_str());
}

void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_, index(parameter), value);
}
void Statement::bind(int parameter, double value) {
  sqlite3_bind_double(statement_, index(parameter), value);
}
void Statement::bindText(int parameter, std::string_view value) {
  sqlite3_bind_text(statement_, index(parameter), value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
}
void Statement::bindBytes(int parameter, std::string_view value) {
  sqlite3_bind_blob(statement_, index(parameter), value.empty() ? "" : value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return databaseError(database_, sqlite3_sql(statement_));
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}
std::string Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return data == nullptr ? std::string()
                         : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (opened != SQLITE_OK) return databaseError(handle, "open " + path);
  sqlite3_busy_timeout(handle, 5000);
  FLOTILLA_CHECK(
      database->execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
                        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"));
  FLOTILLA_TRY(auto check, database->prepare("PRAGMA quick_check(1)"));
  FLOTILLA_TRY(const bool row, check->step());
  if (!row || check->bytes(0) != "ok")
    return Error{ErrorCode::Internal,
                 "database_damaged",
                 path + " is damaged: " + (row ? check->bytes(0) : "no answer"),
                 {},
                 "restore a backup"};
  return database;
}

Database::~Database() {
  sqlite3_close(handle_);
}

Status Database::execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return databaseError(handle_, "execute");
  return okStatus();
}

Result<std::unique_ptr<Statement>> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    return databaseError(handle_, sql);
  return std::make_unique<Statement>(handle_, statement);
}

Result<std::int64_t> Database::integer(const char* sql) {
  FLOTILLA_TRY(auto statement, prepare(sql));
  FLOTILLA_TRY(const bool row, statement->step());
  return row ? statement->integer(0) : std::int64_t{0};
}

}  // namespace flotilla::controlplane
