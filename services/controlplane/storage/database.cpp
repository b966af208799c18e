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

Result<std::unique_ptr<Database>> Database::openFile(const std::string& path) {
  sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (opened != SQLITE_OK) return databaseError(handle, "open " + path);
  sqlite3_busy_timeout(handle, 5000);
  FLOTILLA_CHECK(
      database->execute("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; "
                        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"));
  return database;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path) {
  FLOTILLA_TRY(auto database, openFile(path));
  FLOTILLA_CHECK(database->execute("PRAGMA journal_mode=WAL;"));
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

Status Database::checkWhole() {
  for (const char* sql : {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"}) {
    FLOTILLA_TRY(auto check, prepare(sql));
    FLOTILLA_TRY(const bool row, check->step());
    if (!row || check->bytes(0) == "ok") continue;
    return Error{ErrorCode::Internal,
                 "database_damaged",
                 "the database is damaged: " + check->bytes(0),
                 {},
                 "take another backup"};
  }
  return okStatus();
}

Status Database::copyPages(sqlite3* into) {
  sqlite3_backup* backup = sqlite3_backup_init(into, "main", handle_, "main");
  if (backup == nullptr) return databaseError(into, "copy");
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) return databaseError(into, "copy");
  return okStatus();
}

Status Database::copyTo(const std::string& path) {
  FLOTILLA_TRY(const auto target, openFile(path));
  FLOTILLA_CHECK(copyPages(target->handle_));
  // One file: whoever copies it further has no journal to forget.
  FLOTILLA_CHECK(target->execute("PRAGMA journal_mode=DELETE"));
  return target->checkWhole();
}

Result<std::int64_t> Database::integer(const char* sql) {
  FLOTILLA_TRY(auto statement, prepare(sql));
  FLOTILLA_TRY(const bool row, statement->step());
  return row ? statement->integer(0) : std::int64_t{0};
}

}  // namespace flotilla::controlplane
