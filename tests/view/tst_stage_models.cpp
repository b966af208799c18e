// What the console says of shadow and traffic weights: where nodes are, what was found, what a plan asks, and what a
// node is in.
#include <QAbstractItemModelTester>
#include <QtTest>
#include <cmath>

#include "models/view/approvals_model.h"
#include "models/view/node_detail.h"
#include "models/view/plan_draft.h"
#include "models/view/rollout_detail.h"
#include "models/view/stage_text.h"
#include "models/view/text.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using std::chrono::minutes;

namespace {

const RolloutId kId("meter-reader-7");

NodeStage stageOf(StageKind kind, std::uint32_t percent, std::uint64_t compared, std::uint64_t differ, bool underWay) {
  NodeStage out;
  out.rollout = kId;
  out.underWay = underWay;
  out.report.workload = WorkloadName("meter-reader");
  out.report.generation = 5;
  out.report.stage = kind;
  out.report.percent = percent;
  out.report.startedAt = kNow - minutes(3);
  out.report.compared = compared;
  out.report.differ = differ;
  return out;
}

NodeStage shadow(bool underWay, std::uint64_t differ = 3) {
  return stageOf(StageKind::Shadow, 0, 402, differ, underWay);
}
NodeStage weights(std::uint32_t percent, bool underWay = true) {
  return stageOf(StageKind::Weights, percent, 120, 1, underWay);
}

// Six nodes: not reached, in shadow, at 5 %, proven, refused in shadow, back from 25 %.
std::vector<Node> spread() {
  std::vector<Node> out = sixNodes();
  const auto at = [&](std::size_t node) -> NodeWorkload& { return out[node].workloads[0]; };
  for (std::size_t i = 1; i < out.size(); ++i) at(i).generation = 5;
  at(1).stages = {shadow(true)};
  at(2).stages = {shadow(false), weights(5)};
  at(3).stages = {shadow(false), weights(100, false)};
  at(3).version = {2, 0, 0};
  at(4).stages = {shadow(false, 40)};
  at(4).state = InstallState::Refused;
  at(4).reason = "shadow_differs";
  at(5).stages = {shadow(false), weights(25, false)};
  at(5).state = InstallState::RolledBack;
  at(5).reason = "weights_slow";
  return out;
}

Rollout staged(const std::vector<Node>& nodes = spread()) {
  Rollout out;
  out.id = kId;
  out.number = 7;
  out.workload = WorkloadName("meter-reader");
  out.artifact = ArtifactName("meter-reader");
  out.to = {2, 0, 0};
  out.state = RolloutState::Running;
  out.author = "operator-2";
  out.createdAt = out.startedAt = kNow - minutes(60);
  out.planDigest.bytes[0] = 9;
  RolloutWave wave;
  wave.rollout = out.id;
  wave.name = "canary";
  wave.nodes = nodes.size();
  wave.state = WaveState::Assigning;
  out.waves = {wave};
  static constexpr NodeOutcome kOutcomes[] = {NodeOutcome::Pending, NodeOutcome::Pending, NodeOutcome::Pending,
                                              NodeOutcome::Proven,  NodeOutcome::Refused, NodeOutcome::RolledBack};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    RolloutNode row;
    row.rollout = kId;
    row.node = nodes[i].id;
    row.nodeName = nodes[i].name;
    row.outcome = kOutcomes[i % 6];
    out.nodes.push_back(row);
  }
  out.stages.planned = {ShadowStage{}, WeightStage{}};
  StageSummary found{.stage = StageKind::Shadow, .nodes = 5, .underWay = 1, .compared = 2'010, .differ = 52};
  found.errors = 2;
  found.drops = 12;
  found.logE = 1.1;
  found.meanShift = -0.0124;
  found.slower = 0.042;
  found.peakRssKb = 60'000;
  found.classes = 2;
  found.flips = {900, 40, 12, 1'058};
  StageSummary later{.stage = StageKind::Weights, .nodes = 3, .underWay = 1, .compared = 360, .differ = 3};
  out.stages.found = {found, later};
  return out;
}

void tell(FleetMirror& mirror, const Rollout& rollout) {
  FleetNews news;
  news.complete = true;
  news.upserts.emplace_back(rollout);
  mirror.apply(std::move(news));
}

struct Shown {
  Rig rig;
  RolloutDetail detail;

  explicit Shown(const Rollout& rollout = staged(), const std::vector<Node>& nodes = spread())
      : rig(nodes), detail(rig.mirror) {
    detail.setRollout("meter-reader-7");
    tell(rig.mirror, rollout);
  }
  QVariantMap finding(int at) const { return detail.findings().value(at).toMap(); }
  // "shadow 1, 5 % 1" of the places where somebody is.
  QString places() const {
    QStringList out;
    for (const QVariant& step : detail.stages())
      if (step.toMap()["nodes"].toInt() > 0)
        out << step.toMap()["name"].toString() + ' ' + step.toMap()["text"].toString();
    return out.join(", ");
  }
  QString cell(const QString& node, int column) const {
    for (int row = 0; row < detail.rowCount(); ++row)
      if (detail.data(detail.index(row, RolloutDetail::NodeName), Qt::DisplayRole) == node)
        return detail.data(detail.index(row, column), Qt::DisplayRole).toString();
    return "no such row";
  }
};

QString factOf(const QVariantList& facts, const char* name) {
  for (const QVariant& fact : facts)
    if (fact.toMap()["name"] == QString(name)) return fact.toMap()["value"].toString();
  return "no such fact";
}

}  // namespace

class TstStageModels : public QObject {
  Q_OBJECT

