// One row of every type, with plain, empty or hostile values, and how to find them again in a loaded fleet.
// Thread: values.
#pragma once

#include <QtTest>

#include <limits>
#include <tuple>
#include <vector>

#include "tests/controlplane/fleet_rig.h"
#include "tests/controlplane/sample_accounts.h"
#include "tests/controlplane/sample_runs.h"
#include "tests/controlplane/sample_ties.h"

namespace flotilla::controlplane::test {

// Every field by structured binding: a field that is added later does not compile here until it is compared.
// What belongs to alerts; the firing has not ended.
struct AlertSample {
  AlertingRecord alerting;
  Silence silence;
  Acknowledgement acknowledgement;
  NotificationEntry entry;
  AlertFiring firing;
};

inline auto tied(const BudgetOverride& r) {
  const auto& [a, b, c, d, e, f, g, h] = r;
  return std::tie(a, b, c, d, e, f, g, h);
}

inline auto tied(const RunbookRecord& r) {
  const auto& [a, b, c, d, e, f, g] = r;
  return std::tie(a, b, c, d, e, f, g);
}

struct IncidentSample {
  Incident incident;
  IncidentAlert alert;
  IncidentEvent event;
};

struct Sample {
  Region region;
  Site site;
  Workload workload;
  Objective objective;
  NodeRecord node;
  NodeStatus status;
  WorkloadStatus workloadStatus;
  ArmTotals totals;
  AssignmentRecord assignment;
  DesiredWorkload desired;
  EnrolTokenRecord token;
  OperatorRecord op;
  ReleaseRecord release;
  Rollout rollout;
  RolloutNode rolloutNode;
  RolloutWave wave;
  RolloutApproval approval;
  LookRecord look;
  NodeEventRecord event;
  AnswerRecord answer;
  std::optional<PolicyRecord> policy;
  std::optional<AlertSample> alerts;
  std::optional<BudgetOverride> override;
  std::optional<IncidentSample> incident;
  std::optional<RunbookRecord> runbook;
  std::optional<RunSample> run;
  std::optional<RunbookCheck> check;
  std::optional<Task> task;
  std::optional<GameDaySample> gameDay;
  std::optional<AccountSample> account;
  std::optional<BusinessIndicator> business;
  NodeOrders orders;
  std::optional<StageStanding> stage;
  AuditEntry audit;

  // The audit entry last.
  Mutation mutation() const {
    Mutation out;
    out.rows = {region,     site,     workload, objective, node,    status, workloadStatus,         totals,
                assignment, desired,  token,    op,        release, answer, RolloutRecord{rollout}, rolloutNode,
                wave,       approval, look,     event};
    if (policy) out.rows.emplace_back(*policy);
    if (alerts)
      out.rows.insert(out.rows.end(),
                      {alerts->alerting, alerts->silence, alerts->acknowledgement, alerts->entry, alerts->firing});
    if (override) out.rows.emplace_back(*override);
    if (incident) out.rows.insert(out.rows.end(), {incident->incident, incident->alert, incident->event});
    if (runbook) out.rows.emplace_back(*runbook);
    out.rows.emplace_back(orders);
    if (run) out.rows.insert(out.rows.end(), {run->run, run->attempt, run->approval, run->evidence});
    if (check) out.rows.emplace_back(*check);
    if (task) out.rows.emplace_back(*task);
    if (account) out.rows.insert(out.rows.end(), {account->account, account->session, account->token});
    if (gameDay) out.rows.insert(out.rows.end(), {gameDay->gameDay, gameDay->fault});
    if (business) out.rows.emplace_back(*business);
    if (stage) out.rows.emplace_back(*stage);
    out.rows.emplace_back(audit);
    return out;
  }

