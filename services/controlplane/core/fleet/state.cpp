#include "services/controlplane/core/fleet/state.h"

#include <algorithm>
#include <tuple>

#include "models/domain/overload.h"
#include "services/documents/alerting.h"
#include "services/documents/rollout_plan.h"
#include "services/documents/runbook_yaml.h"
#include "services/documents/signed_documents.h"

namespace flotilla::controlplane {
namespace {

void putRolloutNode(FleetState& state, const RolloutNode& row) {
  auto& nodes = state.rollouts[row.rollout].nodes;
  const auto [place, isNew] = state.rolloutPlaces.try_emplace({row.rollout, row.node}, nodes.size());
  if (isNew)
    nodes.push_back(row);
  else
    nodes[place->second] = row;
}

void putRollout(FleetState& state, const Rollout& row) {
  Rollout& target = state.rollouts[row.id];
  auto nodes = std::move(target.nodes);
  auto waves = std::move(target.waves);
  auto approvals = std::move(target.approvals);
  target = row;
  target.nodes = std::move(nodes);
  target.waves = std::move(waves);
  target.approvals = std::move(approvals);
  if (hasEnded(row.state)) state.watched.erase(row.id);
}

void putWave(FleetState& state, const RolloutWave& row) {
  auto& waves = state.rollouts[row.rollout].waves;
  if (waves.size() <= row.place) waves.resize(row.place + 1);
  waves[row.place] = row;
}

void putApproval(FleetState& state, const RolloutApproval& row) {
  auto& approvals = state.rollouts[row.rollout].approvals;
  const auto same = std::find_if(approvals.begin(), approvals.end(),
                                 [&](const RolloutApproval& a) { return a.wave == row.wave && a.by == row.by; });
  if (same == approvals.end())
    approvals.push_back(row);
  else
    *same = row;
}

void forgetParts(FleetState& state, const RolloutId& id) {
  const auto at = state.rollouts.find(id);
  if (at == state.rollouts.end()) return;
  for (const RolloutNode& node : at->second.nodes) state.rolloutPlaces.erase({id, node.node});
  at->second.nodes.clear();
  at->second.waves.clear();
  at->second.approvals.clear();
}

void forgetOperator(FleetState& state, const OperatorId& id) {
  state.operators.erase(id);
  state.accounts.erase(id);
  std::erase_if(state.sessions, [&](const auto& entry) { return entry.second.owner == id; });
  std::erase_if(state.apiTokens, [&](const auto& entry) { return entry.second.owner == id; });
}

void putPolicy(FleetState& state, const PolicyRecord& row) {
  if (state.policy && state.policy->record.version > row.version) return;
  const auto envelope = parseEnvelope(row.envelope);
  auto policy = envelope ? parsePolicy(envelope->payload) : Result<Policy>(envelope.error());
  state.policy = PublishedPolicy{row, policy ? std::optional(std::move(*policy)) : std::nullopt};
}

void putAlerting(FleetState& state, const AlertingRecord& row) {
  auto alerting = parseAlertingYaml(row.text);
  state.alerting = DeclaredAlerting{row, alerting ? std::optional(std::move(*alerting)) : std::nullopt};
}

void putFiring(FleetState& state, const AlertFiring& row) {
  if (row.hasEnded())
    state.firings.erase(row.alert);
  else
    state.firings[row.alert] = row;
}

void putRunbook(FleetState& state, const RunbookRecord& row) {
  PublishedRunbook& known = state.runbooks[row.name];
  if (known.record.version > row.version) return;
  auto runbook = parseRunbookYaml(row.text);
  known = {row, runbook ? std::optional(std::move(*runbook)) : std::nullopt};
}

void putIncident(FleetState& state, const Incident& row) {
  Incident& target = state.incidents[row.id];
  auto alerts = std::move(target.alerts);
  target = row;
  target.alerts = std::move(alerts);
}

void putIncidentAlert(FleetState& state, const IncidentAlert& row) {
  Incident& incident = state.incidents[row.incident];
  const auto known = std::find_if(incident.alerts.begin(), incident.alerts.end(),
                                  [&](const IncidentAlert& a) { return a.alert == row.alert && a.began == row.began; });
  if (known != incident.alerts.end()) {
    *known = row;
    return;
  }
  const auto place = std::upper_bound(incident.alerts.begin(), incident.alerts.end(), row,
                                      [](const auto& a, const auto& b) { return a.began < b.began; });
  incident.alerts.insert(place, row);
}

void putRun(FleetState& state, const Run& row) {
  Run& target = state.runs[row.id];
  auto attempts = std::move(target.attempts);
  auto approvals = std::move(target.approvals);
  target = row;
  target.attempts = std::move(attempts);
  target.approvals = std::move(approvals);
}

void putGameDay(FleetState& state, const GameDay& row) {
  GameDay& target = state.gameDays[row.id];
  auto nodes = std::move(target.nodes);
  target = row;
  target.nodes = std::move(nodes);
}

void putNodeFault(FleetState& state, const NodeFault& row) {
  const auto before = [](const NodeFault& a, const NodeFault& b) {
    return std::tie(a.fault, a.name, a.node) < std::tie(b.fault, b.name, b.node);
  };
  std::vector<NodeFault>& all = state.gameDays[row.gameDay].nodes;
  const auto place = std::lower_bound(all.begin(), all.end(), row, before);
  if (place != all.end() && !before(row, *place))
    *place = row;
  else
    all.insert(place, row);
}

void putAttempt(FleetState& state, const StepAttempt& row) {
  std::vector<StepAttempt>& all = state.runs[row.run].attempts;
  const auto place = std::lower_bound(all.begin(), all.end(), row.seq,
                                      [](const StepAttempt& a, std::uint32_t seq) { return a.seq < seq; });
  if (place != all.end() && place->seq == row.seq)
    *place = row;
  else
    all.insert(place, row);
}

void addLook(FleetState& state, const LookRecord& row) {
  const RolloutLook& look = row.look;
  const auto rollout = state.rollouts.find(look.rollout);
  const auto readings = decodeReadings(row.readings);
  if (rollout == state.rollouts.end() || hasEnded(rollout->second.state) || !readings) return;
  const auto at = state.watched.find(look.rollout);
  if (at == state.watched.end() || at->second.wave != look.wave || look.number == 1) {
    const auto plan = parseRolloutPlan(rollout->second.plan);
    const double tolerance = plan ? plan->gates.tolerance : 1;
    state.watched.insert_or_assign(look.rollout, Watched{look.wave, 0, {}, WaveEvidence(tolerance)});
  }
  Watched& watched = state.watched.at(look.rollout);
  watched.looks = look.number;
  watched.at = look.at;
  watched.evidence.add(look.at, *readings);
}

}  // namespace

void FleetState::apply(const Row& row) {
  std::visit(Overload{
                 [&](const Region& r) { regions[r.name] = r; },
                 [&](const Site& r) { sites[r.name] = r; },
                 [&](const Workload& r) { workloads[r.name] = r; },
                 [&](const Objective& r) { objectives[r.name] = r; },
                 [&](const NodeRecord& r) {
                   nodes[r.id].record = r;
                   nodeNames[r.name] = r.id;
                 },
                 [&](const NodeStatus& r) { nodes[r.node].status = r; },
                 [&](const WorkloadStatus& r) { nodes[r.node].workloads[r.report.workload] = r.report; },
                 [&](const ArmTotals& r) {
                   nodes[r.node].totals[{r.workload, r.version}] = r.counts;
                 },
                 [&](const AssignmentRecord& r) { nodes[r.node].assignment = r; },
                 [&](const DesiredWorkload& r) { nodes[r.node].desired[r.workload] = r; },
                 [&](const EnrolTokenRecord& r) { tokens[r.id] = r; },
                 [&](const OperatorRecord& r) { operators[r.id] = r; },
                 [&](const ReleaseRecord& r) { releases[r.digest] = r; },
                 [&](const RolloutRecord& r) { putRollout(*this, r.rollout); },
                 [&](const RolloutNode& r) { putRolloutNode(*this, r); },
                 [&](const RolloutWave& r) { putWave(*this, r); },
                 [&](const RolloutApproval& r) { putApproval(*this, r); },
                 [&](const LookRecord& r) { addLook(*this, r); },
                 [](const NodeEventRecord&) {},
                 [&](const AnswerRecord& r) { answers[r.requestId] = r; },
                 [&](const AuditEntry& r) {
                   auditSeq = r.seq;
                   auditHead = r.hash;
                 },
                 [&](const PolicyRecord& r) { putPolicy(*this, r); },
                 [&](const AlertingRecord& r) { putAlerting(*this, r); },
                 [&](const Silence& r) { silences[r.id] = r; },
                 [&](const Acknowledgement& r) { acknowledgements[r.alert] = r; },
                 [&](const NotificationEntry& r) {
                   notifications[{r.groupKey, r.receiver}] = r;
                 },
                 [&](const AlertFiring& r) { putFiring(*this, r); },
                 [&](const BudgetOverride& r) { budgetOverrides[r.id] = r; },
                 [&](const Incident& r) { putIncident(*this, r); },
                 [&](const IncidentAlert& r) { putIncidentAlert(*this, r); },
                 [](const IncidentEvent&) {},
                 [&](const RunbookRecord& r) { putRunbook(*this, r); },
                 [&](const Run& r) { putRun(*this, r); },
                 [&](const StepAttempt& r) { putAttempt(*this, r); },
                 [&](const RunApproval& r) { runs[r.run].put(r); },
                 [](const RunEvidence&) {},
                 [&](const NodeOrders& r) { nodes[r.node].orders = r; },
                 [&](const RunbookCheck& r) { runbookChecks[r.name] = r; },
                 [&](const Task& r) { tasks[r.id] = r; },
                 [&](const GameDay& r) { putGameDay(*this, r); },
                 [&](const NodeFault& r) { putNodeFault(*this, r); },
                 [&](const AccountRecord& r) { accounts[r.id] = r; },
                 [&](const SessionRecord& r) { sessions[r.id] = r; },
                 [&](const ApiTokenRecord& r) { apiTokens[r.id] = r; },
                 [&](const BusinessIndicator& r) { business[r.name] = r; },
                 [&](const StageStanding& r) {
                   nodes[r.node].stages[{r.report.workload, r.report.stage}] = r;
                 },
             },
             row);
}

void FleetState::apply(const Removal& removal) {
  std::visit(Overload{
                 [&](const RegionName& name) { regions.erase(name); },
                 [&](const SiteName& name) { sites.erase(name); },
                 [&](const WorkloadName& name) { workloads.erase(name); },
                 [&](const ObjectiveName& name) { objectives.erase(name); },
                 [&](const BudgetOverrideId& id) { budgetOverrides.erase(id); },
                 [&](const BusinessName& name) { business.erase(name); },
                 [&](const std::string& requestId) { answers.erase(requestId); },
                 [&](const OperatorId& id) { forgetOperator(*this, id); },
                 [&](const SessionId& id) { sessions.erase(id); },
                 [&](const ApiTokenId& id) { apiTokens.erase(id); },
                 [&](const RolloutParts& parts) { forgetParts(*this, parts.rollout); },
                 [&](const SilenceId& id) { silences.erase(id); },
                 [&](const AlertId& id) { acknowledgements.erase(id); },
                 [&](const NotificationKey& key) {
                   notifications.erase({key.groupKey, key.receiver});
                 },
             },
             removal.key);
}

void FleetState::apply(const Mutation& mutation) {
  for (const Removal& removal : mutation.removals) apply(removal);
  for (const Row& row : mutation.rows) apply(row);
}

const NodeEntry* FleetState::findNode(std::string_view nameOrId) const {
  const auto byName = nodeNames.find(std::string(nameOrId));
  const auto at = nodes.find(byName != nodeNames.end() ? byName->second : NodeId(std::string(nameOrId)));
  return at == nodes.end() ? nullptr : &at->second;
}

const ReleaseRecord* FleetState::releaseOf(const Digest& manifest) const {
  for (const auto& [digest, record] : releases)
    for (const Variant& variant : record.release.variants)
      if (variant.digest == manifest) return &record;
  return nullptr;
}

const ReleaseRecord* FleetState::findRelease(const ArtifactName& artifact, const Version& version) const {
  for (const auto& [digest, record] : releases)
    if (record.release.artifact == artifact && record.release.version == version) return &record;
  return nullptr;
}

namespace {

template <class... T>
bool isOneOf(const Row& row) {
  return (std::holds_alternative<T>(row) || ...);
}

void touch(const Removal& removal, std::vector<Touched>& out) {
  const Overload gone{
      [&](const RegionName& name) {
        out.push_back({Topic::Regions, name.value});
      },
      [&](const SiteName& name) {
        out.push_back({Topic::Sites, name.value});
      },
      [&](const WorkloadName& name) {
        out.push_back({Topic::Workloads, name.value});
      },
      [&](const ObjectiveName& name) {
        out.push_back({Topic::Objectives, name.value});
      },
      [&](const SilenceId& id) {
        out.push_back({Topic::Silences, id.value});
      },
      [&](const AlertId& id) {
        out.push_back({Topic::Acknowledgements, id.value});
      },
      [&](const BusinessName& name) {
        out.push_back({Topic::Business, name.value});
      },
      [](const auto&) {},  // answers, operators and how they become known are not watched
  };
  std::visit(gone, removal.key);
}

std::vector<Touched> touchedBy(const Mutation& mutation, bool (*counts)(const Row&)) {
  std::vector<Touched> out;
  const auto put = [&](Topic topic, const std::string& key) { out.push_back({topic, key}); };
  const auto node = [&](const NodeId& id) { put(Topic::Nodes, id.value); };
  const Overload note{
      [&](const Region& r) { put(Topic::Regions, r.name.value); },
      [&](const Site& r) { put(Topic::Sites, r.name.value); },
      [&](const Workload& r) { put(Topic::Workloads, r.name.value); },
      [&](const Objective& r) { put(Topic::Objectives, r.name.value); },
      [&](const NodeRecord& r) { node(r.id); },
      [&](const NodeStatus& r) { node(r.node); },
      [&](const WorkloadStatus& r) { node(r.node); },
      [&](const ArmTotals& r) { node(r.node); },
      [&](const AssignmentRecord& r) { node(r.node); },
      [&](const NodeOrders& r) { node(r.node); },
      [&](const DesiredWorkload& r) { node(r.node); },
      [&](const ReleaseRecord& r) { put(Topic::Releases, r.digest.toString()); },
      [&](const RolloutRecord& r) { put(Topic::Rollouts, r.rollout.id.value); },
      [&](const RolloutNode& r) { put(Topic::Rollouts, r.rollout.value); },
      [&](const RolloutWave& r) { put(Topic::Rollouts, r.rollout.value); },
      [&](const RolloutApproval& r) { put(Topic::Rollouts, r.rollout.value); },
      [&](const AlertingRecord&) { put(Topic::Alerting, std::string()); },
      [&](const Silence& r) { put(Topic::Silences, r.id.value); },
      [&](const Acknowledgement& r) { put(Topic::Acknowledgements, r.alert.value); },
      [&](const Incident& r) { put(Topic::Incidents, r.id.value); },
      [&](const RunbookRecord& r) { put(Topic::Runbooks, r.name.value); },
      [&](const Run& r) { put(Topic::Runs, r.id.value); },
      [&](const Task& r) { put(Topic::Tasks, r.id.value); },
      [&](const GameDay& r) { put(Topic::GameDays, r.id.value); },
      [&](const BusinessIndicator& r) { put(Topic::Business, r.name.value); },
      [&](const StageStanding& r) {
        node(r.node);
        if (!r.rollout.empty()) put(Topic::Rollouts, r.rollout.value);
      },
      [](const auto&) {},  // tokens, operators, sessions, events, what was told of alerts, looks, answers and audit
                           // entries are not watched
  };
  for (const Row& row : mutation.rows)
    if (counts(row)) std::visit(note, row);
  for (const Removal& removal : mutation.removals) touch(removal, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::vector<Touched> touchedBy(const Mutation& mutation) {
  return touchedBy(mutation, [](const Row&) { return true; });
}

std::vector<Touched> decidedBy(const Mutation& mutation) {
  return touchedBy(mutation, [](const Row& row) {
    return !isOneOf<NodeStatus, WorkloadStatus, StageStanding, ArmTotals, AssignmentRecord, RolloutNode, RolloutWave>(
        row);
  });
}

}  // namespace flotilla::controlplane