 private slots:
  void a_rollout_without_stages_has_nothing_to_show() {
    Rollout plain = staged();
    plain.stages = {};
    const Shown shown(plain);
    QVERIFY(!shown.detail.staged());
    QVERIFY(shown.detail.stages().isEmpty() && shown.detail.findings().isEmpty());
    QVERIFY(shown.detail.plannedStages().isEmpty());
    QCOMPARE(shown.cell("rotterdam-2", RolloutDetail::Stage), QString());
    QCOMPARE(shown.detail.headline()["text"].toString(), QString("1 of 6 nodes have proven it."));
  }

  void the_ladder_counts_who_is_where() {
    const Shown shown;
    QStringList names;
    for (const QVariant& step : shown.detail.stages()) names << step.toMap()["name"].toString();
    QCOMPARE(names.join(' '), QString("getting it shadow 1 % 5 % 25 % 50 % 100 % proven failed"));
    QCOMPARE(shown.places(), QString("getting it 1, shadow 1, 5 % 1, proven 1, failed 2"));
    QCOMPARE(shown.detail.headline()["text"].toString(),
             QString("1 of 6 nodes have proven it; 1 node compares in shadow, 1 takes a share of the requests."));
  }

  void a_node_that_goes_on_moves_up_without_news_of_the_rollout() {
    Shown shown;
    std::vector<Node> nodes = spread();
    nodes[1].workloads[0].stages = {shadow(false), weights(1)};
    const QAbstractItemModelTester tester(&shown.detail);
    const QSignalSpy told(&shown.detail, &QAbstractItemModel::dataChanged);
    shown.rig.mirror.apply(changed(nodes[1]));
    shown.rig.mirror.tick(kNow + std::chrono::seconds(1));
    QCOMPARE(shown.places(), QString("getting it 1, 1 % 1, 5 % 1, proven 1, failed 2"));
    QCOMPARE(shown.cell("rotterdam-2", RolloutDetail::Stage), QString("1 %"));
    QVERIFY(!told.isEmpty());
  }

  void rows_tell_the_stage_and_how_many_differ() {
    const Shown shown;
    const auto stage = [&](const char* node) { return shown.cell(node, RolloutDetail::Stage); };
    QCOMPARE(stage("rotterdam-1"), text(kNothing));
    QCOMPARE(stage("rotterdam-2"), QString("shadow"));
    QCOMPARE(stage("rotterdam-10"), QString("5 %"));
    QCOMPARE(stage("lyon-1"), QString("passed"));
    QCOMPARE(stage("boston-1"), QString("shadow"));
    QCOMPARE(stage("boston-2"), QString("25 %"));
    QCOMPARE(shown.cell("rotterdam-2", RolloutDetail::Differ), QString("0.7 % of 402"));
    QCOMPARE(shown.cell("rotterdam-10", RolloutDetail::Differ), QString("0.8 % of 120"));
    QCOMPARE(shown.cell("rotterdam-1", RolloutDetail::Differ), text(kNothing));
  }

  void what_was_found_is_told_with_the_limits_of_the_plan() {
    const QVariantMap found = Shown().finding(0);
    QCOMPARE(found["title"].toString(), QString("Shadow"));
    QCOMPARE(found["shareText"].toString(), QString("2.6 %"));
    QCOMPARE(found["shareWords"].toString(), QString("52 of 2,010 answers differ"));
    const QVariantList limits = found["limits"].toList();
    QCOMPARE(limits.size(), 2);
    QCOMPARE(limits[0].toMap()["word"].toString(), QString("promoted at 1 %"));
    QCOMPARE(limits[1].toMap()["word"].toString(), QString("refused at 3 %"));
    QCOMPARE(Shown().finding(1)["limits"].toList().first().toMap()["word"].toString(), QString("goes back above 2 %"));
    const QVariantList facts = found["facts"].toList();
    QCOMPARE(factOf(facts, "Errors"), QString("2 (0.099 %), budget 0.1 %"));
    QCOMPARE(factOf(facts, "Not copied"), QString("12 inputs"));
    QCOMPARE(factOf(facts, "Slower"), QString("4.2 % took over 1.1 times as long"));
    QCOMPARE(factOf(facts, "Confidence"), QString("−0.012 on average"));
    QCOMPARE(factOf(facts, "Memory"), QString("61.4 MB at most"));
    QCOMPARE(factOf(Shown().finding(1)["facts"].toList(), "Not copied"), QString("no such fact"));
  }