  void compare(const FleetState& state, const std::vector<AuditEntry>& entries) const {
    const NodeEntry& entry = state.nodes.at(node.id);
    QVERIFY(state.regions.at(region.name) == region);
    QVERIFY(state.sites.at(site.name) == site);
    QVERIFY(state.workloads.at(workload.name) == workload);
    if (objective.name.empty())
      QVERIFY(state.objectives.empty());
    else
      QVERIFY(state.objectives.at(objective.name) == objective);
    QVERIFY(tied(entry.record) == tied(node));
    QCOMPARE(state.nodeNames.at(node.name), node.id);
    QVERIFY(tied(entry.status) == tied(status));
    QVERIFY(entry.orders == orders);
    QVERIFY(entry.workloads.at(workloadStatus.report.workload) == workloadStatus.report);
    QVERIFY((entry.totals.at({totals.workload, totals.version}) == totals.counts));
    QVERIFY(tied(entry.assignment) == tied(assignment));
    QVERIFY(tied(entry.desired.at(desired.workload)) == tied(desired));
    QVERIFY(tied(state.tokens.at(token.id)) == tied(token));
    QVERIFY(tied(state.operators.at(op.id)) == tied(op));
    QVERIFY(tied(state.releases.at(release.digest)) == tied(release));
    QVERIFY(tied(state.rollouts.at(rollout.id)) == tied(rollout));
    QCOMPARE(state.rollouts.at(rollout.id).nodes.size(), std::size_t{1});
    QVERIFY(tied(state.rollouts.at(rollout.id).nodes.front()) == tied(rolloutNode));
    QVERIFY(state.rollouts.at(rollout.id).waves.at(0) == wave);
    if (approval.rollout.empty())
      QVERIFY(state.rollouts.at(rollout.id).approvals.empty());
    else
      QVERIFY(state.rollouts.at(rollout.id).approvals.at(0) == approval);
    QVERIFY(tied(state.answers.at(answer.requestId)) == tied(answer));
    QCOMPARE(state.policy.has_value(), policy.has_value());
    if (policy) QVERIFY(tied(state.policy->record) == tied(*policy));
    compareAlerts(state);
    QCOMPARE(state.budgetOverrides.size(), std::size_t{override ? 1U : 0U});
    if (override) QVERIFY(tied(state.budgetOverrides.at(override->id)) == tied(*override));
    QCOMPARE(state.incidents.size(), std::size_t{incident ? 1U : 0U});
    if (incident) {
      Incident expected = incident->incident;
      expected.alerts = {incident->alert};
      QVERIFY(state.incidents.at(expected.id) == expected);
    }
    QCOMPARE(state.runbooks.size(), std::size_t{runbook ? 1U : 0U});
    if (runbook) QVERIFY(tied(state.runbooks.at(runbook->name).record) == tied(*runbook));
    QCOMPARE(state.runs.size(), std::size_t{run ? 1U : 0U});
    if (run) {
      Run expected = run->run;
      expected.attempts = {run->attempt};
      expected.approvals = {run->approval};
      QVERIFY(state.runs.at(expected.id) == expected);
    }
    QCOMPARE(state.runbookChecks.size(), std::size_t{check ? 1U : 0U});
    if (check) QVERIFY(tied(state.runbookChecks.at(check->name)) == tied(*check));
    QCOMPARE(state.tasks.size(), std::size_t{task ? 1U : 0U});
    if (task) QVERIFY(state.tasks.at(task->id) == *task);
    QVERIFY(isIn(state, account, op));
    QVERIFY(isIn(state, gameDay));
    QCOMPARE(state.business.size(), business ? std::size_t{1} : std::size_t{0});
    QVERIFY(!business || state.business.at(business->name) == *business);
    QCOMPARE(entry.stages.size(), stage ? std::size_t{1} : std::size_t{0});
    QVERIFY(!stage || tied(entry.stages.begin()->second) == tied(*stage));
    QCOMPARE(entries.size(), std::size_t{1});
    QVERIFY(tied(entries.front()) == tied(audit));
    QCOMPARE(state.auditHead, audit.hash);
    QCOMPARE(state.auditSeq, audit.seq);
  }

