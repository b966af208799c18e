#include "services/controlplane/storage/sqlite_telemetry_store.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "services/runtime/log.h"

namespace flotilla::controlplane {
namespace {

constexpr std::int64_t kSchema = 6;
constexpr const char* kTables =
    "CREATE TABLE hours (kind TEXT NOT NULL, hour BIGINT NOT NULL, scope TEXT NOT NULL, workload TEXT NOT NULL, "
    "version TEXT NOT NULL, slot_us BIGINT NOT NULL, slots BYTEA NOT NULL, "
    "PRIMARY KEY (kind, hour, scope, workload, version)); "
    "CREATE TABLE alerts (kind TEXT NOT NULL, objective TEXT NOT NULL, region TEXT NOT NULL, severity TEXT NOT NULL, "
    "since_us BIGINT NOT NULL, state TEXT NOT NULL, last_true_us BIGINT NOT NULL, resolved_us BIGINT NOT NULL, "
    "why TEXT NOT NULL, PRIMARY KEY (kind, objective, region, severity, since_us)); "
    "CREATE TABLE counted (node TEXT PRIMARY KEY, report BIGINT NOT NULL); PRAGMA user_version=1;";
constexpr const char* kByScope = "CREATE INDEX hours_by_scope ON hours (kind, scope, hour); PRAGMA user_version=2;";
constexpr const char* kDrift =
    "CREATE TABLE drift_series (region TEXT NOT NULL, node TEXT NOT NULL, workload TEXT NOT NULL, version TEXT NOT "
    "NULL, site TEXT NOT NULL, name TEXT NOT NULL, ended_us BIGINT NOT NULL, series BYTEA NOT NULL, PRIMARY KEY "
    "(region, node, workload, version)); "
    "CREATE TABLE drift_hours (region TEXT NOT NULL, node TEXT NOT NULL, workload TEXT NOT NULL, version TEXT NOT "
    "NULL, hour BIGINT NOT NULL, window_record BYTEA NOT NULL, PRIMARY KEY (region, node, workload, version, hour)); "
    "PRAGMA user_version=3;";
// Until then one number was for all that a report counts.
constexpr const char* kDriftCounted =
    "CREATE TABLE drift_counted (node TEXT PRIMARY KEY, report BIGINT NOT NULL); "
    "INSERT INTO drift_counted SELECT node, report FROM counted; PRAGMA user_version=4;";
constexpr const char* kBusiness =
    "CREATE TABLE business_hours (indicator TEXT NOT NULL, region TEXT NOT NULL, site TEXT NOT NULL, hour BIGINT NOT "
    "NULL, points BYTEA NOT NULL, PRIMARY KEY (indicator, region, site, hour)); PRAGMA user_version=5;";
// Until then an hour was written whole whenever any of it grew.
constexpr const char* kParts =
    "BEGIN IMMEDIATE; CREATE TABLE parts (kind TEXT NOT NULL, hour BIGINT NOT NULL, scope TEXT NOT NULL, workload TEXT "
    "NOT NULL, "
    "version TEXT NOT NULL, part BIGINT NOT NULL, slot_us BIGINT NOT NULL, slots BYTEA NOT NULL, "
    "PRIMARY KEY (kind, hour, scope, workload, version, part)); "
    "INSERT INTO parts SELECT kind, hour, scope, workload, version, 0, slot_us, slots FROM hours; "
    "DROP TABLE hours; ALTER TABLE parts RENAME TO hours; "
    "CREATE INDEX hours_by_scope ON hours (kind, scope, hour); PRAGMA user_version=6; COMMIT;";
constexpr const char* kColumns = "SELECT scope, workload, version, hour, part, slot_us, slots FROM hours ";

Result<std::unique_ptr<Database>> openWhole(const std::string& path) {
  FLOTILLA_TRY(auto database, Database::open(path));
  FLOTILLA_CHECK(database->execute("PRAGMA synchronous=NORMAL;"));
  FLOTILLA_TRY(const std::int64_t schema, database->integer("PRAGMA user_version"));
  if (schema > kSchema)
    return precondition(
        "schema_newer",
        "telemetry.db has schema " + std::to_string(schema) + ", this program knows " + std::to_string(kSchema), {},
        "run the newer flotillad, or move telemetry.db away and begin without that past");
  if (schema == 0) FLOTILLA_CHECK(database->execute(kTables));
  if (schema < 2) FLOTILLA_CHECK(database->execute(kByScope));
  if (schema < 3) FLOTILLA_CHECK(database->execute(kDrift));
  if (schema < 4) FLOTILLA_CHECK(database->execute(kDriftCounted));
  if (schema < 5) FLOTILLA_CHECK(database->execute(kBusiness));
  if (schema < kSchema) FLOTILLA_CHECK(database->execute(kParts));
  return database;
}

template <class Word, class Names>
std::optional<Word> wordFrom(const Names& names, std::string_view text) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<Word>(i);
  return std::nullopt;
}

Result<RawHour> readRow(RawKind kind, const Statement& row) {
  RawHour hour;
  hour.key = {kind,         row.bytes(0),   row.bytes(1),
              row.bytes(2), row.integer(3), static_cast<std::uint32_t>(row.integer(4))};
  hour.slot = Duration(row.integer(5));
  FLOTILLA_CHECK(hour.decodeSlots(row.bytes(6)));
  if (hour.slot <= Duration(0)) return internalError("bad_hour", "an hour of telemetry is damaged");
  return hour;
}

// As parameters 1 to 6.
void bindKey(Statement& statement, const RawKey& key) {
  statement.bindText(1, nameOf(key.kind));
  statement.bind(2, key.hour);
  statement.bindText(3, key.scope);
  statement.bindText(4, key.workload);
  statement.bindText(5, key.version);
  statement.bind(6, std::int64_t{key.part});
}

}  // namespace

