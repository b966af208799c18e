// What a run starts with, what it asks, and what it keeps.
#include <QtTest>

#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

const std::string kChecks = R"(runbook: checks
title: Look
owner: platform
match: [[a=b]]
inputs:
  - {name: region, type: region, from: incident.region, help: Where}
  - {name: word, type: text, value: all}
  - {name: rollout, type: rollout, from: incident.suspect, value: meter-reader-1}
stop: {after: 1h}
steps:
  - {key: first, kind: check, title: Ask, checks: [CONDITION], otherwise: other, next: good}
  - {key: good, kind: note, title: "{word} good", next: end}
  - {key: other, kind: note, title: Not good}
)";

std::string asking(const std::string& condition) {
  std::string out = kChecks;
  return out.replace(out.find("CONDITION"), 9, condition);
}

}  // namespace

class TstRunEvidence : public QObject {
  Q_OBJECT

  static void addRollout(RunRig& rig, RolloutState state) {
    Rollout rollout;
    rollout.id = RolloutId("meter-reader-1");
    rollout.number = 1;
    rollout.workload = kWorkload;
    rollout.to = {2, 0, 0};
    rollout.state = state;
    Mutation rows;
    rows.rows.emplace_back(RolloutRecord{rollout});
    RolloutNode node;
    node.rollout = rollout.id;
    node.node = NodeId("id-of-a");
    rows.rows.emplace_back(node);
    rig.keep(rows);
  }

 private slots:
  void what_the_incident_knows_is_filled_in() {
    RunRig rig(asking("{title: x, nodes: {where: \"region:{region}\"}, is: \"= 2\"}"));
    addRollout(rig, RolloutState::Failed);
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    const NewRun wanted{RunbookName("checks"), IncidentId("INC-1"), {{"word", "quite"}}};
    QCOMPARE(rig.start(wanted), QString());
    QCOMPARE(rig.run().inputs, (Arguments{{"region", "eu-west"}, {"word", "quite"}, {"rollout", "meter-reader-1"}}));
    QCOMPARE(rig.run().region, kWest);
    QCOMPARE(rig.detail().steps[1].title, std::string("quite good"));
    QCOMPARE(rig.told(IncidentEventKind::Action), std::vector<std::string>{"RUN-1, checks, was started"});
  }