  void it_says_in_words_what_was_decided_data() {
    QTest::addColumn<int>("alters");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("words");
    QTest::newRow("refused") << 0 << "fail"
                             << "Refused by 1 of 5 nodes. 1 not decided yet, 3 promoted.";
    QTest::newRow("open") << 1 << "inconclusive"
                          << "Not decided yet. Promoted on 3 of 5 nodes so far.";
    QTest::newRow("promoted") << 2 << "pass"
                              << "Promoted on all 5 nodes that came here. ";
    QTest::newRow("alarm") << 3 << "fail"
                           << "More answers differ than may. All nodes together: evidence 22, alarm at 20.";
    QTest::newRow("taken back") << 4 << "pass"
                                << "Promoted on 4 of 5 nodes. 4 promoted, 1 ended before.";
  }
  void it_says_in_words_what_was_decided() {
    QFETCH(int, alters);
    std::vector<Node> nodes = spread();
    Rollout rollout = staged();
    NodeWorkload& refused = nodes[4].workloads[0];
    NodeWorkload& open = nodes[1].workloads[0];
    if (alters == 1) refused.stages = {shadow(true)}, refused.state = InstallState::Written;
    if (alters == 2 || alters == 4)
      for (NodeWorkload* one : {&refused, &open}) one->stages = {shadow(false)}, one->version = {2, 0, 0};
    if (alters == 2) refused.state = InstallState::Committed;
    if (alters == 4) refused.version = {1, 0, 0}, refused.state = InstallState::Committed, refused.reason = "";
    if (alters == 3) rollout.stages.found[0].logE = 3.1;
    const QVariantMap found = Shown(rollout, nodes).finding(0);
    QTEST(found["status"].toString(), "status");
    const QString words = found["strong"].toString() + ' ' + found["text"].toString();
    QTEST(words, "words");
  }

  void evidence_is_told_against_its_alarm() {
    QCOMPARE(evidenceText(std::log(1.84)), QString("1.8"));
    QCOMPARE(evidenceText(-800), QString("under 0.01"));
    QCOMPARE(evidenceText(800), QString("over 99,999"));
    QCOMPARE(evidenceWords(1.1), QString("no alarm"));
    QCOMPARE(evidenceWords(1.6), QString("half way to the alarm"));
    QCOMPARE(evidenceWords(std::log(20.0)), QString("alarm"));
    const QVariantMap meter = Shown().finding(0)["evidence"].toMap();
    QCOMPARE(meter["threshold"].toDouble(), std::log10(20.0));
    QVERIFY(std::abs(meter["log10"].toDouble() - 1.1 / std::log(10.0)) < 1e-9);
    QVERIFY(!meter["fails"].toBool());
  }

  void changed_decisions_are_named_the_most_frequent_first() {
    const QVariantMap flips = Shown().finding(0)["flips"].toMap();
    QCOMPARE(flips["classes"].toInt(), 2);
    QCOMPARE(flips["counts"].toList().size(), 4);
    QCOMPARE(flips["words"].toString(), QString("0 became 1: 40, 1 became 0: 12"));
    QCOMPARE(flips["most"].toInt(), 40);
    QCOMPARE(Shown().finding(1)["flips"].toMap()["classes"].toInt(), 0);
    Rollout damaged = staged();
    damaged.stages.found[0].flips.pop_back();  // not K x K
    QCOMPARE(Shown(damaged).finding(0)["flips"].toMap()["classes"].toInt(), 0);
  }

  void before_the_first_report_a_stage_says_that_nobody_is_there() {
    Rollout fresh = staged();
    fresh.stages.found.clear();
    const Shown shown(fresh, sixNodes());
    QVERIFY(!shown.finding(0)["told"].toBool());
    QCOMPARE(shown.finding(0)["strong"].toString(), QString("No node is here yet."));
    fresh.state = RolloutState::Aborted;
    QCOMPARE(Shown(fresh, sixNodes()).finding(1)["strong"].toString(), QString("No node came here."));
  }