Result<std::unique_ptr<SqliteTelemetryStore>> SqliteTelemetryStore::open(const std::string& path) {
  auto database = openWhole(path);
  if (!database && database.error().reason == "database_damaged") {
    log::error("telemetry.db is damaged; its past is put aside", {{"as", path + ".damaged"}});
    std::error_code ignored;
    for (const char* part : {"", "-wal", "-shm"})
      std::filesystem::rename(path + part, path + ".damaged" + part, ignored);
    database = openWhole(path);
  }
  if (!database) return database.error();
  return std::unique_ptr<SqliteTelemetryStore>(new SqliteTelemetryStore(std::move(*database)));
}

Status SqliteTelemetryStore::write(const std::vector<RawHour>& hours, const std::map<NodeId, std::uint64_t>& counted) {
  return inTransaction([&] {
    const Status written = writeRows(hours);
    return written ? writeCounted(counted) : written;
  });
}

Status SqliteTelemetryStore::inTransaction(const std::function<Status()>& work) {
  FLOTILLA_CHECK(database_->execute("BEGIN IMMEDIATE"));
  Status done = work();
  if (done) done = database_->execute("COMMIT");
  if (!done) (void)database_->execute("ROLLBACK");
  return done;
}

Status SqliteTelemetryStore::writeRows(const std::vector<RawHour>& hours) {
  FLOTILLA_TRY(
      const auto insert,
      database_->prepare("INSERT INTO hours (kind, hour, scope, workload, version, part, slot_us, slots) VALUES "
                         "($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (kind, hour, scope, workload, version, "
                         "part) DO UPDATE SET slot_us = excluded.slot_us, slots = excluded.slots"));
  for (const RawHour& hour : hours) {
    bindKey(*insert, hour.key);
    insert->bind(7, hour.slot.count());
    insert->bindBytes(8, hour.encodeSlots());
    FLOTILLA_TRY(const bool row, insert->step());
    (void)row;
    insert->reset();
  }
  return okStatus();
}

Status SqliteTelemetryStore::replace(RawKind kind, std::int64_t hour, const std::vector<RawHour>& parts) {
  return inTransaction([&]() -> Status {
    FLOTILLA_TRY(const auto remove, database_->prepare("DELETE FROM hours WHERE kind = $1 AND hour = $2"));
    remove->bindText(1, nameOf(kind));
    remove->bind(2, hour);
    FLOTILLA_TRY(const bool row, remove->step());
    (void)row;
    return writeRows(parts);
  });
}

Status SqliteTelemetryStore::writeCounted(const std::map<NodeId, std::uint64_t>& counted) {
  FLOTILLA_TRY(const auto insert, database_->prepare("INSERT INTO counted (node, report) VALUES ($1, $2) ON CONFLICT "
                                                     "(node) DO UPDATE SET report = excluded.report"));
  for (const auto& [node, report] : counted) {
    insert->bindText(1, node.value);
    insert->bind(2, static_cast<std::int64_t>(report));
    FLOTILLA_TRY(const bool row, insert->step());
    (void)row;
    insert->reset();
  }
  return okStatus();
}

Result<std::map<NodeId, std::uint64_t>> SqliteTelemetryStore::counted() {
  FLOTILLA_TRY(const auto select, database_->prepare("SELECT node, report FROM counted"));
  std::map<NodeId, std::uint64_t> out;
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return out;
    out[NodeId(select->bytes(0))] = static_cast<std::uint64_t>(select->integer(1));
  }
}

Result<RawHour> SqliteTelemetryStore::read(const RawKey& key) {
  FLOTILLA_TRY(const auto select,
               database_->prepare(std::string(kColumns) + "WHERE kind = $1 AND hour = $2 AND scope = $3 AND "
                                                          "workload = $4 AND version = $5 AND part = $6"));
  bindKey(*select, key);
  FLOTILLA_TRY(const bool found, select->step());
  if (!found) return RawHour{};
  return readRow(key.kind, *select);
}