  void a_start_that_cannot_be_is_refused_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* tag, const char* name, const char* value, const char* reason, const char* field) {
      QTest::newRow(tag) << name << value << reason << field;
    };
    row("missing", "word", "x", "no_value", "inputs.region");
    row("unknown", "regoin", "eu-west", "unknown_input", "inputs");
    row("no such region", "region", "eu-north", "no_region", "inputs.region");
    row("another term in a selector", "region", "eu-west or region:us-east", "bad_value", "inputs.region");
    row("parentheses", "region", "(a|b)", "bad_value", "inputs.region");
    row("quotes", "region", "\"a\"", "bad_value", "inputs.region");
  }
  void a_start_that_cannot_be_is_refused() {
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(QString, field);
    RunRig rig(asking("{title: x, nodes: {where: \"region:{region}\"}, is: \"= 2\"}"));
    addRollout(rig, RolloutState::Failed);
    const NewRun wanted{RunbookName("checks"), {}, {{name.toStdString(), value.toStdString()}}};
    const auto refused = startRun(rig.state, wanted, kAlice, rig.now);
    QTEST(reasonOf(refused), "reason");
    QCOMPARE(QString::fromStdString(refused.error().field), field);
    QVERIFY(!refused.error().fix.empty());
  }

  void conditions_are_asked_of_the_fleet_data() {
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("next");  // the step it goes on at; empty = it failed
    const auto row = [](const char* tag, const char* condition, const char* next) {
      QTest::newRow(tag) << condition << next;
    };
    row("as many nodes", "{title: x, nodes: {where: \"region:{region}\"}, is: \"= 2\"}", "good");
    row("not as many", "{title: x, nodes: {where: \"region:{region}\"}, is: \"< 2\"}", "other");
    row("of another region none is seen", "{title: x, nodes: {where: \"region:us-east\"}, is: \"= 0\"}", "good");
    row("alerts", "{title: x, alerts: {where: \"region:{region} severity:page\"}, is: \"= 1\"}", "good");
    row("a run that is stuck is no alert", "{title: x, alerts: {where: \"alertname:RunStuck\"}, is: \"= 0\"}", "good");
    row("a state", "{title: x, rollout: {rollout: \"{rollout}\"}, is: \"= failed\"}", "good");
    row("another state", "{title: x, rollout: {rollout: \"{rollout}\"}, is: \"!= failed\"}", "other");
    row("a share", "{title: x, objective: {objective: answers, region: \"{region}\"}, is: \">= 0.9\"}", "good");
    row("a share of the fleet is not seen", "{title: x, objective: {objective: answers}, is: \">= 0.9\"}", "");
    row("too short a window",
        "{title: x, objective: {objective: answers, region: \"{region}\", window: 5s}, is: \">= 0.9\"}", "");
    row("no objective", "{title: x, objective: {objective: others}, is: \">= 0.9\"}", "");
  }
  void conditions_are_asked_of_the_fleet() {
    QFETCH(QString, condition);
    RunRig rig(asking(condition.toStdString()));
    addRollout(rig, RolloutState::Failed);
    Objective answers;
    answers.name = ObjectiveName("answers");
    rig.keep({{answers}, {}});
    rig.counted = {100, 5};
    for (const char* name : {"BudgetBurn", "RunStuck"}) {
      AlertStatus status;
      status.alert.labels = {{"alertname", name}, {"severity", "page"}, {"region", "eu-west"}};
      rig.alerts.push_back(status);
    }
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.begin(), QString());
    const bool failed = rig.stateOf("first") == StepState::Failed;
    QTEST(failed ? QString() : QString::fromStdString(rig.run().step), "next");
  }

  void what_is_unknown_holds_for_nothing() {
    RunRig rig(asking("{title: x, objective: {objective: answers, region: \"{region}\"}, is: \"!= 2\"}"));
    addRollout(rig, RolloutState::Failed);
    Objective answers;
    answers.name = ObjectiveName("answers");
    rig.keep({{answers}, {}});
    QCOMPARE(rig.start(), QString());
    QVERIFY(!rig.detail().readings.at(0).known && !rig.detail().readings.at(0).holds);
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.run().step, std::string("other"));
  }

  void a_check_has_to_hold_for_its_time_without_a_break() {
    RunRig rig(asking("{title: x, alerts: {where: \"severity:page\"}, is: \"= 0\", lasts: 30s}"));
    addRollout(rig, RolloutState::Failed);
    QCOMPARE(rig.start(), QString());
    QCOMPARE(rig.begin(), QString());
    QCOMPARE(rig.stateOf("first"), StepState::Checking);
    QCOMPARE(rig.begin(), QString("under_way"));
    QCOMPARE(rig.tick(29s), std::size_t{0});
    rig.tick(1s);
    QCOMPARE(rig.run().step, std::string("good"));
    QCOMPARE(rig.say({{}, RunVerb::Jump, 0, "first", {}, "again"}), QString());
    QCOMPARE(rig.begin(), QString());
    AlertStatus status;
    status.alert.labels = {{"alertname", "x"}, {"severity", "page"}, {"region", "eu-west"}};
    rig.alerts.push_back(status);
    rig.tick(10s);
    QCOMPARE(rig.run().step, std::string("other"));
  }

  void evidence_is_chained_and_a_change_of_it_is_seen() {
    RunRig rig;
    rig.bringToAct();
    QVERIFY(rig.detail().intact);
    std::vector<RunEvidence>& all = rig.evidence[rig.id];
    QVERIFY(all.size() > 4);
    const std::vector<RunEvidence> kept = all;
    all[2].text += " and more";
    QVERIFY(!rig.detail().intact);
    all = kept;
    all.erase(all.begin() + 1);
    QVERIFY(!rig.detail().intact);
    all = kept;
    all.pop_back();
    QVERIFY(!rig.detail().intact);
    all = kept;
    std::swap(all[1].actor, all[2].title);
    QVERIFY(!rig.detail().intact);
  }

  void secrets_are_taken_out_before_anything_is_kept_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("a word and a value") << "the password: hunter2hunter2 was in the log";
    QTest::newRow("an operator's token") << "flo1.0190d5b2-aaaa-7bbb-8ccc-0123456789ab.QUJDREVGR0hJSktMTU5PUFFSU1RVVg";
    QTest::newRow("a node's token") << "flt1.abc123.QUJDREVGR0hJSktMTU5PUFFSU1RVVg." + QString(64, 'a');
    QTest::newRow("a bearer") << "curl -H 'Authorization: Bearer QUJDREVGR0hJSktMTU5PUFFSU1RVVg=='";
    QTest::newRow("a key") << "-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5PUFFSU1RVVg\n-----END PRIVATE KEY-----";
    QTest::newRow("half a key") << "-----BEGIN EC PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5PUFFSU1RVVg";
    QTest::newRow("an address") << "https://admin:QUJDREVGR0hJSktMTU5PUFFSU1RVVg@host/";
  }
  void secrets_are_taken_out_before_anything_is_kept() {
    QFETCH(QString, text);
    RunRig rig;
    rig.page(pageLabels("answers", "eu-west"));
    rig.follow();
    QCOMPARE(rig.start({RunbookName("quarantine"), IncidentId("INC-1")}), QString());
    QCOMPARE(rig.say({{}, RunVerb::Note, 0, {}, text.toStdString()}), QString());
    const RunEvidence& note = rig.evidence[rig.id].back();
    QCOMPARE(note.redactions, 1U);
    QVERIFY(note.text.find("[redacted]") != std::string::npos);
    for (const std::string& kept : {note.text, rig.told(IncidentEventKind::Note).at(0)})
      for (const char* secret : {"hunter2", "QUJDREVG"}) QVERIFY(kept.find(secret) == std::string::npos);
    QVERIFY(rig.detail().intact);
  }

  void what_is_too_long_is_cut_and_its_digest_kept() {
    RunEdit edit(Run(), kNow);
    const std::string text(100'000, 'x');
    edit.tell({EvidenceKind::Note, "long", text});
    edit.tell({EvidenceKind::Note, "in a character", std::string(kMaxEvidenceText - 1, 'x') + "\xC3\xA9"});
    const auto rows = edit.rows();
    const auto& first = std::get<RunEvidence>(rows[1]);
    QCOMPARE(first.text.size(), kMaxEvidenceText);
    QCOMPARE(first.digest, sha256(text));
    QCOMPARE(std::get<RunEvidence>(rows[2]).text.size(), kMaxEvidenceText - 1);
  }

  void a_preview_is_kept_with_every_node_and_what_held_before() {
    RunRig rig;
    rig.bringToAct();
    std::string preview, before;
    for (const RunEvidence& one : rig.evidence[rig.id]) {
      if (one.kind == EvidenceKind::Preview) preview = one.text;
      if (one.kind == EvidenceKind::Reading && one.title == "before") before = one.text;
    }
    QVERIFY(preview.find("a: active -> quarantined\nb: active -> quarantined\n") != std::string::npos);
    QVERIFY(before.find("holds: Some are in: 2 nodes, has to be > 0") != std::string::npos);
    QVERIFY(before.find("before: None is in: 2 nodes, has to be = 0") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TstRunEvidence)
#include "tst_run_evidence.moc"
