#include "tests/simulation/sim_agent_store.h"

#include <algorithm>
#include <utility>

#include "services/agent/storage/sqlite_agent_store.h"
#include "services/agent/storage/state_rows.h"

namespace flotilla::simulation {
namespace {

using agent::AgentState;
using agent::NewsLane;
using agent::StateChange;

// Of one answer to news(); SqliteAgentStore has the same.
constexpr std::size_t kMostEvents = 500;
constexpr std::size_t kMostBytes = 256 << 10;

void prove(AgentState& state, const WorkloadName& workload, const Digest& digest) {
  const std::string text = digest.toString();
  std::erase_if(state.failed, [&](const auto& entry) { return entry.second == text; });
  std::vector<Digest>& proven = state.proven[workload];
  std::erase(proven, digest);
  proven.push_back(digest);
  if (proven.size() > agent::kMaxProven) proven.erase(proven.begin());
}

}  // namespace

// Nobody sees a holder that the codec would not give back.
void SimAgentStore::tell(Kept& kept, NodeReport holder, NewsLane lane) {
  const bool room = kept.news.empty() || kept.news.back().id - kept.news.front().id + 1 < agent::kMaxWaitingNews;
  if (!room && lane == NewsLane::Ordinary) {
    ++kept.refused;
    return;
  }
  const std::size_t bytes = encodeReport(holder).size();
  kept.news.push_back({kept.nextNews++, lane, bytes, std::move(holder)});
}

void SimAgentStore::write(Kept& kept, const StateChange& change) {
  AgentState& state = kept.state;
  if (change.highestEpoch) state.highestEpoch = *change.highestEpoch;
  if (change.assignment) state.assignment = change.assignment;
  for (const agent::WorkloadRecord& record : change.workloads) state.workloads[record.workload] = record;
  for (const auto& [artifact, floor] : change.floors) {
    const auto [at, isNew] = state.floors.emplace(artifact, floor);
    if (!isNew) at->second = std::max(at->second, floor);
  }
  state.failed.insert(change.failed.begin(), change.failed.end());
  if (change.policy) state.policy = change.policy;
  if (change.orders) state.orders = *change.orders;
  for (const auto& [workload, digest] : change.proven) prove(state, workload, digest);
  for (const NodeEvent& event : change.events) {
    NodeReport holder;
    holder.events = {event};
    const bool security = event.state == InstallState::Refused && event.workload.empty();
    tell(kept, std::move(holder), security ? NewsLane::Security : NewsLane::Ordinary);
  }
  for (const auto& [first, second] : change.evidence) {
    if (kept.evidence >= agent::kMaxEvidence) continue;
    ++kept.evidence;
    if (std::max(first.size(), second.size()) > kMaxEvidenceBytes) continue;
    NodeReport holder;
    holder.contradictions = {{first, second}};
    tell(kept, std::move(holder), NewsLane::Security);
  }
}

void SimAgentStore::drop(Kept& kept, NewsLane lane, std::uint64_t through) {
  std::erase_if(kept.news, [&](const Waiting& one) { return one.lane == lane && one.id <= through; });
}

template <class F>
Status SimAgentStore::commit(F change) {
  if (onDurableStep) onDurableStep();
  switch (drawFate(faults, dice_, counts_, "state_db")) {
    case CommitFate::Stored:
      change(kept_);
      unknown_ = nullptr;
      return okStatus();
    case CommitFate::Full:
      return Error{ErrorCode::Exhausted, "disk_full", "state.db: the disk is full", {}, "free space on that disk"};
    case CommitFate::Unknown:
      unknown_ = change;
      [[fallthrough]];
    case CommitFate::Failed:
      break;
  }
  return internalError("state_error", "state.db: an injected error");
}

Status SimAgentStore::apply(const StateChange& change) {
  if (faults.unknownOutcome > 0) return commit([change](Kept& kept) { write(kept, change); });
  return commit([&change](Kept& kept) { write(kept, change); });
}

Status SimAgentStore::dropNews(NewsLane lane, std::uint64_t through) {
  return commit([=](Kept& kept) { drop(kept, lane, through); });
}

Status SimAgentStore::numberNewsAfter(const std::array<std::uint64_t, 2>& through) {
  const std::uint64_t least = std::max(through[0], through[1]) + 1;
  if (kept_.nextNews >= least) return okStatus();
  return commit([=](Kept& kept) { kept.nextNews = least; });
}

Result<std::optional<agent::News>> SimAgentStore::news(bool onlySecurity) {
  agent::News out;
  std::size_t bytes = 0, events = 0;
  for (const Waiting& one : kept_.news) {
    if (onlySecurity && one.lane != NewsLane::Security) continue;
    if (bytes >= kMostBytes || events == kMostEvents) break;
    if (out.through != 0 && one.lane != out.lane) break;
    out.lane = one.lane;
    out.through = one.id;
    bytes += one.bytes;
    ++events;
    const NodeReport& holder = one.holder;
    out.holder.events.insert(out.holder.events.end(), holder.events.begin(), holder.events.end());
    out.holder.contradictions.insert(out.holder.contradictions.end(), holder.contradictions.begin(),
                                     holder.contradictions.end());
  }
  if (out.through == 0) return std::optional<agent::News>();
  return std::optional(std::move(out));
}

void SimAgentStore::crash(Dice& dice) {
  if (unknown_ && dice.chance(0.5)) {
    unknown_(kept_);
    counts_.add("state_db_appeared");
  }
  unknown_ = nullptr;
}

}  // namespace flotilla::simulation
