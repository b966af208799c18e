// Runs of runbooks, and what is said about them, over the wire: every field, every enum, and what has no meaning.
#include <QtTest>

#include "services/wire/run_wire.h"
#include "tests/wire/round_trip.h"

using namespace flotilla;
using flotilla::test::checkRoundTrip;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();

Digest digestOf(std::uint8_t byte) {
  Digest out;
  out.bytes.fill(byte);
  return out;
}

// Every field is set.
Run fullRun() {
  Run out{RunId("RUN-1"),
          RunbookName("book"),
          3,
          "A title",
          IncidentId("INC-1"),
          RegionName("eu-west"),
          true,
          RunState::Waiting,
          "alice",
          "bob",
          kAt,
          kAt,
          kAt,
          {{"region", "eu-west"}},
          "back",
          7,
          kAt,
          kAt,
          "second-line",
          "because",
          9,
          digestOf(1)};
  out.attempts = {{out.id,
                   1,
                   "back",
                   2,
                   StepState::Verifying,
                   "alice",
                   "2 nodes",
                   digestOf(2),
                   {2, 1, 0.25},
                   kAt,
                   kAt,
                   kAt,
                   kAt,
                   kAt,
                   kAt,
                   "bob"}};
  out.approvals = {{out.id, 1, "carol", true, digestOf(2), "go", kAt, true}};
  out.feedback = {{"alice", "back", "whom to call", kAt}, {"bob", "look", "a map", kAt}};
  return out;
}

ActionPreview fullPreview() {
  return {"roll back a-1",
          {{NodeId("n"), "boston-1", RegionName("eu-west"), "3.0.0", "2.0.0"}},
          {"- a-1 is running"},
          {"boston-2: it is revoked"},
          1,
          {1, 1, 0.5},
          "not now",
          digestOf(3)};
}

RunDetail fullDetail() {
  RunDetail out;
  out.run = fullRun();
  RunStep step;
  step.key = "back";
  step.kind = StepKind::Act;
  step.title = "Take it back";
  step.why = "it helps";
  step.risk = StepRisk::Irreversible;
  step.choices = {{"Yes", "end"}};
  step.checks = {"well"};
  step.action = "roll back";
  step.undo = "deploy";
  step.verify = "quiet";
  step.limits = {50, 1, 0.25};
  step.approvals = 2;
  step.approver = Role::SecurityAdmin;
  step.wait = std::chrono::seconds(30);
  out.steps = {step};
  out.evidence = {
      {out.run.id, 1, kAt, "back", 1, EvidenceKind::Undo, "alice", "title", "text", digestOf(4), 2, digestOf(5)}};
  out.readings = {{"well", "2 nodes", true, true}};
  out.hasPreview = out.previewChanged = out.mayBreakGlass = true;
  out.preview = fullPreview();
  out.stopAfter = std::chrono::minutes(10);
  return out;
}

}  // namespace

class TstRunWire : public QObject {
  Q_OBJECT

 private slots:
  void a_run_comes_back_as_it_was() {
    checkRoundTrip(fullRun());
    QVERIFY(*wire::fromProto(wire::toProto(fullRun())) == fullRun());
    QVERIFY(*wire::fromProto(wire::toProto(fullPreview())) == fullPreview());
    const RunDetail before = fullDetail(), after = *wire::fromProto(wire::toProto(before));
    QVERIFY(after.run == before.run && after.steps == before.steps && after.evidence == before.evidence);
    QVERIFY(after.readings == before.readings && after.preview == before.preview && after.hasPreview);
    QVERIFY(after.intact && after.previewChanged && after.stopAfter == before.stopAfter && after.mayBreakGlass);
    RunDetail bare;
    bare.run = fullRun();
    QVERIFY(!wire::fromProto(wire::toProto(bare))->hasPreview);
  }

  void every_verb_and_state_comes_back() {
    for (std::size_t i = 0; i < kRunVerbNames.size(); ++i) {
      const RunSignal signal{RunId("RUN-1"), static_cast<RunVerb>(i), 3, "back", "text", "why", digestOf(1)};
      const auto back = wire::fromProto(wire::toProto(signal));
      QVERIFY(back.ok() && back->verb == signal.verb && back->moves == 3 && back->digest == signal.digest);
      QVERIFY(back->step == "back" && back->text == "text" && back->reason == "why");
    }
    for (std::size_t i = 0; i < kStepStateNames.size(); ++i) {
      Run run = fullRun();
      run.attempts[0].state = static_cast<StepState>(i);
      QVERIFY(wire::fromProto(wire::toProto(run))->attempts[0].state == run.attempts[0].state);
    }
    for (std::size_t i = 0; i < kEvidenceKindNames.size(); ++i) {
      RunDetail detail = fullDetail();
      detail.evidence[0].kind = static_cast<EvidenceKind>(i);
      QVERIFY(wire::fromProto(wire::toProto(detail))->evidence[0].kind == detail.evidence[0].kind);
    }
  }

  void what_has_no_meaning_is_refused_by_its_field() {
    v1::SignalRunRequest signal = wire::toProto(RunSignal{RunId("RUN-1")});
    signal.set_verb(static_cast<v1::RunVerb>(99));
    QCOMPARE(wire::fromProto(signal).error().field, std::string("verb"));
    signal = wire::toProto(RunSignal{RunId("RUN-1")});
    signal.set_digest("sha256:zz");
    QCOMPARE(wire::fromProto(signal).error().field, std::string("digest"));
    v1::Run run = wire::toProto(fullRun());
    run.mutable_attempts(0)->set_state(v1::STEP_STATE_UNSPECIFIED);
    QCOMPARE(wire::fromProto(run).error().field, std::string("attempts[0].state"));
    v1::GetRunResponse detail = wire::toProto(fullDetail());
    detail.mutable_steps(0)->set_approver("nobody");
    QVERIFY(wire::fromProto(detail).error().field.starts_with("steps[0].approver"));
  }

  void what_is_asked_arrives() {
    const NewRun run{RunbookName("book"), IncidentId("INC-1"), {{"a", "b"}}, true};
    const NewRun back = wire::fromProto(wire::toProto(run));
    QVERIFY(back.runbook == run.runbook && back.incident == run.incident && back.inputs == run.inputs && back.drill);
    const RunReview review{RunId("RUN-1"), "back", digestOf(1), true, "go"};
    const auto said = wire::fromProto(wire::toProto(review));
    QVERIFY(said->run == review.run && said->step == "back" && said->digest == review.digest && said->approves);
    QCOMPARE(said->comment, std::string("go"));
    const NewRunFeedback feedback = wire::fromProto(wire::toProto(NewRunFeedback{RunId("RUN-1"), "back", "a map"}));
    QVERIFY(feedback.run == RunId("RUN-1") && feedback.unclear == "back" && feedback.missing == "a map");
  }
};

QTEST_GUILESS_MAIN(TstRunWire)
#include "tst_run_wire.moc"