  void of_a_large_rollout_the_ladder_counts_all_nodes() {
    std::vector<Node> nodes;
    for (int i = 0; i < 1'200; ++i) {
      Node node = nodeOf("boston-" + std::to_string(i), "boston", "us-east");
      node.workloads[0].stages = {shadow(i % 3 == 0)};
      if (i % 3 != 0) node.workloads[0].stages.push_back(weights(i % 3 == 1 ? 1 : 50));
      nodes.push_back(node);
    }
    Rollout rollout = staged(nodes);
    for (RolloutNode& row : rollout.nodes) row.outcome = NodeOutcome::Pending;
    rollout.leaveOutNodes(1'000);
    const Shown shown(rollout, nodes);
    QCOMPARE(shown.detail.rowCount(), 0);
    QCOMPARE(shown.places(), QString("shadow 400, 1 % 400, 50 % 400"));
  }

  void a_node_tells_the_stage_that_it_is_in() {
    FakeApi api;
    Rig rig(spread());
    NodeDetail detail(api, rig.mirror);
    detail.setNode("id-rotterdam-10");
    const QVariantList stages = detail.workloads().first().toMap()["stages"].toList();
    QCOMPARE(stages.size(), 2);
    const QVariantMap past = stages[0].toMap(), now = stages[1].toMap();
    QVERIFY(!past["underWay"].toBool() && now["underWay"].toBool());
    QCOMPARE(past["sentence"].toString(), QString("Shadow: 402 answers compared, 3 differ (0.7 %)."));
    QCOMPARE(now["title"].toString(), QString("Weights, 5 % of requests"));
    QCOMPARE(now["word"].toString(), QString("not decided yet"));
    QCOMPARE(factOf(now["facts"].toList(), "Differ"), QString("1 of 120 (0.8 %)"));
    QCOMPARE(factOf(now["facts"].toList(), "Test"), QString("no such fact"));
    detail.setNode("id-rotterdam-1");
    QVERIFY(detail.workloads().first().toMap()["stages"].toList().isEmpty());
  }

  void the_test_of_a_shadow_says_how_far_it_is_and_where_to() {
    std::vector<Node> nodes = spread();
    nodes[1].workloads[0].stages[0].report.llr = -1.4722;  // half of ln 19
    FakeApi api;
    Rig rig(nodes);
    NodeDetail detail(api, rig.mirror);
    detail.setNode("id-rotterdam-2");
    const auto test = [&] {
      return factOf(detail.workloads().first().toMap()["stages"].toList().first().toMap()["facts"].toList(), "Test");
    };
    QCOMPARE(test(), QString("50 % of the way to promoted"));
    nodes[1].workloads[0].stages[0].report.llr = 9;
    rig.mirror.apply(changed(nodes[1]));
    QCOMPARE(test(), QString("100 % of the way to refused"));
  }

  void a_preview_names_the_stages_once() {
    FakeApi api;
    WavePreview wave;
    wave.name = "first";
    wave.notes = {{"stages", "shadow for ..."}, {"no_baseline", "no node is left to compare with"}};
    api.preview->waves = {wave};
    api.preview->stages.shadow = ShadowStage{};
    PlanDraft draft(api);
    draft.setText("a plan");
    QTRY_COMPARE(draft.state(), QString("ready"));
    QCOMPARE(draft.stages().size(), 1);
    QCOMPARE(draft.stages().first().toMap()["name"].toString(), QString("Shadow"));
    const QString words = draft.stages().first().toMap()["text"].toString();
    QVERIFY2(words.startsWith("for 10m to 6h: refused where 3 %"), qPrintable(words));
    QCOMPARE(draft.waves().first().toMap()["notes"].toStringList(), QStringList("no node is left to compare with"));
  }

  void the_form_writes_the_stages_that_were_chosen() {
    FakeApi api;
    const PlanDraft draft(api);
    const auto written = [&](const char* stages) {
      return draft.render({{"workload", "meter-reader"}, {"version", "2.0.0"}, {"canary", "2"}, {"stages", stages}});
    };
    QVERIFY(!written("none").contains("shadow:") && !written("none").contains("weights:"));
    QVERIFY(written("shadow").contains("\nshadow:\n") && !written("shadow").contains("weights:"));
    QVERIFY(written("both").contains("\nshadow:\n") && written("both").contains("\nweights:\n"));
    QVERIFY(written("weights").contains("steps: [1, 5, 25, 50, 100]"));
  }

  void an_approver_is_told_of_the_stages() {
    Rollout rollout = staged();
    rollout.state = RolloutState::AwaitingApproval;
    rollout.waves[0].state = WaveState::Pending;
    rollout.waves[0].approvalsNeeded = 1;
    Rig rig;
    ApprovalsModel model(rig.mirror);
    tell(rig.mirror, rollout);
    QVERIFY(model.describe("meter-reader-7")["what"].toString().endsWith(
        "; on each node in its shadow, then by weights of the requests"));
  }
};

QTEST_GUILESS_MAIN(TstStageModels)
#include "tst_stage_models.moc"
