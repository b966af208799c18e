// What the console says of planned rollouts: states, waves, approvals, evidence, plans, and what people say to them.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>
#include <cmath>

#include "models/view/approvals_model.h"
#include "models/view/evidence_watch.h"
#include "models/view/plan_draft.h"
#include "models/view/plan_text.h"
#include "models/view/rollout_actions.h"
#include "models/view/rollout_text.h"
#include "models/view/rollouts_model.h"
#include "models/view/wave_nodes.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using std::chrono::hours;
using std::chrono::minutes;
using Tester = QAbstractItemModelTester;

namespace {

Rollout planned(const char* id, RolloutState state, TimePoint createdAt = kNow - minutes(60)) {
  Rollout out;
  out.id = RolloutId(id);
  out.number = 7;
  out.workload = WorkloadName("meter-reader");
  out.artifact = ArtifactName("meter-reader");
  out.to = {2, 0, 0};
  out.state = state;
  out.author = "operator-2";
  out.createdAt = createdAt;
  out.planDigest.bytes[0] = 9;
  for (const char* name : {"canary", "rest"}) {
    RolloutWave wave;
    wave.rollout = out.id;
    wave.place = static_cast<std::uint32_t>(out.waves.size());
    wave.name = name;
    wave.nodes = wave.place == 0 ? 2 : 4;
    wave.soak = minutes(60);
    wave.approvalsNeeded = wave.place == 1 ? 2 : 0;
    out.waves.push_back(wave);
  }
  for (const Node& node : sixNodes()) {
    RolloutNode row;
    row.node = node.id;
    row.nodeName = node.name;
    row.hadVersion = true;
    row.from = {1, 0, 0};
    row.place = static_cast<std::uint32_t>(out.nodes.size());
    row.wave = row.place < 2 ? 0 : 1;
    row.outcome = NodeOutcome::Planned;
    out.nodes.push_back(row);
  }
  return out;
}

// Its canary soaks for 20 minutes and was looked at.
Rollout soaking(const char* id = "meter-reader-7") {
  Rollout out = planned(id, RolloutState::Running);
  RolloutWave& wave = out.waves[0];
  wave.state = WaveState::Soaking;
  wave.soakingAt = kNow - minutes(20);
  wave.looks = 3;
  wave.verdict = Verdict::Inconclusive;
  wave.why = "1200 of 4000 answers that it takes to see harm";
  wave.odds = 34;
  out.nodes[0].outcome = NodeOutcome::Proven;
  out.nodes[1].outcome = NodeOutcome::Silent;
  out.nodes[1].message = "no proof by the deadline";
  return out;
}

RolloutExplanation told(double logOdds, const char* sentence = "so it is") {
  RolloutExplanation out;
  out.sentence = sentence;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    RolloutLook look{RolloutId("meter-reader-7"), 0, i, kNow - minutes(3 - static_cast<int>(i)), {}};
    look.evidence.canaryRequests = 1'000 * i;
    look.evidence.canaryBad = 3 * i;
    look.evidence.baselineRequests = 4'000 * i;
    look.evidence.baselineBad = 8 * i;
    look.evidence.requestsNeeded = 6'000;
    look.evidence.badLogOdds = logOdds;
    out.looks.push_back(look);
  }
  out.lookCount = 3;
  out.nodes = {{"rotterdam-1", true, 1'204, 3, 11}};
  return out;
}

void tell(FleetMirror& mirror, const Rollout& rollout) {
  FleetNews news;
  news.complete = true;
  news.upserts.emplace_back(rollout);
  mirror.apply(std::move(news));
}

long callsOf(const FakeApi& api, const std::string& start) {
  return std::count_if(api.calls.begin(), api.calls.end(), [&](const auto& call) { return call.starts_with(start); });
}

QString cell(const QAbstractItemModel& model, int row, int column) {
  return model.data(model.index(row, column), Qt::DisplayRole).toString();
}

}  // namespace

class TstRolloutModels : public QObject {
  Q_OBJECT

