#include "services/controlplane/storage/sqlite_fleet_store.h"

#include <array>
#include <set>

#include "models/domain/overload.h"
#include "services/controlplane/storage/migrations.h"
#include "services/controlplane/storage/row_codec.h"
#include "services/controlplane/storage/tables.h"

namespace flotilla::controlplane {
namespace {

template <class T>
std::vector<std::string> columnNames() {
  std::vector<std::string> names;
  T row{};
  Table<T>::columns([&](const char* name, const auto&) { names.emplace_back(name); }, row);
  return names;
}

template <class T>
std::string upsertSql() {
  std::string columns, values, updates, keys;
  int n = 0;
  for (const std::string& name : columnNames<T>()) {
    const bool key = n < Table<T>::keys;
    ++n;
    columns += (n > 1 ? ", " : "") + name;
    values += (n > 1 ? ", $" : "$") + std::to_string(n);
    std::string& list = key ? keys : updates;
    list += (list.empty() ? "" : ", ") + (key ? name : name + " = excluded." + name);
  }
  return std::string("INSERT INTO ") + Table<T>::name + " (" + columns + ") VALUES (" + values + ") ON CONFLICT (" +
         keys + ") DO UPDATE SET " + updates;
}

// An audit entry is only ever added: a second one with its number is an error, never an update.
template <>
std::string upsertSql<AuditEntry>() {
  return "INSERT INTO audit_entries (seq, at_us, actor, action, object, detail, before_digest, after_digest, previous, "
         "hash) "
         "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
}

template <class T>
std::string selectSql() {
  std::string columns;
  for (const std::string& name : columnNames<T>()) columns += (columns.empty() ? "" : ", ") + name;
  return "SELECT " + columns + " FROM " + Table<T>::name;
}

template <class T>
Result<T> readRow(Statement& statement) {
  T row{};
  RowReader reader(statement);
  Table<T>::columns(reader, row);
  if (reader.damaged().empty()) return row;
  return internalError("database_damaged",
                       std::string("a row of ") + Table<T>::name + " has a bad " + reader.damaged());
}

template <class T>
Result<std::vector<T>> allRows(Statement& statement) {
  std::vector<T> rows;
  for (;;) {
    FLOTILLA_TRY(const bool more, statement.step());
    if (!more) return rows;
    FLOTILLA_TRY(T row, readRow<T>(statement));
    rows.push_back(std::move(row));
  }
}

template <class T>
Status loadTable(Database& database, FleetState& state) {
  FLOTILLA_TRY(auto statement, database.prepare(selectSql<T>()));
  for (;;) {
    FLOTILLA_TRY(const bool more, statement->step());
    if (!more) return okStatus();
    FLOTILLA_TRY(T row, readRow<T>(*statement));
    state.apply(Row(std::move(row)));
  }
}

// Alerts that still fire; what is over is read when somebody asks.
Status loadFirings(Database& database, FleetState& state) {
  FLOTILLA_TRY(auto statement, database.prepare(selectSql<AlertFiring>() + " WHERE ended_at_us = 0"));
  for (;;) {
    FLOTILLA_TRY(const bool more, statement->step());
    if (!more) return okStatus();
    FLOTILLA_TRY(AlertFiring row, readRow<AlertFiring>(*statement));
    state.apply(Row(std::move(row)));
  }
}

Result<std::vector<LookRecord>> readLooks(Database& database, const RolloutId& rollout, std::uint32_t wave) {
  FLOTILLA_TRY(auto statement,
               database.prepare(selectSql<LookRecord>() + " WHERE rollout = $1 AND wave = $2 ORDER BY number"));
  statement->bindText(1, rollout.value);
  statement->bind(2, static_cast<std::int64_t>(wave));
  return allRows<LookRecord>(*statement);
}

template <class... T>
Status loadTables(Database& database, FleetState& state) {
  Status status = okStatus();
  (void)((status = loadTable<T>(database, state), status.ok()) && ...);
  return status;
}

// Of each rollout that has not ended, what the wave that began last was seen to do.
Status loadLooks(Database& database, FleetState& state) {
  for (const auto& [id, rollout] : state.rollouts) {
    const RolloutWave* wave = rollout.judgedWave();
    if (hasEnded(rollout.state) || wave == nullptr) continue;
    FLOTILLA_TRY(const auto looks, readLooks(database, id, wave->place));
    for (const LookRecord& look : looks) state.apply(Row(look));
  }
  return okStatus();
}

// The chain goes on after the last entry; the others stay on disk.
Status loadAuditHead(Database& database, FleetState& state) {
  FLOTILLA_TRY(auto statement, database.prepare(selectSql<AuditEntry>() + " ORDER BY seq DESC LIMIT 1"));
  FLOTILLA_TRY(const bool any, statement->step());
  if (!any) return okStatus();
  FLOTILLA_TRY(AuditEntry entry, readRow<AuditEntry>(*statement));
  state.apply(Row(std::move(entry)));
  return okStatus();
}

Error fenced(const std::string& why) {
  return precondition("fenced", "another control plane took over this database: " + why);
}

}  // namespace

Result<std::unique_ptr<SqliteFleetStore>> SqliteFleetStore::open(const std::string& path) {
  FLOTILLA_TRY(auto database, Database::open(path));
  FLOTILLA_CHECK(migrate(*database));
  return std::unique_ptr<SqliteFleetStore>(new SqliteFleetStore(std::move(database)));
}

Result<std::uint64_t> SqliteFleetStore::raiseEpoch() {
  FLOTILLA_CHECK(database_->execute("UPDATE meta SET value = value + 1 WHERE key = 'epoch'"));
  FLOTILLA_TRY(const std::int64_t epoch, database_->integer("SELECT value FROM meta WHERE key = 'epoch'"));
  return static_cast<std::uint64_t>(epoch);
}

Status SqliteFleetStore::jumpEpoch(std::uint64_t from, std::uint64_t to) {
  FLOTILLA_TRY(auto statement,
               database_->prepare("UPDATE meta SET value = $1 WHERE key = 'epoch' AND value = $2 RETURNING value"));
  statement->bind(1, static_cast<std::int64_t>(to));
  statement->bind(2, static_cast<std::int64_t>(from));
  FLOTILLA_TRY(const bool raised, statement->step());
  if (!raised) return fenced("the epoch is not " + std::to_string(from) + " any more");
  FLOTILLA_TRY(const bool more, statement->step());  // the change is done with its last row
  return more ? internalError("database_error", "the epoch is there twice") : okStatus();
}

Status SqliteFleetStore::copyTo(const std::string& path) {
  return database_->copyTo(path);
}

Result<FleetState> SqliteFleetStore::load() {
  FleetState state;
  FLOTILLA_TRY(const std::int64_t revision, database_->integer("SELECT value FROM meta WHERE key = 'revision'"));
  FLOTILLA_TRY(const std::int64_t epoch, database_->integer("SELECT value FROM meta WHERE key = 'epoch'"));
  state.revision = static_cast<std::uint64_t>(revision);
  state.epoch = static_cast<std::uint64_t>(epoch);
  const Status loaded =
      loadTables<Region, Site, Workload, Objective, NodeRecord, NodeStatus, WorkloadStatus, ArmTotals, AssignmentRecord,
                 DesiredWorkload, EnrolTokenRecord, OperatorRecord, ReleaseRecord, RolloutRecord, RolloutNode,
                 RolloutWave, RolloutApproval, AnswerRecord, PolicyRecord, AlertingRecord, Silence, Acknowledgement,
                 NotificationEntry, BudgetOverride, Incident, IncidentAlert, RunbookRecord, Run, StepAttempt,
                 RunApproval, NodeOrders, RunbookCheck, Task, GameDay, NodeFault, AccountRecord, SessionRecord,
                 ApiTokenRecord, BusinessIndicator, StageStanding>(*database_, state);
  if (!loaded) return loaded.error();
  FLOTILLA_CHECK(loadFirings(*database_, state));
  FLOTILLA_CHECK(loadLooks(*database_, state));
  FLOTILLA_CHECK(loadAuditHead(*database_, state));
  return state;
}

Result<Statement*> SqliteFleetStore::cached(const std::string& sql) {
  auto& slot = statements_[sql];
  if (!slot) {
    auto prepared = database_->prepare(sql);
    if (!prepared) return prepared.error();
    slot = std::move(*prepared);
  }
  slot->reset();
  return slot.get();
}

template <class T>
Status SqliteFleetStore::upsert(const T& row) {
  static const std::string sql = upsertSql<T>();
  FLOTILLA_TRY(Statement* const statement, cached(sql));
  RowWriter writer(*statement);
  Table<T>::columns(writer, row);
  FLOTILLA_CHECK([&]() -> Status {
    auto stepped = statement->step();
    return stepped ? okStatus() : Status(stepped.error());
  }());
  return okStatus();
}

Status SqliteFleetStore::removeBy(const std::string& sql, const Removal& removal) {
  FLOTILLA_TRY(Statement* const statement, cached(sql));
  std::visit(Overload{[&](const std::string& key) {
                        statement->bindBytes(1, key);  // as it was written: to SQLite text and bytes are never equal
                      },
                      [&](const RolloutParts& parts) { statement->bindText(1, parts.rollout.value); },
                      [&](const NotificationKey& key) {
                        statement->bindBytes(1, key.groupKey);
                        statement->bindBytes(2, key.receiver);
                      },
                      [&](const auto& key) { statement->bindText(1, key.value); }},
             removal.key);
  const auto stepped = statement->step();
  return stepped ? okStatus() : Status(stepped.error());
}

Status SqliteFleetStore::remove(const Removal& removal) {
  using Statements = std::vector<std::string>;
  static const std::array<Statements, 14> kSql{
      Statements{"DELETE FROM regions WHERE name = $1"},
      Statements{"DELETE FROM sites WHERE name = $1"},
      Statements{"DELETE FROM workloads WHERE name = $1"},
      Statements{"DELETE FROM answers WHERE request_id = $1"},
      Statements{"DELETE FROM operators WHERE id = $1", "DELETE FROM accounts WHERE id = $1",
                 "DELETE FROM sessions WHERE owner = $1", "DELETE FROM api_tokens WHERE owner = $1"},
      Statements{"DELETE FROM rollout_nodes WHERE rollout = $1", "DELETE FROM rollout_waves WHERE rollout = $1",
                 "DELETE FROM rollout_approvals WHERE rollout = $1"},
      Statements{"DELETE FROM objectives WHERE name = $1"},
      Statements{"DELETE FROM silences WHERE id = $1"},
      Statements{"DELETE FROM acknowledgements WHERE alert = $1"},
      Statements{"DELETE FROM notification_entries WHERE group_key = $1 AND receiver = $2"},
      Statements{"DELETE FROM budget_overrides WHERE id = $1"},
      Statements{"DELETE FROM sessions WHERE id = $1"},
      Statements{"DELETE FROM api_tokens WHERE id = $1"},
      Statements{"DELETE FROM business_indicators WHERE name = $1"}};
  for (const std::string& sql : kSql[removal.key.index()]) FLOTILLA_CHECK(removeBy(sql, removal));
  return okStatus();
}

Status SqliteFleetStore::dropOldEvents(const NodeId& node) {
  static const std::string sql =
      "DELETE FROM node_events WHERE node = $1 AND seq < (SELECT seq FROM node_events WHERE node = $1 "
      "ORDER BY seq DESC, place DESC LIMIT 1 OFFSET " +
      std::to_string(kNodeEventsKept - 1) + ")";
  FLOTILLA_TRY(Statement* const statement, cached(sql));
  statement->bindText(1, node.value);
  const auto stepped = statement->step();
  return stepped ? okStatus() : Status(stepped.error());
}

// What ended long before `now`, and what is beyond the number that is kept.
Status SqliteFleetStore::dropOldFirings(TimePoint now) {
  static const std::string kOld = "DELETE FROM alert_history WHERE ended_at_us > 0 AND ended_at_us < $1";
  static const std::string kMany =
      "DELETE FROM alert_history WHERE ended_at_us > 0 AND ended_at_us < (SELECT ended_at_us FROM alert_history "
      "WHERE ended_at_us > 0 ORDER BY ended_at_us DESC LIMIT 1 OFFSET " +
      std::to_string(kAlertFiringsKept - 1) + ")";
  FLOTILLA_TRY(Statement* const old, cached(kOld));
  old->bind(1, toMicros(now - kAlertHistoryKept));
  FLOTILLA_CHECK(old->step());
  FLOTILLA_TRY(Statement* const many, cached(kMany));
  FLOTILLA_CHECK(many->step());
  return okStatus();
}

Status SqliteFleetStore::writeAll(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) {
  FLOTILLA_TRY(const std::int64_t stored, database_->integer("SELECT value FROM meta WHERE key = 'epoch'"));
  if (static_cast<std::uint64_t>(stored) != epoch) return fenced("its epoch is " + std::to_string(stored));
  std::set<NodeId> told;
  TimePoint lastEnd;
  for (const Mutation& mutation : mutations) {
    for (const Removal& removal : mutation.removals) FLOTILLA_CHECK(remove(removal));
    for (const Row& row : mutation.rows) {
      FLOTILLA_CHECK(std::visit([&](const auto& r) { return upsert(r); }, row));
      if (const auto* event = std::get_if<NodeEventRecord>(&row)) told.insert(event->node);
      if (const auto* firing = std::get_if<AlertFiring>(&row)) lastEnd = std::max(lastEnd, firing->ended);
    }
  }
  for (const NodeId& node : told) FLOTILLA_CHECK(dropOldEvents(node));
  if (lastEnd != TimePoint{}) FLOTILLA_CHECK(dropOldFirings(lastEnd));
  FLOTILLA_TRY(Statement* const statement, cached("UPDATE meta SET value = $1 WHERE key = 'revision'"));
  statement->bind(1, static_cast<std::int64_t>(revision));
  const auto stepped = statement->step();
  return stepped ? okStatus() : Status(stepped.error());
}

Status SqliteFleetStore::commit(const std::vector<Mutation>& mutations, std::uint64_t epoch, std::uint64_t revision) {
  FLOTILLA_CHECK(database_->execute("BEGIN IMMEDIATE"));
  Status done = writeAll(mutations, epoch, revision);
  for (auto& [sql, statement] : statements_) statement->reset();
  if (done) done = database_->execute("COMMIT");
  if (!done) (void)database_->execute("ROLLBACK");
  return done;
}

Result<std::vector<NodeEvent>> SqliteFleetStore::nodeEvents(const NodeId& node) {
  FLOTILLA_TRY(auto statement,
               database_->prepare(selectSql<NodeEventRecord>() + " WHERE node = $1 ORDER BY seq DESC, place DESC"));
  statement->bindText(1, node.value);
  std::vector<NodeEvent> events;
  for (;;) {
    FLOTILLA_TRY(const bool more, statement->step());
    if (!more) return events;
    FLOTILLA_TRY(NodeEventRecord record, readRow<NodeEventRecord>(*statement));
    events.push_back(std::move(record.event));
  }
}

Result<std::vector<LookRecord>> SqliteFleetStore::looks(const RolloutId& rollout, std::uint32_t wave) {
  return readLooks(*database_, rollout, wave);
}

Result<std::vector<AlertFiring>> SqliteFleetStore::alertHistory() {
  FLOTILLA_TRY(auto statement, database_->prepare(selectSql<AlertFiring>() + " ORDER BY began_at_us DESC, alert"));
  return allRows<AlertFiring>(*statement);
}

Result<std::vector<IncidentEvent>> SqliteFleetStore::incidentEvents(const IncidentId& incident) {
  FLOTILLA_TRY(auto statement, database_->prepare(selectSql<IncidentEvent>() + " WHERE incident = $1 ORDER BY seq"));
  statement->bindText(1, incident.value);
  return allRows<IncidentEvent>(*statement);
}

Result<std::vector<RunEvidence>> SqliteFleetStore::runEvidence(const RunId& run) {
  FLOTILLA_TRY(auto statement, database_->prepare(selectSql<RunEvidence>() + " WHERE run = $1 ORDER BY seq"));
  statement->bindText(1, run.value);
  return allRows<RunEvidence>(*statement);
}

Result<std::optional<RunbookRecord>> SqliteFleetStore::runbook(const RunbookName& name, std::uint32_t version) {
  FLOTILLA_TRY(auto statement, database_->prepare(selectSql<RunbookRecord>() + " WHERE name = $1 AND version = $2"));
  statement->bindText(1, name.value);
  statement->bind(2, static_cast<std::int64_t>(version));
  FLOTILLA_TRY(auto rows, allRows<RunbookRecord>(*statement));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

Result<std::vector<AuditEntry>> SqliteFleetStore::auditEntries(std::uint64_t from, std::size_t limit) {
  FLOTILLA_TRY(auto statement, database_->prepare(selectSql<AuditEntry>() + " WHERE seq >= $1 ORDER BY seq LIMIT $2"));
  statement->bind(1, static_cast<std::int64_t>(from));
  statement->bind(2, static_cast<std::int64_t>(limit));
  return allRows<AuditEntry>(*statement);
}

}  // namespace flotilla::controlplane
