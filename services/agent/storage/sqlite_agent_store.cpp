#include "services/agent/storage/sqlite_agent_store.h"

#include <algorithm>
#include <utility>

#include "services/agent/storage/state_rows.h"
#include "services/agent/storage/state_schema.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

constexpr int kMostBroken = 1000;
constexpr std::size_t kMaxEventsPerReport = 500;  // keeps a report well below what a message may hold
constexpr std::size_t kMaxNewsBytes = 256 << 10;  // likewise; one more may come on top

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

Result<std::optional<News>> SqliteAgentStore::news(bool onlySecurity) {
  FLOTILLA_TRY(auto row, connection_->prepare("SELECT id, record, lane FROM events WHERE lane >= $1 ORDER BY id"
                                              " LIMIT $2"));
  row.number(1, onlySecurity ? 1 : 0).number(2, kMaxEventsPerReport);
  News out;
  for (std::size_t bytes = 0; bytes < kMaxNewsBytes;) {
    FLOTILLA_TRY(const bool more, row.next());
    if (!more) break;
    const auto lane = row.number(2) == 0 ? NewsLane::Ordinary : NewsLane::Security;
    if (out.through != 0 && lane != out.lane) break;
    out.lane = lane;
    out.through = row.number(0);
    const std::string record = row.string(1);
    bytes += record.size();
    FLOTILLA_TRY(const NodeReport holder, readReport(*connection_, record));
    out.holder.events.insert(out.holder.events.end(), holder.events.begin(), holder.events.end());
    out.holder.contradictions.insert(out.holder.contradictions.end(), holder.contradictions.begin(),
                                     holder.contradictions.end());
  }
  if (out.through == 0) return std::optional<News>();
  return std::optional(std::move(out));
}

Status SqliteAgentStore::dropNews(NewsLane lane, std::uint64_t through) {
  FLOTILLA_TRY(auto drop, connection_->prepare("DELETE FROM events WHERE lane = $1 AND id <= $2"));
  return drop.number(1, static_cast<std::uint64_t>(lane)).number(2, through).run();
}

Status SqliteAgentStore::numberNewsAfter(const std::array<std::uint64_t, 2>& through) {
  FLOTILLA_TRY(const std::uint64_t next, readNumber(*connection_, kNextNews, 1));
  const std::uint64_t least = std::max(through[0], through[1]) + 1;
  return next >= least ? okStatus() : writeNumber(*connection_, kNextNews, least);
}

Result<std::uint64_t> SqliteAgentStore::refusedNews() {
  return readNumber(*connection_, kRefusedNews, 0);
}

Result<std::uint64_t> SqliteAgentStore::nextReport() {
  return readNumber(*connection_, kNextSeq, 1);
}

Result<std::vector<NodeReport>> SqliteAgentStore::reportsAbove(std::uint64_t seq, std::size_t limit) {
  return readReports(*connection_, "SELECT record FROM reports WHERE seq > $1 ORDER BY seq LIMIT $2", seq, limit);
}

Status SqliteAgentStore::dropReports() {
  return connection_->execute("DELETE FROM reports");
}

}  // namespace flotilla::agent