 private slots:
  void every_state_has_its_mark_and_its_word_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("word");
    const auto row = [](RolloutState state, const char* status, const char* word) {
      QTest::newRow(word) << static_cast<int>(state) << QString(status) << QString(word);
    };
    row(RolloutState::Draft, "pending", "draft");
    row(RolloutState::AwaitingApproval, "held", "awaiting approval");
    row(RolloutState::Running, "updating", "running");
    row(RolloutState::Paused, "held", "paused");
    row(RolloutState::Failed, "failed", "failed");
    row(RolloutState::RolledBack, "held", "rolled back");
    row(RolloutState::Rejected, "offline", "rejected");
    row(RolloutState::Succeeded, "healthy", "succeeded");
  }
  void every_state_has_its_mark_and_its_word() {
    QFETCH(int, state);
    Rig rig(std::vector<Node>{});
    RolloutsModel model(rig.mirror);
    tell(rig.mirror, planned("meter-reader-7", static_cast<RolloutState>(state)));
    const int at = model.rowOf("meter-reader-7");
    QTEST(model.data(model.index(at, RolloutsModel::State), RolloutsModel::StatusRole).toString(), "status");
    QTEST(cell(model, at, RolloutsModel::State), "word");
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-7");
    QVERIFY(!detail.headline()["strong"].toString().isEmpty());
  }

  void a_row_tells_wave_verdict_and_odds() {
    Rig rig;
    RolloutsModel model(rig.mirror);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    tell(rig.mirror, soaking());
    const int at = model.rowOf("meter-reader-7");
    QCOMPARE(cell(model, at, RolloutsModel::Wave), QString("canary, 1 of 2"));
    QCOMPARE(cell(model, at, RolloutsModel::Verdict), QString("inconclusive"));
    QCOMPARE(cell(model, at, RolloutsModel::Odds), QString("34:1"));
    QCOMPARE(cell(model, model.rowOf("meter-reader-1"), RolloutsModel::Odds), QString("–"));
  }

