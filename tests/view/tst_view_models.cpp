#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/activity.h"
#include "models/view/navigation.h"
#include "models/view/palette.h"
#include "models/view/releases_model.h"
#include "models/view/rollouts_model.h"
#include "models/view/summary.h"
#include "models/view/text.h"
#include "models/view/topology.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

class TstViewModels : public QObject {
  Q_OBJECT

  static QString cell(const QAbstractItemModel& model, int row, int column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, column), role).toString();
  }
  static QStringList titles(const QVariantList& list) {
    QStringList out;
    for (const QVariant& item : list) out << item.toMap()["title"].toString();
    return out;
  }
  static Rollout endedRollout(RolloutState state) {
    Rollout rollout = std::get<Rollout>(snapshot().upserts.back());
    rollout.state = state;
    rollout.endedAt = kNow;
    return rollout;
  }

 private slots:
  void times_and_counts_are_written_one_way() {
    QCOMPARE(age({}, kNow), QString("never"));
    QCOMPARE(age(kNow + 5s, kNow), QString("now"));
    QCOMPARE(age(kNow - 59s, kNow), QString("59 s"));
    QCOMPARE(age(kNow - 362s, kNow), QString("6 m 02 s"));
    QCOMPARE(age(kNow - 3h - 5min, kNow), QString("3 h 05 m"));
    QCOMPARE(age(kNow - 52h, kNow), QString("2 d 4 h"));
    QCOMPARE(count(1234567), QString("1,234,567"));
    QCOMPARE(plural(1, "node", "nodes"), QString("1 node"));
    QCOMPARE(percent(0.98765), QString("98.8 %"));
    QCOMPARE(percent(std::nan("")), QString("–"));
    QCOMPARE(bytes(999), QString("999 B"));
    QCOMPARE(bytes(1'536'000), QString("1.5 MB"));
    QCOMPARE(milliseconds(0.312), QString("0.31 ms"));
  }

  void an_address_comes_back_as_it_was() {
    for (const Place& place :
         {Place{},
          Place{"nodes", "eu-west/rotterdam", "region:eu-west status:(failed|offline) version<2.0.0", "rotterdam-2"},
          Place{"rollouts", "", "label.x:\"a b&c=d#%+ é\"", "meter-reader-1"},
          Place{"artifacts", "", "", "sha256:aa"}}) {
      Place back;
      QVERIFY2(fromAddress(toAddress(place), back), qPrintable(toAddress(place)));
      QCOMPARE(toAddress(back), toAddress(place));
      QVERIFY(back == place);
    }
    Place typed;
    QVERIFY(fromAddress("flotilla:///game-days/GAME-1", typed));
    QVERIFY((typed == Place{"game-days", "", "", "GAME-1"}));
    QCOMPARE(toAddress(typed), QString("flotilla:///game-days?sel=GAME-1"));
    Place untouched{"audit", "", "", ""};
    for (const char* wrong :
         {"", "flotilla:///atlantis", "https://host/nodes", "flotilla://host/nodes", "nodes", "%%%"})
      QVERIFY2(!fromAddress(wrong, untouched), wrong);
    QCOMPARE(untouched.page, QString("audit"));
  }

  void going_back_returns_to_the_place_before() {
    Navigation navigation;
    QSignalSpy changed(&navigation, &Navigation::changed);
    navigation.open("nodes", "status:failed");
    navigation.setSelection("boston-1");
    navigation.open("rollouts");
    navigation.open("atlantis");
    QCOMPARE(navigation.page(), QString("rollouts"));
    navigation.goBack();
    QCOMPARE(navigation.selection(), QString("boston-1"));
    navigation.goBack();
    QCOMPARE(navigation.page(), QString("overview"));
    QVERIFY(!navigation.canGoBack());
    QVERIFY(navigation.openAddress("flotilla:///nodes?sel=lyon-1"));
    QVERIFY(!navigation.openAddress("javascript:alert(1)"));
    QCOMPARE(navigation.selection(), QString("lyon-1"));
  }

  void the_summary_counts_and_rounds_down() {
    Rig rig;
    Summary summary(rig.mirror);
    RegionsModel regions(rig.mirror, summary);
    const QAbstractItemModelTester tester(&regions, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(summary.healthyPercent(), QString("66.66"));
    QCOMPARE(summary.problems().first().toMap()["status"].toString(), QString("failed"));
    QCOMPARE(summary.reporting(), 5);
    QCOMPARE(summary.requestRate(), QString("–"));
    QCOMPARE(cell(regions, 0, RegionsModel::Region), QString("us-east"));
    QCOMPARE(cell(regions, 0, RegionsModel::Status), QString("1 failed"));
    QCOMPARE(cell(regions, 1, RegionsModel::Nodes), QString("4"));
    QCOMPARE(summary.regionsOnMap().size(), 2);
    QCOMPARE(summary.sitesOnMap().size(), 3);
  }

  void rates_come_from_what_grew_and_a_counter_that_fell_is_a_gap() {
    Rig rig;
    Summary summary(rig.mirror);
    RegionsModel regions(rig.mirror, summary);
    const auto step = [&](std::uint64_t requests, std::uint64_t errors, Duration at) {
      std::vector<Node> nodes = sixNodes();
      for (Node& node : nodes) {
        node.lastSeen = kNow + at;
        node.workloads[0].totals[0].requests = requests;
        node.workloads[0].totals[0].errors = errors;
        rig.mirror.apply(changed(node));
      }
      rig.mirror.tick(kNow + at);
    };
    step(1000, 10, 5s);
    step(1050, 11, 10s);
    QCOMPARE(summary.requestRate(), QString("60"));
    QCOMPARE(summary.successPercent(), QString("98.000"));
    QCOMPARE(cell(regions, 1, RegionsModel::Rate), QString("40 /s"));
    step(10, 0, 15s);
    QVERIFY(summary.requestRates().last().isNull());
    QCOMPARE(summary.window(), QString("last 10 s"));
  }

  void without_a_new_report_there_is_no_rate_and_not_one_of_zero() {
    Rig rig;
    Summary summary(rig.mirror);
    const auto report = [&](Duration at, std::uint64_t requests) {
      for (Node node : sixNodes()) {
        node.lastSeen = kNow + at;
        node.workloads[0].totals[0].requests = requests;
        rig.mirror.apply(changed(node));
      }
      rig.mirror.tick(kNow + at);
    };
    report(5s, 1000);
    report(10s, 1050);
    QCOMPARE(summary.requestRate(), QString("60"));
    rig.mirror.tick(kNow + 16s);
    QCOMPARE(summary.requestRate(), QString("60"));
    QSignalSpy sampled(&summary, &Summary::sampled);
    rig.mirror.tick(kNow + 5min);
    QVERIFY(!sampled.isEmpty());
    QCOMPARE(summary.reporting(), 0);
    QCOMPARE(summary.requestRate(), QString("–"));
    QCOMPARE(summary.slowestP95(), QString("–"));
  }

  void a_release_is_found_by_its_digest_and_back() {
    Rig rig;
    ReleasesModel releases(rig.mirror);
    QCOMPARE(releases.rowOf(releases.digestAt(0)), 0);
    QCOMPARE(releases.digestAt(7), QString());
  }

  void the_topology_has_a_byte_for_every_node_in_the_order_of_its_groups() {
    Rig rig;
    Topology topology(rig.mirror);
    QCOMPARE(topology.groups().size(), 2);
    QCOMPARE(topology.statuses().size(), 6);
    for (int place = 0; place < 6; ++place) {
      QCOMPARE(topology.placeOf(topology.idAt(place)), place);
      const auto& node =
          rig.mirror.nodes()[static_cast<std::size_t>(rig.mirror.rowOf(topology.idAt(place).toStdString()))];
      QCOMPARE(topology.statuses()[place], static_cast<char>(node.health));
      QCOMPARE(topology.describe(place)["name"].toString(), QString::fromStdString(node.name));
    }
    QSignalSpy painted(&topology, &Topology::statusesChanged);
    Node node = sixNodes()[0];
    node.workloads[0].state = InstallState::Halted;
    rig.mirror.apply(changed(node));
    QTRY_COMPARE(painted.count(), 1);
    topology.setColourBy("drift");
    QCOMPARE(topology.statuses().count(static_cast<char>(NodeHealth::Degraded)), 1);
    topology.setGroupBy("version");
    QCOMPARE(topology.groups().first().toMap()["name"].toString(), QString("1.0.0"));
    QCOMPARE(topology.idAt(6), QString());
  }

  void a_rollout_tells_its_progress_and_its_failures_by_cause() {
    Rig rig;
    RolloutsModel rollouts(rig.mirror);
    RolloutDetail detail(rig.mirror);
    const QAbstractItemModelTester listTester(&rollouts, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester tester(&detail, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(!detail.found());
    QCOMPARE(detail.wayBack(), QString("no rollout is chosen"));
    detail.setRollout("meter-reader-1");
    QCOMPARE(detail.sentence(), QString("4 of 6 nodes proven, 1 failed; 10 m 00 s left"));
    QCOMPARE(detail.rowCount(), 6);
    QCOMPARE(cell(detail, 0, RolloutDetail::Outcome), QString("refused"));
    QCOMPARE(detail.causes().first().toMap()["reason"].toString(), QString("V32_digest"));
    QCOMPARE(rollouts.moving().first().toMap()["text"].toString(), QString("4 of 6 proven, 1 failed"));
    QCOMPARE(detail.wayBack(), QString("no node ran a version before it"));
    QCOMPARE(rollouts.rowOf(rollouts.idAt(0)), 0);
    FleetNews news;
    news.upserts.emplace_back(endedRollout(RolloutState::Failed));
    rig.mirror.apply(std::move(news));
    QCOMPARE(rollouts.running(), 0);
    QCOMPARE(detail.state(), QString("failed"));
    QVERIFY(detail.sentence().endsWith("took 20 m 00 s"));
  }

  void a_rollout_that_went_back_counts_who_returned_and_who_stayed() {
    Rig rig;
    RolloutsModel rollouts(rig.mirror);
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-1");
    Rollout back = endedRollout(RolloutState::RolledBack);
    RolloutNode returned, stayed;
    returned.nodeName = "a";
    returned.outcome = NodeOutcome::Returned;
    stayed.nodeName = "b";
    stayed.outcome = NodeOutcome::Stayed;
    back.nodes = {returned, stayed};
    FleetNews news;
    news.upserts.emplace_back(back);
    rig.mirror.apply(std::move(news));
    QCOMPARE(detail.sentence(),
             QString("1 of 2 nodes returned to the version before, 1 stayed on 1.0.0; took 20 m 00 s"));
    QCOMPARE(cell(detail, 0, RolloutDetail::Outcome), QString("stayed"));
    QCOMPARE(cell(rollouts, 0, RolloutsModel::Proven), QString("1 of 2 returned"));
    QCOMPARE(detail.progress(), 0.5);
  }

  void a_cancelled_rollout_says_so_and_one_that_was_overtaken_does_not_go_back() {
    Rig rig;
    RolloutDetail detail(rig.mirror);
    detail.setRollout("meter-reader-1");
    Rollout first = endedRollout(RolloutState::Aborted);
    RolloutNode node;
    node.node = NodeId("n");
    node.hadVersion = true;
    node.from = {0, 9, 0};
    node.outcome = NodeOutcome::Proven;
    first.nodes = {node};
    const auto tell = [&](const Rollout& rollout) {
      FleetNews news;
      news.upserts.emplace_back(rollout);
      rig.mirror.apply(std::move(news));
    };
    tell(first);
    QCOMPARE(detail.state(), QString("aborted"));
    QCOMPARE(detail.status(), QString("held"));
    QCOMPARE(detail.wayBack(), QString());
    Rollout newer = first;
    newer.id = RolloutId("meter-reader-2");
    newer.number = 2;
    newer.to = {2, 0, 0};
    tell(newer);
    QCOMPARE(detail.wayBack(), QString("meter-reader-2 has moved these nodes since"));
    newer.nodes.front().outcome = NodeOutcome::Returned;
    tell(newer);
    QCOMPARE(detail.wayBack(), QString());
    first.nodes.front().from = first.to;
    tell(first);
    QCOMPARE(detail.wayBack(), QString("every node ran 1.0.0 before it too"));
  }

  void artifacts_say_where_they_run() {
    Rig rig;
    ReleasesModel releases(rig.mirror);
    const QAbstractItemModelTester tester(&releases, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(releases.rowCount(), 1);
    QCOMPARE(cell(releases, 0, ReleasesModel::InUse), QString("6"));
    QCOMPARE(cell(releases, 0, ReleasesModel::Size), QString("2.0 MB"));
    QCOMPARE(releases.versionsFor("meter-reader"), QStringList{"1.0.0"});
    QCOMPARE(releases.versionsFor("nothing"), QStringList());
    const QVariantMap about = releases.describe(0);
    QCOMPARE(about["workloads"].toStringList(), QStringList{"meter-reader"});
    QCOMPARE(about["usedBy"].toList().size(), 2);
    QVERIFY(releases.describe(7).isEmpty());
  }

  void what_happens_to_many_nodes_at_once_is_one_line() {
    Rig rig;
    Activity activity(rig.mirror);
    FleetNews again = snapshot();
    rig.mirror.apply(std::move(again));
    const auto before = activity.changes().size();
    rig.mirror.tick(kNow + 10min);
    QCOMPARE(activity.changes().size(), before + 1);
    QCOMPARE(titles(activity.changes()).first(), QString("5 nodes lost contact"));
    QVERIFY(titles(activity.attention()).contains("6 nodes offline"));
    Node back = sixNodes()[0];
    back.lastSeen = kNow + 10min;
    rig.mirror.apply(changed(back));
    QCOMPARE(titles(activity.changes()).first(), QString("rotterdam-1 healthy again"));
    FleetNews news;
    news.upserts.emplace_back(endedRollout(RolloutState::Failed));
    rig.mirror.apply(std::move(news));
    QVERIFY(titles(activity.attention()).contains("meter-reader 1.0.0 failed"));
  }

  void the_palette_opens_completes_and_never_acts() {
    Rig rig;
    Palette palette(rig.mirror, compilePattern);
    const QAbstractItemModelTester tester(&palette, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(palette.rowCount() > 5);
    palette.setText("boston-2");
    QCOMPARE(palette.at(0)["action"].toString(), QString("open"));
    QCOMPARE(palette.at(0)["selection"].toString(), QString("boston-2"));
    palette.setText(">roll");
    QCOMPARE(palette.at(0)["command"].toString(), QString("rollback"));
    palette.setText("@us");
    QCOMPARE(palette.at(0)["scope"].toString(), QString("us-east"));
    palette.setText(":nodes region:us-east status:fa");
    QVERIFY(!palette.wrong() || !palette.hint().isEmpty());
    bool offered = false;
    for (int row = 0; row < palette.rowCount(); ++row) {
      const QVariantMap item = palette.at(row);
      QVERIFY((QStringList{"open", "scope", "command", "complete"}.contains(item["action"].toString())));
      if (item["completion"].toString() != ":nodes region:us-east status:failed") continue;
      offered = true;
      QCOMPARE(item["count"].toString(), QString("1 node"));
    }
    QVERIFY(offered);
    palette.setText(":nodes regoin:x");
    QVERIFY(palette.wrong());
    QVERIFY(palette.at(99).isEmpty());
  }
};

QTEST_GUILESS_MAIN(TstViewModels)
#include "tst_view_models.moc"
