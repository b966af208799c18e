#include "services/agent/storage/state_rows.h"

#include <string>
#include <utility>

#include "services/agent/storage/target_codec.h"

namespace flotilla::agent {
namespace {

constexpr std::string_view kHighestEpoch = "highest_epoch";
constexpr std::string_view kOrders = "orders", kIsolated = "orders_isolated", kRenewal = "orders_renewal",
                           kRenewed = "orders_renewed";

Error damaged(const SqliteConnection& connection, const std::string& what) {
  return internalError("state_damaged", connection.file().string() + ": " + what);
}

Result<AssignmentTarget> readTarget(const SqliteConnection& connection, const SqliteStatement& row, int column) {
  auto target = decodeTarget(row.string(column));
  if (!target) return damaged(connection, target.error().message);
  return target;
}

// A state that this agent does not know stays where it is until a new generation comes.
void setState(WorkloadRecord& record, const std::string& text) {
  const auto state = installStateFrom(text);
  record.state = state.value_or(InstallState::Halted);
  if (state) return;
  record.reason = "unknown_state";
  record.message = "the stored state '" + text + "' is unknown to this agent";
}

Status readWorkloads(SqliteConnection& connection, AgentState& state) {
  FLOTILLA_TRY(auto row,
               connection.prepare("SELECT workload, state, generation, install_id, target, floor, target_slot,"
                                  " transitions, reason, message, slot_a, slot_b, proven FROM workloads"));
  for (;;) {
    FLOTILLA_TRY(const bool more, row.next());
    if (!more) return okStatus();
    WorkloadRecord record;
    record.workload = WorkloadName(row.string(0));
    record.generation = row.number(2);
    record.installId = row.string(3);
    FLOTILLA_TRY(record.target, readTarget(connection, row, 4));
    record.floor = row.number(5);
    record.targetSlot = row.number(6) == 0 ? 0 : 1;
    record.transitions = static_cast<std::uint32_t>(row.number(7));
    record.reason = row.string(8);
    record.message = row.string(9);
    FLOTILLA_TRY(record.holds[0], readTarget(connection, row, 10));
    FLOTILLA_TRY(record.holds[1], readTarget(connection, row, 11));
    record.proven = row.number(12) != 0;
    setState(record, row.string(1));
    state.workloads[record.workload] = std::move(record);
  }
}

Status readAssignment(SqliteConnection& connection, AgentState& state) {
  FLOTILLA_TRY(auto row, connection.prepare("SELECT epoch, generation, envelope FROM assignment"));
  FLOTILLA_TRY(const bool any, row.next());
  if (!any) return okStatus();
  StoredAssignment stored;
  stored.epoch = row.number(0);
  stored.generation = row.number(1);
  stored.envelope = row.string(2);
  FLOTILLA_TRY(auto release, connection.prepare("SELECT envelope FROM assignment_releases ORDER BY position"));
  for (;;) {
    FLOTILLA_TRY(const bool more, release.next());
    if (!more) break;
    stored.releases.push_back(release.string(0));
  }
  state.assignment = std::move(stored);
  return okStatus();
}

Status readFloorsAndFailures(SqliteConnection& connection, AgentState& state) {
  FLOTILLA_TRY(auto floor, connection.prepare("SELECT artifact, floor FROM floors"));
  for (;;) {
    FLOTILLA_TRY(const bool more, floor.next());
    if (!more) break;
    state.floors[ArtifactName(floor.string(0))] = floor.number(1);
  }
  FLOTILLA_TRY(auto failed, connection.prepare("SELECT generation, digest FROM failed"));
  for (;;) {
    FLOTILLA_TRY(const bool more, failed.next());
    if (!more) return okStatus();
    state.failed.emplace(failed.number(0), failed.string(1));
  }
}

Status readPolicy(SqliteConnection& connection, AgentState& state) {
  FLOTILLA_TRY(auto policy, connection.prepare("SELECT version, envelope FROM policy"));
  FLOTILLA_TRY(const bool any, policy.next());
  if (any) state.policy = StoredPolicy{policy.number(0), policy.string(1)};
  FLOTILLA_TRY(auto proven, connection.prepare("SELECT workload, digest FROM proven ORDER BY workload, place"));
  for (;;) {
    FLOTILLA_TRY(const bool more, proven.next());
    if (!more) return okStatus();
    const auto digest = parseDigest(proven.string(1));
    if (!digest) return damaged(connection, digest.error().message);
    state.proven[WorkloadName(proven.string(0))].push_back(*digest);
  }
}

Status writePolicy(SqliteConnection& connection, const StoredPolicy& policy) {
  FLOTILLA_TRY(auto upsert, connection.prepare("INSERT INTO policy (id, version, envelope) VALUES (1, $1, $2)"
                                               " ON CONFLICT (id) DO UPDATE SET version = $1, envelope = $2"));
  return upsert.number(1, policy.version).bytes(2, policy.envelope).run();
}

Status writeProven(SqliteConnection& connection, const WorkloadName& workload, const Digest& digest) {
  FLOTILLA_TRY(auto forget, connection.prepare("DELETE FROM failed WHERE digest = $1"));
  FLOTILLA_CHECK(forget.text(1, digest.toString()).run());
  FLOTILLA_TRY(auto upsert, connection.prepare("INSERT INTO proven (workload, digest, place)"
                                               " SELECT $1, $2, COALESCE(MAX(place), 0) + 1 FROM proven"
                                               " WHERE workload = $1"
                                               " ON CONFLICT (workload, digest) DO UPDATE SET place = excluded.place"));
  FLOTILLA_CHECK(upsert.text(1, workload.value).text(2, digest.toString()).run());
  FLOTILLA_TRY(auto drop, connection.prepare("DELETE FROM proven WHERE workload = $1 AND digest NOT IN (SELECT digest"
                                             " FROM proven WHERE workload = $1 ORDER BY place DESC LIMIT $2)"));
  return drop.text(1, workload.value).number(2, kMaxProven).run();
}

Status writeAssignment(SqliteConnection& connection, const StoredAssignment& assignment) {
  FLOTILLA_CHECK(connection.execute("DELETE FROM assignment_releases"));
  FLOTILLA_TRY(auto insert, connection.prepare("INSERT INTO assignment (id, epoch, generation, envelope)"
                                               " VALUES (1, $1, $2, $3) ON CONFLICT (id) DO UPDATE SET"
                                               " epoch = $1, generation = $2, envelope = $3"));
  FLOTILLA_CHECK(
      insert.number(1, assignment.epoch).number(2, assignment.generation).bytes(3, assignment.envelope).run());
  for (std::size_t i = 0; i < assignment.releases.size(); ++i) {
    FLOTILLA_TRY(auto release, connection.prepare("INSERT INTO assignment_releases (position, assignment, envelope)"
                                                  " VALUES ($1, 1, $2)"));
    FLOTILLA_CHECK(release.number(1, i).bytes(2, assignment.releases[i]).run());
  }
  return okStatus();
}

Status writeWorkload(SqliteConnection& connection, const WorkloadRecord& record) {
  FLOTILLA_TRY(auto upsert,
               connection.prepare("INSERT INTO workloads (workload, state, generation, install_id, target, floor,"
                                  " target_slot, transitions, reason, message, slot_a, slot_b, proven)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
                                  " ON CONFLICT (workload) DO UPDATE SET state = $2, generation = $3, install_id = $4,"
                                  " target = $5, floor = $6, target_slot = $7, transitions = $8, reason = $9,"
                                  " message = $10, slot_a = $11, slot_b = $12, proven = $13"));
  upsert.text(1, record.workload.value).text(2, toText(record.state)).number(3, record.generation);
  upsert.text(4, record.installId).bytes(5, encodeTarget(record.target)).number(6, record.floor);
  upsert.number(7, record.targetSlot).number(8, record.transitions).text(9, record.reason).text(10, record.message);
  upsert.bytes(11, encodeTarget(record.holds[0])).bytes(12, encodeTarget(record.holds[1]));
  return upsert.number(13, record.proven ? 1 : 0).run();
}

// Ids follow each other and the oldest go first, so the span of ids says it without counting rows.
Result<bool> isRoomForNews(SqliteConnection& connection) {
  FLOTILLA_TRY(auto span, connection.prepare("SELECT COALESCE((SELECT MIN(id) FROM events), 0),"
                                             " COALESCE((SELECT MAX(id) FROM events), 0)"));
  FLOTILLA_TRY(const bool any, span.next());
  return !any || span.number(0) == 0 || span.number(1) - span.number(0) + 1 < kMaxWaitingNews;
}

// What leaves with the next report; the codec of reports is the codec of what is in them. Ids never come again, so that
// what the queue took counts once. What a node may do never depends on whether there is room to tell of it.
Status writeNews(SqliteConnection& connection, const NodeReport& holder, std::uint64_t lane) {
  FLOTILLA_TRY(const bool room, isRoomForNews(connection));
  if (!room && lane == 0) {
    FLOTILLA_TRY(const std::uint64_t refused, readNumber(connection, kRefusedNews, 0));
    return writeNumber(connection, kRefusedNews, refused + 1);
  }
  FLOTILLA_TRY(const std::uint64_t id, readNumber(connection, kNextNews, 1));
  FLOTILLA_TRY(auto insert, connection.prepare("INSERT INTO events (id, record, lane) VALUES ($1, $2, $3)"));
  FLOTILLA_CHECK(insert.number(1, id).bytes(2, encodeReport(holder)).number(3, lane).run());
  return writeNumber(connection, kNextNews, id + 1);
}

// Somebody sent what the node cannot trust at all.
bool isAboutSecurity(const NodeEvent& event) {
  return event.state == InstallState::Refused && event.workload.empty();
}

Status writeEvent(SqliteConnection& connection, const NodeEvent& event) {
  NodeReport holder;
  holder.events = {event};
  return writeNews(connection, holder, isAboutSecurity(event) ? 1 : 0);
}

// What is kept is told as well, unless it is too large to travel.
Status writeEvidence(SqliteConnection& connection, const std::pair<std::string, std::string>& pair,
                     std::uint64_t maxEvidence) {
  FLOTILLA_TRY(auto count, connection.prepare("SELECT COUNT(*) FROM evidence"));
  FLOTILLA_TRY(const bool any, count.next());
  const std::uint64_t kept = any ? count.number(0) : 0;
  if (kept >= maxEvidence) return okStatus();
  FLOTILLA_TRY(auto insert, connection.prepare("INSERT INTO evidence (id, first, second) VALUES ($1, $2, $3)"));
  FLOTILLA_CHECK(insert.number(1, kept + 1).bytes(2, pair.first).bytes(3, pair.second).run());
  if (pair.first.size() > kMaxEvidenceBytes || pair.second.size() > kMaxEvidenceBytes) return okStatus();
  NodeReport holder;
  holder.contradictions = {{pair.first, pair.second}};
  return writeNews(connection, holder, 1);
}

Status writeFloor(SqliteConnection& connection, const ArtifactName& artifact, std::uint64_t floor) {
  FLOTILLA_TRY(auto upsert,
               connection.prepare("INSERT INTO floors (artifact, floor) VALUES ($1, $2)"
                                  " ON CONFLICT (artifact) DO UPDATE SET floor = $2 WHERE floors.floor < $2"));
  return upsert.text(1, artifact.value).number(2, floor).run();
}

Status writeFailure(SqliteConnection& connection, std::uint64_t generation, const std::string& digest) {
  FLOTILLA_TRY(auto insert, connection.prepare("INSERT INTO failed (generation, digest) VALUES ($1, $2)"
                                               " ON CONFLICT DO NOTHING"));
  return insert.number(1, generation).text(2, digest).run();
}

Status writeOrders(SqliteConnection& connection, const StoredOrders& orders) {
  FLOTILLA_CHECK(writeNumber(connection, kOrders, orders.number));
  FLOTILLA_CHECK(writeNumber(connection, kIsolated, orders.isolated ? 1 : 0));
  FLOTILLA_CHECK(writeNumber(connection, kRenewal, orders.renewal));
  return writeNumber(connection, kRenewed, orders.renewed);
}

Result<StoredOrders> readOrders(SqliteConnection& connection) {
  StoredOrders out;
  FLOTILLA_TRY(out.number, readNumber(connection, kOrders, 0));
  FLOTILLA_TRY(const std::uint64_t isolated, readNumber(connection, kIsolated, 0));
  out.isolated = isolated != 0;
  FLOTILLA_TRY(out.renewal, readNumber(connection, kRenewal, 0));
  FLOTILLA_TRY(out.renewed, readNumber(connection, kRenewed, 0));
  return out;
}

}  // namespace

Result<std::uint64_t> readNumber(SqliteConnection& connection, std::string_view name, std::uint64_t fallback) {
  FLOTILLA_TRY(auto row, connection.prepare("SELECT value FROM numbers WHERE name = $1"));
  FLOTILLA_TRY(const bool any, row.text(1, name).next());
  return any ? row.number(0) : fallback;
}

Status writeNumber(SqliteConnection& connection, std::string_view name, std::uint64_t value) {
  FLOTILLA_TRY(auto upsert, connection.prepare("INSERT INTO numbers (name, value) VALUES ($1, $2)"
                                               " ON CONFLICT (name) DO UPDATE SET value = $2"));
  return upsert.text(1, name).number(2, value).run();
}

Result<AgentState> readState(SqliteConnection& connection) {
  AgentState state;
  FLOTILLA_TRY(state.highestEpoch, readNumber(connection, kHighestEpoch, 0));
  FLOTILLA_CHECK(readAssignment(connection, state));
  FLOTILLA_CHECK(readWorkloads(connection, state));
  FLOTILLA_CHECK(readFloorsAndFailures(connection, state));
  FLOTILLA_CHECK(readPolicy(connection, state));
  FLOTILLA_TRY(state.orders, readOrders(connection));
  return state;
}

Status writeChange(SqliteConnection& connection, const StateChange& change, std::uint64_t maxEvidence) {
  if (change.highestEpoch) FLOTILLA_CHECK(writeNumber(connection, kHighestEpoch, *change.highestEpoch));
  if (change.assignment) FLOTILLA_CHECK(writeAssignment(connection, *change.assignment));
  for (const WorkloadRecord& record : change.workloads) FLOTILLA_CHECK(writeWorkload(connection, record));
  for (const auto& [artifact, floor] : change.floors) FLOTILLA_CHECK(writeFloor(connection, artifact, floor));
  for (const auto& [generation, digest] : change.failed) FLOTILLA_CHECK(writeFailure(connection, generation, digest));
  if (change.policy) FLOTILLA_CHECK(writePolicy(connection, *change.policy));
  if (change.orders) FLOTILLA_CHECK(writeOrders(connection, *change.orders));
  for (const auto& [workload, digest] : change.proven) FLOTILLA_CHECK(writeProven(connection, workload, digest));
  for (const NodeEvent& event : change.events) FLOTILLA_CHECK(writeEvent(connection, event));
  for (const auto& pair : change.evidence) FLOTILLA_CHECK(writeEvidence(connection, pair, maxEvidence));
  return okStatus();
}

}  // namespace flotilla::agent