  void a_filter_narrows_and_a_wrong_one_keeps_the_rows() {
    Rig rig;
    RolloutsModel model(rig.mirror, compilePattern);
    const Tester tester(&model, Tester::FailureReportingMode::QtTest);
    tell(rig.mirror, planned("meter-reader-7", RolloutState::Paused));
    QCOMPARE(model.rowCount(), 2);
    model.setFilter("state:paused");
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.idAt(0), QString("meter-reader-7"));
    model.setFilter("state:nonsense");
    QVERIFY(!model.filterError().isEmpty());
    QCOMPARE(model.rowCount(), 1);
    tell(rig.mirror, planned("meter-reader-8", RolloutState::Paused));
    QCOMPARE(model.rowCount(), 2);
    model.setFilter({});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.total(), 3);
  }

  void what_waits_for_somebody_comes_first_and_columns_sort() {
    Rig rig(std::vector<Node>{});
    RolloutsModel model(rig.mirror);
    tell(rig.mirror, planned("meter-reader-2", RolloutState::Succeeded, kNow - minutes(1)));
    tell(rig.mirror, planned("meter-reader-3", RolloutState::AwaitingApproval, kNow - hours(5)));
    tell(rig.mirror, planned("meter-reader-4", RolloutState::Paused, kNow - hours(9)));
    QCOMPARE(model.idAt(0), QString("meter-reader-4"));
    QCOMPARE(model.idAt(1), QString("meter-reader-3"));
    model.sortBy(RolloutsModel::Started, true);
    QCOMPARE(model.idAt(0), QString("meter-reader-2"));
    model.sortBy(RolloutsModel::Started, false);
    QCOMPARE(model.idAt(0), QString("meter-reader-4"));
  }

  void the_ladder_tells_how_far_each_wave_is() {
    Rig rig;
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-7");
    tell(rig.mirror, soaking());
    QVERIFY(detail.planned() && detail.begun() && !detail.ended());
    const QVariantMap canary = detail.waves()[0].toMap(), rest = detail.waves()[1].toMap();
    QCOMPARE(canary["state"].toString(), QString("soaking 20 of 60 min"));
    QCOMPARE(canary["note"].toString(), QString("1 of 2 proven"));
    QVERIFY(qAbs(canary["progress"].toDouble() - 1.0 / 3) < 0.001);
    QCOMPARE(canary["odds"].toString(), QString("34:1"));
    QVERIFY(canary["current"].toBool() && !rest["current"].toBool());
    QCOMPARE(rest["note"].toString(), QString("needs 2 approvals"));
    QCOMPARE(detail.headline()["status"].toString(), QString("inconclusive"));
    QCOMPARE(detail.nodesIn(0), 2);
    QCOMPARE(detail.nodesIn(0, true), 6);
  }

  void the_verbs_follow_the_table_of_states() {
    Rig rig;
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-7");
    const auto can = [&](const char* verb) { return detail.whyNot()[verb].toString().isEmpty(); };
    tell(rig.mirror, planned("meter-reader-7", RolloutState::Draft));
    QVERIFY(can("start") && can("edit") && can("abort") && !can("pause") && !can("approve") && !can("promote"));
    tell(rig.mirror, soaking());
    QVERIFY(can("pause") && can("promote") && can("skip") && can("abort") && can("rollback") && can("approve"));
    QVERIFY(!can("start") && !can("resume") && !can("edit"));
    Rollout paused = soaking();
    paused.state = RolloutState::Paused;
    tell(rig.mirror, paused);
    QVERIFY(can("resume") && can("promote") && !can("pause"));
    tell(rig.mirror, planned("meter-reader-7", RolloutState::Rejected));
    for (const char* verb : {"start", "pause", "resume", "promote", "skip", "abort", "rollback", "approve", "reject"})
      QVERIFY2(!can(verb), verb);
  }

  void approvals_count_only_for_this_plan_and_while_they_last() {
    Rig rig;
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-7");
    Rollout rollout = soaking();
    Digest other;
    other.bytes[0] = 1;
    rollout.approvals = {{rollout.id, 1, "a", rollout.planDigest, true, {}, kNow, kNow + hours(1)},
                         {rollout.id, 1, "b", other, true, {}, kNow, kNow + hours(1)},
                         {rollout.id, 1, "c", rollout.planDigest, true, {}, kNow - hours(2), kNow - hours(1)},
                         {rollout.id, 1, "d", rollout.planDigest, false, "too early", kNow, kNow + hours(1)}};
    tell(rig.mirror, rollout);
    const QVariantMap approval = detail.approval();
    QCOMPARE(approval["given"].toInt(), 1);
    QCOMPARE(approval["needed"].toInt(), 2);
    const QVariantList people = approval["people"].toList();
    QCOMPARE(people.size(), 5);
    QVERIFY(people[1].toMap()["text"].toString().contains("another plan"));
    QVERIFY(people[2].toMap()["text"].toString().contains("expired"));
    QVERIFY(people[3].toMap()["text"].toString().contains("too early"));
    QCOMPARE(people[4].toMap()["who"].toString(), QString("1 more approver"));
  }

  void the_strip_shows_the_wave_that_began_last_or_the_chosen_one() {
    Rig rig;
    WaveNodes nodes(rig.mirror);
    const Tester tester(&nodes, Tester::FailureReportingMode::QtTest);
    nodes.setRollout("meter-reader-7");
    tell(rig.mirror, soaking());
    QCOMPARE(nodes.rowCount(), 2);
    QCOMPARE(nodes.wave(), QString("canary"));
    QCOMPARE(nodes.data(nodes.index(0), WaveNodes::StatusRole).toString(), QString("failed"));
    QVERIFY(nodes.data(nodes.index(0), WaveNodes::WordRole).toString().contains("no proof by the deadline"));
    nodes.setChosen(1);
    QCOMPARE(nodes.rowCount(), 4);
    QCOMPARE(nodes.counts().first().toMap()["word"].toString(), QString("planned"));
  }

  void evidence_is_fetched_while_somebody_looks_and_only_then() {
    Rig rig;
    FakeApi api;
    api.explanations["meter-reader-7"] = told(std::log(34));
    tell(rig.mirror, soaking());
    EvidenceWatch evidence(api, rig.mirror);
    evidence.setRollout("meter-reader-7");
    QCoreApplication::processEvents();
    QCOMPARE(callsOf(api, "explain"), 0L);
    evidence.setActive(true);
    QTRY_COMPARE(evidence.state(), QString("ready"));
    QCOMPARE(evidence.meter()["text"].toString(), QString("34:1"));
    QVERIFY(!evidence.meter()["fails"].toBool());
    QCOMPARE(evidence.rates()["canary"].toList().size(), 3);
    QCOMPARE(evidence.rates()["canaryText"].toString(), QString("0.30"));
    QCOMPARE(evidence.arms().first().toMap()["answers"].toString(), QString("3,000"));
    QCOMPARE(evidence.tallyOf("rotterdam-1"), QString("1,204 answers, 3 bad, 11 slow"));
    QCOMPARE(evidence.wave(), QString("canary"));
    QCOMPARE(evidence.look(), QString("3"));
    // Whatever happens meanwhile, not before the two seconds are over.
    for (int i = 0; i < 20; ++i) tell(rig.mirror, soaking());
    QCoreApplication::processEvents();
    QCOMPARE(callsOf(api, "explain"), 1L);
    QTRY_COMPARE_WITH_TIMEOUT(callsOf(api, "explain"), 2L, 4 * EvidenceWatch::kRefreshMs);
    evidence.setActive(false);
    QTest::qWait(EvidenceWatch::kRefreshMs + 300);
    QCOMPARE(callsOf(api, "explain"), 2L);
  }

  void an_answer_about_another_rollout_is_dropped() {
    Rig rig;
    FakeApi api;
    api.holdBack = true;
    api.explanations["meter-reader-7"] = told(std::log(500), "of the first");
    api.explanations["meter-reader-8"] = told(std::log(2), "of the second");
    tell(rig.mirror, soaking());
    tell(rig.mirror, soaking("meter-reader-8"));
    EvidenceWatch evidence(api, rig.mirror);
    evidence.setActive(true);
    evidence.setRollout("meter-reader-7");
    auto late = std::exchange(api.held, {});
    evidence.setRollout("meter-reader-8");
    QVERIFY(!evidence.looked());
    for (const auto& answer : late) answer();
    QCoreApplication::processEvents();
    QVERIFY(!evidence.looked());
    api.answerAll();
    QTRY_COMPARE(evidence.sentence(), QString("of the second"));
    QVERIFY(!evidence.meter()["fails"].toBool());
  }

  void after_the_end_it_is_asked_once_more_and_not_again() {
    Rig rig;
    FakeApi api;
    api.explanations["meter-reader-7"] = told(std::log(34));
    tell(rig.mirror, soaking());
    EvidenceWatch evidence(api, rig.mirror);
    evidence.setActive(true);
    evidence.setRollout("meter-reader-7");
    QTRY_COMPARE(evidence.state(), QString("ready"));
    Rollout ended = soaking();
    ended.state = RolloutState::RolledBack;
    api.explanations["meter-reader-7"] = told(std::log(200));
    tell(rig.mirror, ended);
    QTRY_VERIFY_WITH_TIMEOUT(evidence.meter()["fails"].toBool(), 4 * EvidenceWatch::kRefreshMs);
    const long asked = callsOf(api, "explain");
    QTest::qWait(EvidenceWatch::kRefreshMs + 300);
    QCOMPARE(callsOf(api, "explain"), asked);
  }

  void the_limits_come_from_the_plan() {
    Rig rig;
    FakeApi api;
    api.got->plan =
        R"({"workload":"meter-reader","on_failure":"pause","gates":{"alpha":0.001,"min_success_ratio":0.995}})";
    api.explanations["meter-reader-7"] = told(std::log(200));
    tell(rig.mirror, soaking());
    EvidenceWatch evidence(api, rig.mirror);
    evidence.setActive(true);
    evidence.setRollout("meter-reader-7");
    QTRY_VERIFY(!evidence.plan().isEmpty() && evidence.looked());
    QVERIFY(qAbs(evidence.rates()["limit"].toDouble() - 0.5) < 1e-9);
    QCOMPARE(evidence.meter()["thresholdText"].toString(), QString("1,000:1"));
    QVERIFY(!evidence.meter()["fails"].toBool());
    QCOMPARE(evidence.onFailure(), QString("pause"));
    QVERIFY(evidence.plan().contains("\ngates:\n  alpha: 0.001\n"));
  }

  void a_stored_plan_is_shown_as_yaml_in_its_order() {
    QCOMPARE(
        readablePlan(R"({"workload":"a","regions":["x","y"],"waves":[{"name":"c","size":2,"approvals":{"count":1}},)"
                     R"({"name":"r","size":"rest"}]})"),
        QString("workload: a\nregions: [x, y]\nwaves:\n  - name: c\n    size: 2\n    approvals: {count: 1}\n"
                "  - name: r\n    size: rest\n"));
    QCOMPARE(readablePlan("workload: a # mine\n"), QString("workload: a # mine\n"));
    QCOMPARE(readablePlan("{\"broken\": "), QString("{\"broken\": "));
  }

  void the_form_writes_a_plan() {
    FakeApi api;
    const PlanDraft draft(api);
    const QString plan = draft.render({{"workload", "meter-reader"},
                                       {"version", "2.0.0"},
                                       {"selector", "label.tier:gold"},
                                       {"canary", "2%"},
                                       {"soak", "1h"},
                                       {"regions", QStringList{"eu-west"}},
                                       {"laterSoak", "4h"},
                                       {"approvals", 2},
                                       {"badEvent", "wrong_answer"},
                                       {"onFailure", "pause"}});
    QCOMPARE(plan,
             QString("workload: meter-reader\nto: 2.0.0\nselector: label.tier:gold\non_failure: pause\n\ngates:\n"
                     "  bad_event: wrong_answer\n\nwaves:\n  - name: canary\n    size: 2%\n    soak: 1h\n\n"
                     "  - name: eu-west\n    size: {regions: [eu-west]}\n    soak: 4h\n    approvals: {count: 2}\n\n"
                     "  - name: rest\n    size: rest\n    soak: 4h\n"));
  }

  void a_preview_is_asked_once_typing_pauses_and_older_answers_are_dropped() {
    FakeApi api;
    api.holdBack = true;
    WavePreview wave;
    wave.name = "first";
    wave.nodes = 12;
    api.preview->waves = {wave};
    PlanDraft draft(api);
    draft.setText("a");
    draft.setText("ab");
    draft.setText("abc");
    QTRY_COMPARE(api.held.size(), std::size_t{1});
    QCOMPARE(api.calls.front(), std::string("prepare-plan abc"));
    auto late = std::exchange(api.held, {});
    draft.setText("abcd");
    for (const auto& answer : late) answer();
    QCoreApplication::processEvents();
    QCOMPARE(draft.state(), QString("asking"));
    QVERIFY(draft.waves().isEmpty());
    QTRY_COMPARE(api.held.size(), std::size_t{1});
    api.answerAll();
    QTRY_COMPARE(draft.state(), QString("ready"));
    QCOMPARE(draft.waves().first().toMap()["nodes"].toString(), QString("12"));
  }

  void a_mistake_is_told_with_its_line_and_field_and_the_last_answer_stays() {
    FakeApi api;
    api.preview->waves.resize(2);
    PlanDraft draft(api);
    draft.setText("good");
    QTRY_COMPARE(draft.state(), QString("ready"));
    api.preview = Error{ErrorCode::Invalid, "bad_value", "line 9: size is no size", "waves[0].size", "for example 10%"};
    draft.setText("bad");
    QTRY_COMPARE(draft.state(), QString("failed"));
    QCOMPARE(draft.problem()["line"].toInt(), 9);
    QCOMPARE(draft.problem()["message"].toString(), QString("size is no size"));
    QCOMPARE(draft.problem()["field"].toString(), QString("waves[0].size"));
    QCOMPARE(draft.waves().size(), 2);
  }

  void a_draft_is_made_and_started_in_two_steps() {
    FakeApi api;
    api.rollout = planned("meter-reader-9", RolloutState::Draft);
    PlanDraft draft(api);
    QSignalSpy finished(&draft, &PlanDraft::finished);
    draft.setText("plan");
    draft.create(true);
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(api.calls.back(), std::string("start meter-reader-9"));
    QVERIFY(api.words.back().plan == api.rollout->planDigest);
    QCOMPARE(finished.first()[4].toString(), QString("meter-reader-9"));
    api.rollout = Error{ErrorCode::Invalid, "bad_value", "no", {}, "write another"};
    draft.create(true);
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(finished.last()[0].toString(), QString("failed"));
    QCOMPARE(finished.last()[2].toString(), QString("no; write another"));
  }

  void a_word_carries_wave_plan_and_reason() {
    FakeApi api;
    api.rollout = soaking();
    RolloutActions actions(api);
    QSignalSpy finished(&actions, &RolloutActions::finished);
    const QString digest = QString::fromStdString(soaking().planDigest.toString());
    actions.say("reject", "meter-reader-7", 1, digest, " not now ");
    QTRY_COMPARE(finished.size(), 1);
    const RolloutWord& word = api.words.back();
    QCOMPARE(word.verb, RolloutVerb::Reject);
    QCOMPARE(word.wave, 1U);
    QVERIFY(word.plan == soaking().planDigest);
    QCOMPARE(word.reason, std::string("not now"));
    actions.say("abort", "meter-reader-7", -1, {}, {});
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(api.calls.back(), std::string("abort meter-reader-7"));
    QCOMPARE(actions.running(), 0);
    QCOMPARE(actions.line("reject", "meter-reader-7", "rest", "sha256:0", "not now"),
             QString("flotillactl rollouts reject meter-reader-7 --wave rest --plan sha256:0 --reason 'not now'"));
    QCOMPARE(actions.line("pause", "meter-reader-7", "rest", "sha256:0", {}),
             QString("flotillactl rollouts pause meter-reader-7"));
  }

  void what_waits_for_approval_answers_six_questions() {
    Rig rig;
    ApprovalsModel approvals(rig.mirror);
    const Tester tester(&approvals, Tester::FailureReportingMode::QtTest);
    QCOMPARE(approvals.rowCount(), 0);
    Rollout waits = soaking();
    waits.waves[0].state = WaveState::Passed;
    waits.waves[0].verdict = Verdict::Pass;
    waits.waves[0].endedAt = kNow - minutes(5);
    waits.waves[1].state = WaveState::AwaitingApproval;
    waits.approvals = {{waits.id, 1, "ra", waits.planDigest, true, {}, kNow, kNow + hours(1)}};
    tell(rig.mirror, waits);
    tell(rig.mirror, planned("meter-reader-8", RolloutState::AwaitingApproval));
    QCOMPARE(approvals.rowCount(), 2);
    QCOMPARE(approvals.idAt(0), QString("meter-reader-8"));  // waits longer
    const QVariantMap about = approvals.describe("meter-reader-7");
    QCOMPARE(about["what"].toString(), QString("meter-reader from 1.0.0 to 2.0.0, wave rest (2 of 2)"));
    QCOMPARE(about["where"].toString(), QString("4 nodes at 3 sites in eu-west (2), us-east (2)"));
    QVERIFY(about["evidence"].toString().startsWith("Wave canary: pass, odds 34:1"));
    QVERIFY(about["risk"].toString().contains("can go back"));
    QVERIFY(about["ifNot"].toString().contains("the waves before keep 2.0.0"));
    QCOMPARE(about["who"].toString(), QString("Asked by operator-2. Approved by ra (1 of 2)."));
    tell(rig.mirror, planned("meter-reader-8", RolloutState::Rejected));
    QCOMPARE(approvals.rowCount(), 1);
    QVERIFY(approvals.describe("meter-reader-8").isEmpty());
  }
};

QTEST_GUILESS_MAIN(TstRolloutModels)
#include "tst_rollout_models.moc"
