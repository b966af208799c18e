#include "tests/simulation/sim_fleet_disk.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <type_traits>
#include <utility>

namespace flotilla::simulation {
namespace {

using controlplane::ArmTotals;
using controlplane::AssignmentRecord;
using controlplane::DesiredWorkload;
using controlplane::FleetState;
using controlplane::LookRecord;
using controlplane::Mutation;
using controlplane::NodeEventRecord;
using controlplane::NodeRecord;
using controlplane::NodeStatus;
using controlplane::Row;
using controlplane::RunbookRecord;
using controlplane::WorkloadStatus;

template <class T, class... Ts>
inline constexpr bool isAnyOf = (std::is_same_v<T, Ts> || ...);

// The node that must be there before this row, by the schema.
const NodeId* referenceOf(const Row& row) {
  return std::visit(
      [](const auto& r) -> const NodeId* {
        using T = std::decay_t<decltype(r)>;
        if constexpr (isAnyOf<T, NodeStatus, WorkloadStatus, ArmTotals, AssignmentRecord, DesiredWorkload, RolloutNode,
                              NodeEventRecord>)
          return &r.node;
        else
          return nullptr;
      },
      row);
}

// As it is read from the database: of each rollout that has not ended, the looks at the wave that began last.
void watch(FleetState& state, const FleetRows& rows) {
  for (auto& [id, rollout] : state.rollouts) {
    rollout.outcomes = {};  // counts are never stored
    const RolloutWave* wave = rollout.judgedWave();
    if (hasEnded(rollout.state) || wave == nullptr) continue;
    const auto looks = rows.looks.find({id, wave->place});
    if (looks == rows.looks.end()) continue;
    for (const auto& [number, look] : looks->second) state.apply(Row(look));
  }
}

}  // namespace

std::optional<Error> FleetRows::refuses(const std::vector<Mutation>& mutations) const {
  std::set<NodeId> coming;
  std::set<std::uint64_t> numbers;
  const NodeId* known = nullptr;  // the last one that was found
  for (const Mutation& mutation : mutations)
    for (const Row& row : mutation.rows) {
      if (const auto* node = std::get_if<NodeRecord>(&row)) coming.insert(node->id);
      if (const auto* entry = std::get_if<AuditEntry>(&row))
        if (audit.contains(entry->seq) || !numbers.insert(entry->seq).second)
          return internalError("database_error", "UNIQUE constraint failed: audit_entries.seq");
      const NodeId* node = referenceOf(row);
      if (node == nullptr || (known != nullptr && *known == *node)) continue;
      const auto at = state.nodes.find(*node);
      const bool isThere = at != state.nodes.end() && !at->second.record.id.empty();
      if (!isThere && !coming.contains(*node)) return internalError("database_error", "FOREIGN KEY constraint failed");
      known = node;
    }
  return std::nullopt;
}

void FleetRows::write(const Row& row) {
  if (const auto* look = std::get_if<LookRecord>(&row)) {
    looks[{look->look.rollout, look->look.wave}].insert_or_assign(look->look.number, *look);
    return;  // they are summed when the fleet is loaded
  }
  if (const auto* event = std::get_if<NodeEventRecord>(&row)) {
    events[event->node].insert_or_assign({event->seq, event->place}, event->event);
    return;
  }
  if (const auto* node = std::get_if<NodeRecord>(&row)) {
    const auto at = state.nodes.find(node->id);
    if (at == state.nodes.end() || at->second.record.id.empty()) nodes.push_back(node->id);
  } else if (const auto* entry = std::get_if<AuditEntry>(&row)) {
    audit.emplace(entry->seq, *entry);
  } else if (const auto* event = std::get_if<IncidentEvent>(&row)) {
    timelines[event->incident].insert_or_assign(event->seq, *event);
  } else if (const auto* one = std::get_if<RunEvidence>(&row)) {
    evidence[one->run].insert_or_assign(one->seq, *one);
  } else if (const auto* runbook = std::get_if<RunbookRecord>(&row)) {
    runbooks.insert_or_assign({runbook->name, runbook->version}, *runbook);
  } else if (const auto* firing = std::get_if<AlertFiring>(&row)) {
    const auto same = std::find_if(firings.begin(), firings.end(), [&](const AlertFiring& f) {
      return f.alert == firing->alert && f.began == firing->began;
    });
    if (same == firings.end())
      firings.push_back(*firing);
    else
      *same = *firing;
  }
  state.apply(row);
}

void FleetRows::dropOldEvents(const NodeId& node) {
  auto& all = events[node];
  if (all.size() < controlplane::kNodeEventsKept) return;
  const auto oldest = std::next(all.rbegin(), controlplane::kNodeEventsKept - 1);
  all.erase(all.begin(), all.lower_bound({oldest->first.first, 0}));  // the report stays whole
}

void FleetRows::dropOldFirings(TimePoint now) {
  std::erase_if(firings, [&](const AlertFiring& f) { return f.hasEnded() && f.ended < now - kAlertHistoryKept; });
  std::vector<TimePoint> ends;
  for (const AlertFiring& firing : firings)
    if (firing.hasEnded()) ends.push_back(firing.ended);
  if (ends.size() < controlplane::kAlertFiringsKept) return;
  std::nth_element(ends.begin(), ends.begin() + (controlplane::kAlertFiringsKept - 1), ends.end(), std::greater<>());
  const TimePoint oldest = ends[controlplane::kAlertFiringsKept - 1];
  std::erase_if(firings, [&](const AlertFiring& f) { return f.hasEnded() && f.ended < oldest; });
}

void FleetRows::write(const std::vector<Mutation>& mutations, std::uint64_t revision) {
  std::set<NodeId> told;
  TimePoint lastEnd;
  for (const Mutation& mutation : mutations) {
    for (const controlplane::Removal& removal : mutation.removals) state.apply(removal);
    for (const Row& row : mutation.rows) {
      write(row);
      if (const auto* event = std::get_if<NodeEventRecord>(&row)) told.insert(event->node);
      if (const auto* firing = std::get_if<AlertFiring>(&row)) lastEnd = std::max(lastEnd, firing->ended);
    }
  }
  for (const NodeId& node : told) dropOldEvents(node);
  if (lastEnd != TimePoint{}) dropOldFirings(lastEnd);
  state.revision = revision;
}

FleetState FleetRows::load() const {
  FleetState out = state;
  out.nodeNames.clear();  // of two with one name the later one has it, and of a renamed one the name before is gone
  for (const NodeId& node : nodes) out.nodeNames[out.nodes.at(node).record.name] = node;
  out.firings.clear();
  for (const AlertFiring& firing : firings)
    if (!firing.hasEnded()) out.apply(Row(firing));
  out.auditSeq = 0;
  out.auditHead = {};
  if (!audit.empty()) out.apply(Row(audit.rbegin()->second));
  watch(out, *this);
  return out;
}

void SimFleetDisk::crash(Dice& dice) {
  const Change change = std::exchange(unknown_, nullptr);
  if (!change || !dice.chance(0.5)) return;
  counts_.add("flotilla_db_appeared");
  change(*this, true);
}

void SimFleetDisk::restore(const Snapshot& snapshot) {
  rows_ = *snapshot;
  unknown_ = nullptr;
}

}  // namespace flotilla::simulation
