#include "services/agent/storage/state_schema.h"

#include <array>
#include <string>
#include <vector>

namespace flotilla::agent {
namespace {

// Index n leads from version n to n + 1.
const std::array<std::vector<const char*>, 3> kVersions{
    {{
         "CREATE TABLE numbers (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",  // highest_epoch, next_seq
         "CREATE TABLE assignment (id BIGINT PRIMARY KEY CHECK (id = 1), epoch BIGINT NOT NULL, generation BIGINT NOT "
         "NULL,"
         " envelope BYTEA NOT NULL)",
         "CREATE TABLE assignment_releases (position BIGINT PRIMARY KEY, assignment BIGINT NOT NULL REFERENCES "
         "assignment "
         "(id),"
         " envelope BYTEA NOT NULL)",
         "CREATE TABLE workloads (workload TEXT PRIMARY KEY, state TEXT NOT NULL, generation BIGINT NOT NULL,"
         " install_id TEXT NOT NULL, target BYTEA NOT NULL, floor BIGINT NOT NULL, target_slot BIGINT NOT NULL,"
         " transitions BIGINT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, slot_a BYTEA NOT NULL,"
         " slot_b BYTEA NOT NULL, proven BIGINT NOT NULL)",
         "CREATE TABLE floors (artifact TEXT PRIMARY KEY, floor BIGINT NOT NULL)",
         "CREATE TABLE failed (generation BIGINT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (generation, digest))",
         "CREATE TABLE events (id BIGINT PRIMARY KEY, record BYTEA NOT NULL)",
         "CREATE TABLE reports (seq BIGINT PRIMARY KEY, record BYTEA NOT NULL)",
         "CREATE TABLE evidence (id BIGINT PRIMARY KEY, first BYTEA NOT NULL, second BYTEA NOT NULL)",
     },
     {
         "CREATE TABLE policy (id BIGINT PRIMARY KEY CHECK (id = 1), version BIGINT NOT NULL, envelope BYTEA NOT NULL)",
         "CREATE TABLE proven (workload TEXT NOT NULL, digest TEXT NOT NULL, place BIGINT NOT NULL,"
         " PRIMARY KEY (workload, digest))",
     },
     {
         // Reports wait in the telemetry queue from now on; those in `reports` are taken over by it.
         "ALTER TABLE events ADD COLUMN lane BIGINT NOT NULL DEFAULT 0",  // 1 = about security
         "INSERT INTO numbers (name, value) SELECT 'next_news', COALESCE(MAX(id), 0) + 1 FROM events",
     }}};

Result<std::uint64_t> versionOf(SqliteConnection& connection) {
  FLOTILLA_TRY(auto statement, connection.prepare("PRAGMA user_version"));
  FLOTILLA_TRY(const bool row, statement.next());
  return row ? statement.number(0) : 0;
}

Status upgradeFrom(SqliteConnection& connection, std::uint64_t version) {
  for (const char* sql : kVersions[version]) FLOTILLA_CHECK(connection.execute(sql));
  return connection.execute("PRAGMA user_version = " + std::to_string(version + 1));
}

}  // namespace

Status migrateState(SqliteConnection& connection) {
  FLOTILLA_TRY(const std::uint64_t found, versionOf(connection));
  if (found > kVersions.size())
    return Error{ErrorCode::Precondition,
                 "state_too_new",
                 connection.file().string() + " was written by a newer agent",
                 {},
                 "install that version of the agent again"};
  for (std::uint64_t version = found; version < kVersions.size(); ++version) {
    const auto upgrade = [&] { return upgradeFrom(connection, version); };
    FLOTILLA_CHECK(connection.transaction(upgrade));
  }
  return okStatus();
}

}  // namespace flotilla::agent