Status SqliteTelemetryStore::each(RawKind kind, std::int64_t from, std::int64_t to,
                                  const std::function<void(const RawHour&)>& take) {
  FLOTILLA_TRY(const auto select, database_->prepare(std::string(kColumns) +
                                                     "WHERE kind = $1 AND hour >= $2 AND hour <= $3 ORDER BY hour"));
  select->bindText(1, nameOf(kind));
  select->bind(2, from);
  select->bind(3, to);
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return okStatus();
    FLOTILLA_TRY(const RawHour hour, readRow(kind, *select));
    take(hour);
  }
}

Status SqliteTelemetryStore::eachOf(RawKind kind, const std::string& scope, std::int64_t from, std::int64_t to,
                                    const std::function<void(const RawHour&)>& take) {
  FLOTILLA_TRY(const auto select,
               database_->prepare(std::string(kColumns) +
                                  "WHERE kind = $1 AND scope = $2 AND hour >= $3 AND hour <= $4 ORDER BY hour"));
  select->bindText(1, nameOf(kind));
  select->bindText(2, scope);
  select->bind(3, from);
  select->bind(4, to);
  for (;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) return okStatus();
    FLOTILLA_TRY(const RawHour hour, readRow(kind, *select));
    take(hour);
  }
}

Status SqliteTelemetryStore::writeAlerts(const std::vector<ObjectiveAlert>& alerts) {
  return inTransaction([&]() -> Status {
    FLOTILLA_TRY(const auto insert,
                 database_->prepare("INSERT INTO alerts (kind, objective, region, severity, since_us, state, "
                                    "last_true_us, resolved_us, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON "
                                    "CONFLICT (kind, objective, region, severity, since_us) DO UPDATE SET state = "
                                    "excluded.state, last_true_us = excluded.last_true_us, resolved_us = "
                                    "excluded.resolved_us, why = excluded.why"));
    for (const ObjectiveAlert& alert : alerts) {
      insert->bindText(1, toText(alert.key.kind));
      insert->bindText(2, alert.key.objective.value);
      insert->bindText(3, alert.key.region.value);
      insert->bindText(4, toText(alert.key.severity));
      insert->bind(5, toMicros(alert.since));
      insert->bindText(6, toText(alert.state));
      insert->bind(7, toMicros(alert.lastTrue));
      insert->bind(8, toMicros(alert.resolvedAt));
      insert->bindText(9, alert.why);
      FLOTILLA_TRY(const bool row, insert->step());
      (void)row;
      insert->reset();
    }
    return okStatus();
  });
}

Result<std::vector<ObjectiveAlert>> SqliteTelemetryStore::alerts(std::size_t most) {
  FLOTILLA_TRY(const auto select,
               database_->prepare("SELECT kind, objective, region, severity, since_us, state, last_true_us, "
                                  "resolved_us, why FROM alerts ORDER BY CASE WHEN state = 'firing' THEN 0 ELSE 1 END, "
                                  "since_us DESC"));
  std::vector<ObjectiveAlert> out;
  for (std::size_t resolved = 0;;) {
    FLOTILLA_TRY(const bool row, select->step());
    if (!row) break;
    const auto kind = wordFrom<AlertKind>(kAlertKindNames, select->bytes(0));
    const auto severity = wordFrom<Severity>(kSeverityNames, select->bytes(3));
    const auto state = wordFrom<AlertState>(kAlertStateNames, select->bytes(5));
    if (!kind || !severity || !state) return internalError("bad_alert", "an alert in telemetry.db is damaged");
    if (*state == AlertState::Resolved && ++resolved > most) break;
    ObjectiveAlert alert;
    alert.key = {*kind, ObjectiveName(select->bytes(1)), RegionName(select->bytes(2)), *severity};
    alert.state = *state;
    alert.since = fromMicros(select->integer(4));
    alert.lastTrue = fromMicros(select->integer(6));
    alert.resolvedAt = fromMicros(select->integer(7));
    alert.why = select->bytes(8);
    out.push_back(std::move(alert));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const ObjectiveAlert& a, const ObjectiveAlert& b) { return a.since < b.since; });
  return out;
}

Result<std::uint64_t> SqliteTelemetryStore::remove(RawKind kind, std::int64_t before) {
  FLOTILLA_TRY(const auto remove, database_->prepare("DELETE FROM hours WHERE kind = $1 AND hour < $2 RETURNING hour"));
  remove->bindText(1, nameOf(kind));
  remove->bind(2, before);
  std::uint64_t count = 0;
  for (;; ++count) {
    FLOTILLA_TRY(const bool row, remove->step());
    if (!row) return count;
  }
}

}  // namespace flotilla::controlplane
