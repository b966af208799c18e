// An incident with a suspect, and a run for it that is at an act, for the console's models. Thread: the test's.
#pragma once

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/run_watch.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

namespace flotilla::view::test {

using namespace std::chrono_literals;

inline Digest digestFrom(std::uint8_t first) {
  Digest out;
  out.bytes.fill(first);
  return out;
}

inline Incident incidentOf(const std::string& id, IncidentState state = IncidentState::Active) {
  Incident out;
  out.id = IncidentId(id);
  out.title = "meter-reader answers badly";
  out.severity = IncidentSeverity::Sev2;
  out.state = state;
  out.region = RegionName("eu-west");
  out.openedAt = kNow - 12min;
  out.suspect = RolloutId("meter-reader-2");
  return out;
}

inline IncidentDetail incidentDetailOf(const std::string& id) {
  IncidentDetail out;
  out.incident = incidentOf(id);
  out.incident.times = {kNow - 15min, kNow - 13min, kNow - 12min, {}, {}, {}, {}};
  out.durations = durationsOf(out.incident.times);
  out.changes = {{kNow - 20min, "rollout/meter-reader-2", "meter-reader-2 reached eu-west", "operator-1", true, false},
                 {kNow - 5min, "audit/12", "a silence was made", "", false, true}};
  for (std::uint64_t seq = 1; seq <= 3; ++seq) {
    IncidentEvent event;
    event.seq = seq;
    event.at = kNow - 12min + std::chrono::minutes(seq);
    event.text = "event " + std::to_string(seq) + "\nwith more";
    event.pinned = seq != 2;
    out.events.push_back(event);
  }
  out.runbooks = {"failing-deployment"};
  return out;
}

inline RunStep stepOf(const std::string& key, StepKind kind) {
  RunStep out;
  out.key = key;
  out.kind = kind;
  out.title = "title of " + key;
  return out;
}

// At step "hold" of four; nothing of it was begun.
inline RunDetail runDetailOf(const std::string& id = "RUN-7") {
  RunDetail out;
  Run& run = out.run;
  run.id = RunId(id);
  run.runbook = RunbookName("failing-deployment");
  run.version = 3;
  run.title = "A deployment fails";
  run.incident = IncidentId("INC-204");
  run.region = RegionName("eu-west");
  run.state = RunState::Running;
  run.startedBy = run.owner = "operator-1";
  run.startedAt = run.improvedAt = kNow - 4min;
  run.moves = 5;
  run.step = "hold";
  run.escalateTo = "on-call";
  run.evidence = 2;
  out.stopAfter = 10min;
  out.steps = {stepOf("scope", StepKind::Read), stepOf("cause", StepKind::Decide), stepOf("hold", StepKind::Act),
               stepOf("summary", StepKind::Note)};
  out.steps[1].choices = {{"Yes", "hold"}, {"No", "summary"}};
  RunStep& hold = out.steps[2];
  hold.risk = StepRisk::Reversible;
  hold.checks = {"it goes on still"};
  hold.action = "pauses meter-reader-2";
  hold.undo = "resumes meter-reader-2";
  hold.verify = "it is paused";
  hold.limits.nodes = 5;
  out.readings = {{"it goes on still", "running", true, true}, {"it is paused", "running", false, true}};
  StepAttempt passed;
  passed.seq = 1;
  passed.step = "scope";
  passed.attempt = 1;
  passed.state = StepState::Passed;
  passed.actor = "operator-1";
  passed.outcome = "3 nodes";
  passed.ended = kNow - 3min;
  run.attempts = {passed};
  for (std::uint64_t seq = 1; seq <= 2; ++seq) {
    RunEvidence entry;
    entry.seq = seq;
    entry.at = kNow - 4min + std::chrono::minutes(seq);
    entry.kind = seq == 1 ? EvidenceKind::Start : EvidenceKind::Reading;
    entry.title = "entry " + std::to_string(seq);
    entry.hash = digestFrom(static_cast<std::uint8_t>(0xc0 + seq));
    out.evidence.push_back(entry);
  }
  return out;
}

// The same, previewed on three nodes.
inline RunDetail previewedRun() {
  RunDetail out = runDetailOf();
  StepAttempt attempt;
  attempt.seq = 2;
  attempt.step = "hold";
  attempt.attempt = 1;
  attempt.state = StepState::Previewed;
  attempt.actor = "operator-1";
  attempt.begun = kNow - 48s;
  attempt.due = kNow + 252s;
  attempt.subject = digestFrom(0x4b);
  out.run.attempts.push_back(attempt);
  out.hasPreview = true;
  out.preview.text = "pauses meter-reader-2";
  out.preview.blast = {3, 1, 0.004};
  for (const char* name : {"rotterdam-1", "rotterdam-2", "rotterdam-10"})
    out.preview.targets.push_back({NodeId(name), name, RegionName("eu-west"), "1.0.0", "1.0.0, held"});
  out.preview.targetCount = 3;
  out.preview.changes = {"- meter-reader-2  running", "+ meter-reader-2  paused"};
  out.preview.digest = digestFrom(0x4b);
  return out;
}

struct RunRig : Rig {
  FakeApi api;
  RunWatch run{api, mirror};

  RunRig() {
    api.runDetail = runDetailOf();
    run.setCaller("operator-1");
  }
  void look() {
    run.setRun("RUN-7");
    run.setActive(true);
    waitFor([this] { return run.state() == "ready"; });
  }
  // Shows what the api answers now.
  void lookAgain() {
    QSignalSpy ticked(&run, &RunWatch::ticked);
    run.reload();
    waitFor([&] { return !ticked.isEmpty(); });
  }
  template <class F>
  static void waitFor(F done) {
    QVERIFY(QTest::qWaitFor(done, 30'000));
  }
  int asked(const std::string& call) const {
    return static_cast<int>(std::count(api.calls.begin(), api.calls.end(), call));
  }
};

}  // namespace flotilla::view::test