 private:
  void compareAlerts(const FleetState& state) const {
    QCOMPARE(state.alerting.has_value(), alerts.has_value());
    if (!alerts) return;
    QVERIFY(tied(state.alerting->record) == tied(alerts->alerting));
    QVERIFY(state.silences.at(alerts->silence.id) == alerts->silence);
    QVERIFY(state.acknowledgements.at(alerts->acknowledgement.alert) == alerts->acknowledgement);
    QVERIFY((state.notifications.at({alerts->entry.groupKey, alerts->entry.receiver}) == alerts->entry));
    QVERIFY(state.firings.at(alerts->firing.alert) == alerts->firing);
  }
};

// What a row of before the waves has become: one wave of nodes that were given it at once.
inline void withoutPlan(Sample& sample) {
  Rollout& rollout = sample.rollout;
  rollout.startedAt = rollout.createdAt;
  rollout.plan = rollout.reason = rollout.message = "";
  rollout.planDigest = {};
  rollout.seed = 0;
  sample.rolloutNode.wave = sample.rolloutNode.place = 0;
  sample.rolloutNode.assignedAt = rollout.createdAt;
  sample.rolloutNode.provenAt = {};
  sample.wave = {rollout.id,       0,  "all", WaveState::Failed, 1, rollout.createdAt, {}, rollout.endedAt, 0,
                 Verdict::Unknown, "", ""};
  sample.approval = {};
}

inline NodeStatus sampleStatus(const SampleValues& v, const NodeId& node) {
  const Duration length(v.time.time_since_epoch());
  Saturation saturation;
  saturation.any = {v.number, v.number};
  saturation.each.fill({v.number, v.number});
  if (v.flag) saturation.permille.fill(v.small);
  return {node,
          v.time,
          v.text,
          v.number,
          v.number,
          v.number,
          v.small,
          v.small,
          v.number,
          v.number,
          v.text,
          v.number,
          {v.small,
           v.number,
           v.number,
           v.number,
           v.number,
           v.number,
           v.number,
           v.number,
           {v.flag ? ClockState::Unsure : ClockState::Unknown, length, length},
           v.number},
          saturation,
          v.flag,
          {v.number, v.flag},
          v.flag ? DrillConsent::Allow : DrillConsent::Unknown};
}

// The last value of each enum with `flag`, the first without.
inline IncidentSample incidentOf(const SampleValues& v, const RegionName& region, const WorkloadName& workload,
                                 const RolloutId& rollout) {
  const IncidentId id(v.key + "i");
  return {{id,
           v.text,
           IncidentSeverity::Sev2,
           IncidentState::Merged,
           region,
           workload,
           v.flag,
           v.text,
           v.time,
           v.time,
           {v.time, v.time, v.time, v.time, v.time, v.time, v.time},
           v.text,
           v.text,
           v.text,
           rollout,
           IncidentId(v.text),
           v.text,
           v.number,
           v.digest,
           v.number,
           {}},
          {id, AlertId(v.key + "a"), v.time, v.time, v.time, v.labels, v.text},
          {id, v.number, v.time, v.time, IncidentEventKind::BreakGlass, v.text, v.text, v.text, v.flag, v.digest}};
}

inline void addLater(Sample& s, const SampleValues& v) {
  s.workload.config.minConfidence = v.real;
  s.status.takesThresholds = s.status.takesStages = s.desired.staged = v.flag;
  s.stage = {s.node.id,
             {s.workload.name,
              v.number,
              v.flag ? StageKind::Weights : StageKind::Shadow,
              v.small,
              v.time,
              v.number,
              v.number,
              v.number,
              v.number,
              v.real,
              -v.real,
              v.real,
              v.real,
              v.real,
              v.small,
              v.small,
              {}},
             RolloutId(v.text),
             v.time};
  if (v.flag) s.stage->report.flips = {0, v.number, 1};
  s.run = runOf(v, s.region.name);
  s.account = accountOf(v);
  s.gameDay = gameDayOf(v, s.node.id, s.region.name);
  s.business = BusinessIndicator{BusinessName(v.key + "b"),
                                 v.text,
                                 v.text,
                                 v.flag,
                                 v.flag ? std::optional(v.real) : std::nullopt,
                                 v.flag ? BusinessAggregation::Last : BusinessAggregation::Sum};
  s.check = {RunbookName(v.key + "c"), v.small, v.time, v.text};
  s.task = taskOf(v, s.region.name);
  s.orders = {s.node.id, v.number, v.flag, v.number, {{s.workload.name, v.number}}};
}

inline Sample sampleOf(const SampleValues& v) {
  Sample s;
  const RegionName region(v.key + "r");
  const SiteName site(v.key + "s");
  const WorkloadName workload(v.key + "w");
  const NodeId node(v.key + "n");
  const RolloutId rollout(v.key + "o");
  const ArtifactName artifact(v.text);
  const Duration length(v.time.time_since_epoch());
  s.region = {region, v.text, length};
  s.site = {site, region, v.text, v.real, -v.real};
  s.workload = {workload,
                artifact,
                {v.text, v.text, v.real, v.real, v.real, v.real, v.small, v.small, v.small, length, v.real, v.real}};
  s.objective = {ObjectiveName(v.key + "j"),
                 v.text,
                 v.flag ? Indicator::InStep : Indicator::Success,
                 workload,
                 v.real,
                 v.real,
                 length,
                 v.real,
                 v.text,
                 v.flag ? BudgetPolicy::Inform : BudgetPolicy::ByIndicator};
  s.node = {node,     v.key,          region, site,
            v.labels, v.text,         v.text, v.flag ? NodeIdentity::Retired : NodeIdentity::Pending,
            v.text,   v.text,         v.text, v.time,
            v.time,   TokenId(v.text)};
  s.status = sampleStatus(v, node);
  s.workloadStatus = {node,
                      {workload, v.flag ? InstallState::Halted : InstallState::Idle, v.number, v.version, v.text,
                       v.text, v.flag, artifact, v.version, v.digest, v.flag, v.version, v.small}};
  s.totals = {node, workload, v.version, {v.number, v.number, v.number, v.number, v.number, {}}};
  if (v.flag) s.totals.counts.latencyUs.add(1234.5, 3);
  s.assignment = {node, v.number, v.number, v.text, v.time, v.bytes};
  s.desired = {node, workload, v.digest, RolloutId(v.text), v.real};
  s.token = {TokenId(v.key), v.digest, region, site,   v.labels, v.time,
             NodeId(v.text), v.digest, v.flag, v.text, v.flag};
  s.op = {OperatorId(v.key), v.text, v.grants, v.time};
  s.release = {v.digest,
               {artifact,
                v.version,
                v.flag ? ArtifactKind::Firmware : ArtifactKind::Model,
                v.number,
                v.number,
                v.time,
                v.version,
                {}},
               v.bytes,
               v.time};
  if (v.flag) s.release.release.variants = {{"any", v.digest, v.number, v.number}, {"x86_64", {}, 0, 1}};
  s.rollout = {rollout,
               v.number,
               workload,
               artifact,
               v.version,
               v.digest,
               v.flag ? RolloutState::Aborted : RolloutState::Running,
               v.text,
               v.time,
               v.time,
               v.time,
               v.time,
               v.bytes,
               v.digest,
               v.number,
               v.text,
               v.text,
               {},
               {},
               {},
               {}};
  s.rolloutNode = {rollout, node,      v.text,   v.number,
                   v.flag,  v.version, v.digest, v.flag ? NodeOutcome::Withdrawn : NodeOutcome::Pending,
                   v.text,  v.text,    v.small,  v.time,
                   v.time,  v.small};
  s.wave = {rollout,
            0,
            v.text,
            v.flag ? WaveState::Skipped : WaveState::Pending,
            v.number,
            v.time,
            v.time,
            v.time,
            v.number,
            v.flag ? Verdict::Fail : Verdict::Unknown,
            v.text,
            v.text,
            v.real,
            v.real,
            Duration(v.number % 1000),
            v.small};
  s.approval = {rollout, v.small, v.text, v.digest, v.flag, v.text, v.time, v.time};
  s.look.look = {rollout, 0, 1, v.time, {}};
  s.look.look.evidence = {v.flag ? Verdict::Fail : Verdict::Unknown,
                          v.text,
                          v.text,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.number,
                          v.real,
                          v.real,
                          v.real,
                          v.real,
                          v.flag,
                          v.number};
  s.look.readings = v.bytes;
  s.event = {
      node,
      v.number,
      v.small,
      {v.time, workload, v.flag ? InstallState::Halted : InstallState::Idle, v.number, v.version, v.text, v.text}};
  s.answer = {v.key + "q", v.text, v.digest, v.text, v.flag, v.bytes, v.time};
  s.policy = {v.number, v.bytes, v.text, v.time};
  s.alerts = {{0, v.text, v.text, v.time},
              {SilenceId(v.key), {}, v.time, v.time, v.time, v.text, v.text, {}},
              {AlertId(v.key), v.text, v.time, v.text},
              {v.key, v.text, {}, {}, v.time, v.time, v.small},
              {AlertId(v.key), v.time, {}, {}, {}, v.text}};
  if (v.flag) {
    s.alerts->silence.matchers = {{"region", v.text, false, true}, {"a!b", "", true, false}};
    s.alerts->silence.annotations = s.alerts->firing.labels = {{v.text, v.text}, {"empty", ""}};
    s.alerts->firing.annotations = {{"summary", v.bytes}};
    s.alerts->entry.firing = {AlertId("00000000000000ff"), AlertId("cbf29ce484222325")};
    s.alerts->entry.resolved = {AlertId("0000000000000001")};
  }
  s.override = {BudgetOverrideId(v.key + "v"), region, ObjectiveName(v.text), v.text, v.text, v.time, v.time, v.text};
  s.incident = incidentOf(v, region, workload, rollout);
  s.runbook = RunbookRecord{RunbookName(v.key + "b"), v.small, v.text, v.digest, v.text, v.time, v.flag};
  addLater(s, v);
  s.audit = {1, v.time, v.text, v.text, v.text, v.text, v.digest, v.digest, v.digest, sha256("hash")};
  return s;
}

inline Sample plainSample() {
  return sampleOf({"text",
                   "key",
                   "bytes",
                   17,
                   5,
                   0.25,
                   kNow,
                   sha256("x"),
                   {1, 2, 3, "rc.1"},
                   true,
                   {{"rack", "a1"}, {"role", ""}},
                   {{Role::Operator, {kWest, kEast}}, {Role::Viewer, {}}}});
}
inline Sample emptySample() {
  return sampleOf({"", "k", "", 0, 0, 0, {}, {}, {}, false, {}, {}});
}
inline Sample oddSample() {
  const std::string text = "o'reilly\"; DROP TABLE nodes;-- %_\\ $1 ?1 :x\n\t\r é 漢字 🚀 \xE2\x80\xAE";
  const std::string bytes = text + std::string("\0\xFF\xFE nul", 7);
  const auto most = std::numeric_limits<std::uint64_t>::max();
  const TimePoint last = fromMicros(std::numeric_limits<std::int64_t>::max());
  const auto least = std::numeric_limits<std::uint32_t>::max();
  return sampleOf({text,
                   text,
                   bytes,
                   most,
                   least,
                   -1.0 / 3 * 1e300,
                   last,
                   sha256(text),
                   {least, least, least, "alpha.0-x"},
                   true,
                   {{"a.b-c_d", "V_1.2-3"}},
                   {{Role::Administrator, {RegionName("a-b"), RegionName("c")}}}});
}

}  // namespace flotilla::controlplane::test
