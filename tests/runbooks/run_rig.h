// What the tests of runs share: a small fleet in memory, a runbook, two operators, and signals that are kept. Thread:
// the test's. Lifetime: values.
#pragma once

#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/runbooks/run_clock.h"
#include "services/controlplane/core/runbooks/run_detail.h"
#include "services/controlplane/core/runbooks/runs.h"
#include "tests/incidents/incident_rig.h"

namespace flotilla::controlplane::test {

inline const Caller kAlice{"alice", {{Role::Operator, {}}, {Role::SecurityAdmin, {}}}};
inline const Caller kBob{"bob", {{Role::Operator, {}}, {Role::Approver, {}}}};
inline const Caller kCarol{"carol", {{Role::Operator, {kWest}}, {Role::Approver, {kWest}}}};

// Quarantines the nodes of a region, once somebody else agrees.
inline const char* const kQuarantineBook = R"(runbook: quarantine
title: Take {region} out
owner: platform
match: [[alertname=BudgetBurn]]
inputs:
  - {name: region, type: region, from: incident.region}
stop: {after: 10m, escalate_to: second-line}
steps:
  - {key: look, kind: read, title: See it, show: [{nodes: {where: "region:{region}"}}]}
  - key: sure
    kind: decide
    title: Is it them?
    choices: [{label: "Yes", next: out}, {label: "No", next: say}]
  - key: out
    kind: act
    title: Take them out
    risk: reversible
    checks: [{title: Some are in, nodes: {where: "region:{region} identity:active"}, is: "> 0"}]
    action: {quarantine: {where: "region:{region} identity:active"}}
    undo: {readmit: {where: "region:{region} identity:quarantined"}}
    approval: {count: 1}
    limits: {nodes: 2, regions: 1}
    verify: {title: None is in, nodes: {where: "region:{region} identity:active"}, is: "= 0", lasts: 10s, within: 1m}
  - {key: calm, kind: wait, title: Let it settle, wait: 1m}
  - {key: say, kind: note, title: Say what it was}
)";

struct RunRig : IncidentRig {
  SigningKey key = SigningKey::generate();
  SystemRandom random;
  std::vector<AlertStatus> alerts;
  std::map<RunId, std::vector<RunEvidence>> evidence;
  std::vector<AuditFact> facts;
  Tally counted;  // for every objective
  RunId id{"RUN-1"};

  explicit RunRig(const std::string& book = kQuarantineBook) {
    for (const Caller& one : {kAlice, kBob, kCarol})
      state.operators[OperatorId("id-of-" + one.name)] = {OperatorId("id-of-" + one.name), one.name, one.grants, {}};
    apply(book);
  }

  void apply(const std::string& book) {
    const auto applied = applyRunbook(state, {book}, callerWith(Role::Administrator), now);
    if (!applied) qFatal("%s", applied.error().message.c_str());
    keep(applied->mutation);
  }

  void keep(const Mutation& mutation) {
    IncidentRig::keep(mutation);
    for (const Row& row : mutation.rows)
      if (const auto* one = std::get_if<RunEvidence>(&row)) evidence[one->run].push_back(*one);
  }

  const Run& run() const { return state.runs.at(id); }
  const StepAttempt& attempt(const std::string& step) const { return *run().last(step); }
  StepState stateOf(const std::string& step) const { return attempt(step).state; }

  template <class Answer>
  Answer in(const std::function<Answer(const RunRoom&)>& what) {
    FleetQuestions questions({state, now, std::chrono::seconds(10), alerts, std::chrono::seconds(60),
                              [this](const ObjectiveName&, const RegionName&, TimePoint, TimePoint) {
                                return std::vector<Tally>{counted};
                              }});
    const auto& published = state.runbooks.at(run().runbook);
    const RunRoom room{{{state, key, now, std::chrono::seconds(10)}, random}, questions, *published.runbook};
    return what(room);
  }

  QString kept(Result<Decision<Run>> decided) {
    if (!decided) return reasonOf(decided);
    keep(decided->mutation);
    facts.insert(facts.end(), decided->also.begin(), decided->also.end());
    return {};
  }
  QString start(const NewRun& wanted, const Caller& caller = kAlice) {
    return kept(startRun(state, wanted, caller, now));
  }
  QString start(const std::string& region = kWest.value) {
    return start({state.runbooks.begin()->first, {}, {{"region", region}}});
  }
  // Empty if it was done, or the reason of the error.
  QString say(RunSignal signal, const Caller& caller = kAlice) {
    signal.run = id;
    if (signal.moves == 0) signal.moves = run().moves;
    return kept(in<Result<Decision<Run>>>([&](const RunRoom& room) { return signalRun(room, run(), signal, caller); }));
  }
  QString begin(const Caller& caller = kAlice) { return say({{}, RunVerb::Begin}, caller); }
  QString choose(const std::string& label) { return say({{}, RunVerb::Choose, 0, {}, label}); }
  Digest subject() const { return run().current()->subject; }
  QString act(const Caller& caller = kAlice) { return say({{}, RunVerb::Act, 0, {}, {}, {}, subject()}, caller); }
  QString review(bool approves, const Caller& caller = kBob, const std::string& comment = {}) {
    const RunReview said{id, run().step, subject(), approves, comment};
    return kept(in<Result<Decision<Run>>>([&](const RunRoom& room) { return reviewRun(room, run(), said, caller); }));
  }
  Result<ActionPreview> undoPreview(const std::string& step) {
    return in<Result<ActionPreview>>([&](const RunRoom& room) { return prepareUndo(room, run(), step, kAlice); });
  }
  QString undo(const std::string& step) {
    const auto preview = undoPreview(step);
    if (!preview) return reasonOf(preview);
    return say({{}, RunVerb::Undo, 0, step, {}, {}, preview->digest});
  }
  // How many rows the clock changed.
  std::size_t tick(Duration by = {}, bool watched = true) {
    now += by;
    const auto mutation = in<Mutation>([&](const RunRoom& room) { return tickRun(room, run(), watched); });
    keep(mutation);
    return mutation.rows.size();
  }
  RunDetail detail() {
    return in<RunDetail>([&](const RunRoom& room) { return detailOf(room, run(), evidence[id]); });
  }
  NodeIdentity identity(const std::string& node) const {
    return state.nodes.at(NodeId("id-of-" + node)).record.identity;
  }
  std::vector<std::string> titles(EvidenceKind kind) const {
    std::vector<std::string> out;
    for (const RunEvidence& one : evidence.at(id))
      if (one.kind == kind) out.push_back(one.title);
    return out;
  }
  // At the second gesture of the step that takes the nodes out.
  void bringToAct() {
    QCOMPARE(start(), QString());
    QCOMPARE(begin(), QString());
    QCOMPARE(choose("Yes"), QString());
    QCOMPARE(begin(), QString());
  }
};

}  // namespace flotilla::controlplane::test
