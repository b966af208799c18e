#include "services/agent/storage/sqlite_agent_store.h"

#include <algorithm>
#include <utility>

#include "services/agent/storage/report_merge.h"
#include "services/agent/storage/state_rows.h"
#include "services/agent/storage/state_schema.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr int kMostBroken = 1000;
constexpr std::size_t kMaxEventsPerReport = 500;  // keeps a report well below what a message may hold

// The journal files belong to the database; a new one must not find those of the old.
Status setAside(Files& files, const Path& file) {
  for (int n = 1; n < kMostBroken; ++n) {
    const Path aside = file.string() + ".broken-" + std::to_string(n);
    if (files.exists(aside)) continue;
    for (const char* journal : {"-wal", "-shm"}) FLOTILLA_CHECK(files.remove(file.string() + journal));
    FLOTILLA_CHECK(files.rename(file, aside));
    return files.syncDirectory(file.parent_path());
  }
  return internalError("state_damaged", file.string() + " is damaged again and again");
}

Result<NodeReport> readReport(const SqliteConnection& connection, std::string_view record) {
  auto report = decodeReport(record);
  if (!report) return internalError("state_damaged", connection.file().string() + ": " + report.error().message);
  return report;
}

Result<std::vector<NodeReport>> readReports(SqliteConnection& connection, const std::string& sql,
                                            std::uint64_t parameter, std::uint64_t limit) {
  FLOTILLA_TRY(auto row, connection.prepare(sql));
  row.number(1, parameter).number(2, limit);
  std::vector<NodeReport> reports;
  for (;;) {
    FLOTILLA_TRY(const bool more, row.next());
    if (!more) return reports;
    FLOTILLA_TRY(NodeReport report, readReport(connection, row.string(0)));
    reports.push_back(std::move(report));
  }
}

// What does not fit leaves with the next report.
Status takeEvents(SqliteConnection& connection, NodeReport& report) {
  FLOTILLA_TRY(auto row, connection.prepare("SELECT id, record FROM events ORDER BY id LIMIT $1"));
  row.number(1, kMaxEventsPerReport);
  std::uint64_t last = 0;
  for (;;) {
    FLOTILLA_TRY(const bool more, row.next());
    if (!more) break;
    last = row.number(0);
    FLOTILLA_TRY(const NodeReport holder, readReport(connection, row.string(1)));
    report.events.insert(report.events.end(), holder.events.begin(), holder.events.end());
    report.contradictions.insert(report.contradictions.end(), holder.contradictions.begin(),
                                 holder.contradictions.end());
  }
  FLOTILLA_TRY(auto drop, connection.prepare("DELETE FROM events WHERE id <= $1"));
  return drop.number(1, last).run();
}

Status putReport(SqliteConnection& connection, const NodeReport& report) {
  FLOTILLA_TRY(auto insert, connection.prepare("INSERT INTO reports (seq, record) VALUES ($1, $2)"
                                               " ON CONFLICT (seq) DO UPDATE SET record = $2"));
  return insert.number(1, report.seq).bytes(2, encodeReport(report)).run();
}

Status dropReport(SqliteConnection& connection, std::uint64_t seq) {
  FLOTILLA_TRY(auto drop, connection.prepare("DELETE FROM reports WHERE seq = $1"));
  return drop.number(1, seq).run();
}

Result<std::uint64_t> countReports(SqliteConnection& connection) {
  FLOTILLA_TRY(auto row, connection.prepare("SELECT COUNT(*) FROM reports"));
  FLOTILLA_TRY(const bool any, row.next());
  return any ? row.number(0) : 0;
}

bool mayMerge(const NodeReport& a, const NodeReport& b) {
  return a.bootId == b.bootId && a.events.size() + b.events.size() <= kMaxEventsPerReport;
}

// Merges every second of these reports into the one after it.
Status mergeNeighbours(SqliteConnection& connection, const std::vector<NodeReport>& reports) {
  for (std::size_t i = 0; i + 1 < reports.size(); ++i) {
    if (!mayMerge(reports[i], reports[i + 1])) continue;
    FLOTILLA_CHECK(putReport(connection, mergeReports(reports[i], reports[i + 1])));
    FLOTILLA_CHECK(dropReport(connection, reports[i].seq));
    ++i;
  }
  return okStatus();
}

}  // namespace

Result<std::unique_ptr<SqliteAgentStore>> SqliteAgentStore::openWhole(const Path& file) {
  FLOTILLA_TRY(auto connection, SqliteConnection::open(file));
  FLOTILLA_CHECK(migrateState(*connection));
  std::unique_ptr<SqliteAgentStore> store(new SqliteAgentStore(std::move(connection)));
  FLOTILLA_CHECK(store->load());
  return store;
}

Result<std::unique_ptr<SqliteAgentStore>> SqliteAgentStore::open(Files& files, const Path& file) {
  auto store = openWhole(file);
  if (store || store.error().reason != "state_damaged") return store;
  log::error("state.db is damaged and set aside", {{"file", file.string()}, {"message", store.error().message}});
  FLOTILLA_CHECK(setAside(files, file));
  return openWhole(file);
}

Result<AgentState> SqliteAgentStore::load() {
  return readState(*connection_);
}

Status SqliteAgentStore::apply(const StateChange& change) {
  return connection_->transaction([&] { return writeChange(*connection_, change, kMaxEvidence); });
}

Result<NodeReport> SqliteAgentStore::appendReport(NodeReport report) {
  return connection_->transaction([&]() -> Result<NodeReport> {
    FLOTILLA_TRY(report.seq, readNumber(*connection_, kNextSeq, 1));
    FLOTILLA_CHECK(takeEvents(*connection_, report));
    FLOTILLA_CHECK(putReport(*connection_, report));
    FLOTILLA_CHECK(writeNumber(*connection_, kNextSeq, report.seq + 1));
    return report;
  });
}

Result<std::vector<NodeReport>> SqliteAgentStore::pendingReports(std::size_t limit) {
  FLOTILLA_TRY(auto reports,
               readReports(*connection_, "SELECT record FROM reports WHERE seq > $1 ORDER BY seq LIMIT $2", 0, limit));
  if (!reports.empty()) handedOut_ = std::max(handedOut_, reports.back().seq);
  return reports;
}

Status SqliteAgentStore::acknowledge(std::uint64_t seq) {
  FLOTILLA_TRY(auto drop, connection_->prepare("DELETE FROM reports WHERE seq <= $1"));
  return drop.number(1, seq).run();
}

// The older half loses detail. What was handed out may have arrived already, and its counts must not come again under
// another seq.
Status SqliteAgentStore::compact(std::size_t limit) {
  FLOTILLA_TRY(const std::uint64_t waiting, countReports(*connection_));
  if (waiting <= limit) return okStatus();
  return connection_->transaction([&]() -> Status {
    const std::uint64_t batch = std::max<std::uint64_t>(2, waiting / 2);
    FLOTILLA_TRY(const auto oldest,
                 readReports(*connection_, "SELECT record FROM reports WHERE seq > $1 ORDER BY seq LIMIT $2",
                             handedOut_, batch));
    return mergeNeighbours(*connection_, oldest);
  });
}

}  // namespace flotilla::agent
