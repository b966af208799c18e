#include "tests/simulation/sim_fleet_disk.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

namespace flotilla::simulation {
namespace {

using controlplane::ApiTokenRecord;
using controlplane::ArmTotals;
using controlplane::AssignmentRecord;
using controlplane::DesiredWorkload;
using controlplane::FleetState;
using controlplane::LookRecord;
using controlplane::Mutation;
using controlplane::NodeEventRecord;
using controlplane::NodeRecord;
using controlplane::NodeStatus;
using controlplane::OperatorRecord;
using controlplane::ReleaseRecord;
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

// What no two rows of a table may share, by the key of the row. Read from the state when it is first asked for.
template <class Key, class Value>
class Unique {
 public:
  template <class Map, class Read>
  Unique& from(const Map& rows, const Read& read) {
    if (std::exchange(read_, true)) return *this;
    for (const auto& [key, row] : rows)
      if (auto value = read(row)) held_.emplace(key, std::move(*value));
    return *this;
  }
  // False: another row has it.
  bool put(const Key& key, const Value& value) {
    const bool taken = std::any_of(held_.begin(), held_.end(),
                                   [&](const auto& entry) { return entry.second == value && entry.first != key; });
    held_.insert_or_assign(key, value);
    return !taken;
  }
  void remove(const Key& key) { held_.erase(key); }
  template <class If>
  void removeIf(const If& condition) {
    std::erase_if(held_, [&](const auto& entry) { return condition(entry.second); });
  }

 private:
  std::map<Key, Value> held_;
  bool read_ = false;
};

// The constraints of the schema, over a batch of rows.
class Constraints {
 public:
  explicit Constraints(const FleetRows& rows) : rows_(rows) {}

  void remove(const controlplane::Removal& removal) {
    if (const auto* owner = std::get_if<OperatorId>(&removal.key)) {
      operators().remove(*owner);
      tokens().removeIf([&](const TokenName& name) { return name.first == *owner; });
    }
    if (const auto* token = std::get_if<ApiTokenId>(&removal.key)) tokens().remove(*token);
  }

  // The first that a row breaks; null if it breaks none.
  const char* brokenBy(const Row& row) {
    if (const auto* r = std::get_if<NodeRecord>(&row))
      return nodes().put(r->id, r->name) ? (coming_.insert(r->id), nullptr) : "UNIQUE constraint failed: nodes.name";
    if (const auto* r = std::get_if<ReleaseRecord>(&row))
      return releases().put(r->digest, {r->release.artifact, r->release.version})
                 ? nullptr
                 : "UNIQUE constraint failed: releases.artifact, releases.version";
    if (const auto* r = std::get_if<ApiTokenRecord>(&row))
      return tokens().put(r->id, {r->owner, r->name}) ? nullptr
                                                      : "UNIQUE constraint failed: api_tokens.owner, api_tokens.name";
    if (const auto* r = std::get_if<OperatorRecord>(&row))
      return operators().put(r->id, r->name) ? nullptr : "UNIQUE constraint failed: operators.name";
    if (const auto* r = std::get_if<AuditEntry>(&row))
      return rows_.audit.contains(r->seq) || !numbers_.insert(r->seq).second
                 ? "UNIQUE constraint failed: audit_entries.seq"
                 : nullptr;
    const NodeId* node = referenceOf(row);
    return node == nullptr || isThere(*node) ? nullptr : "FOREIGN KEY constraint failed";
  }

 private:
  using TokenName = std::pair<OperatorId, std::string>;
  using ReleaseName = std::pair<ArtifactName, Version>;

  Unique<NodeId, std::string>& nodes() {
    return nodes_.from(rows_.state.nodes, [](const controlplane::NodeEntry& entry) {
      return entry.record.id.empty() ? std::nullopt : std::optional(entry.record.name);
    });
  }
  Unique<Digest, ReleaseName>& releases() {
    return releases_.from(rows_.state.releases, [](const ReleaseRecord& r) {
      return std::optional(ReleaseName(r.release.artifact, r.release.version));
    });
  }
  Unique<ApiTokenId, TokenName>& tokens() {
    return tokens_.from(rows_.state.apiTokens,
                        [](const ApiTokenRecord& r) { return std::optional(TokenName(r.owner, r.name)); });
  }
  Unique<OperatorId, std::string>& operators() {
    return operators_.from(rows_.state.operators, [](const OperatorRecord& r) { return std::optional(r.name); });
  }
  bool isThere(const NodeId& node) {
    if (known_ != nullptr && *known_ == node) return true;
    const auto at = rows_.state.nodes.find(node);
    if ((at == rows_.state.nodes.end() || at->second.record.id.empty()) && !coming_.contains(node)) return false;
    known_ = &node;
    return true;
  }

  const FleetRows& rows_;
  Unique<NodeId, std::string> nodes_;
  Unique<Digest, ReleaseName> releases_;
  Unique<ApiTokenId, TokenName> tokens_;
  Unique<OperatorId, std::string> operators_;
  std::set<NodeId> coming_;
  std::set<std::uint64_t> numbers_;
  const NodeId* known_ = nullptr;  // the last one that was found
};

}  // namespace

std::optional<Error> FleetRows::refuses(const std::vector<Mutation>& mutations) const {
  Constraints constraints(*this);
  for (const Mutation& mutation : mutations) {
    for (const controlplane::Removal& removal : mutation.removals) constraints.remove(removal);
    for (const Row& row : mutation.rows)
      if (const char* broken = constraints.brokenBy(row)) return internalError("database_error", broken);
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
  if (const auto* entry = std::get_if<AuditEntry>(&row)) {
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
  out.nodeNames.clear();  // of a node with another name the one before is gone
  for (const auto& [id, node] : out.nodes)
    if (!node.record.id.empty()) out.nodeNames[node.record.name] = id;
  // One of which no row is left is none.
  std::erase_if(out.rollouts, [](const auto& item) {
    const Rollout& rollout = item.second;
    return rollout.id.empty() && rollout.nodes.empty() && rollout.waves.empty() && rollout.approvals.empty();
  });
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
