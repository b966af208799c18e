// Drift as the console shows it: places, inputs, what was measured, and what stays when nobody answers.
#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

#include "models/view/drift_detail.h"
#include "models/view/drift_model.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWait = 30'000;  // ms; on a busy machine
const Error kAway{ErrorCode::Unavailable, "unreachable", "The control plane does not answer."};

DriftMeasure measureOf(DriftVerdict verdict, double psi, std::uint64_t n = 20'000) {
  DriftMeasure out;
  out.verdict = verdict;
  out.psi = psi;
  out.shift = psi;
  out.threshold = verdict == DriftVerdict::NotEnoughData ? 0 : 0.05;
  out.n = n;
  out.bins = 20;
  out.effective = static_cast<double>(n) / 2;
  out.inRow = verdict == DriftVerdict::Drifted ? 5 : verdict == DriftVerdict::Suspected ? 1 : 0;
  return out;
}

FeatureDrift featureOf(const char* name, DriftVerdict training, double psi) {
  FeatureDrift out;
  out.feature = name;
  out.training = measureOf(training, psi);
  out.own = measureOf(std::min(training, DriftVerdict::Steady), psi / 10);
  FeatureHistogram histogram;
  for (std::size_t i = 0; i < kInnerEdges; ++i) histogram.bins.edges[i] = static_cast<float>(i);
  histogram.counts.assign(kBins, 10);
  histogram.counts[0] = 60;
  histogram.training.assign(kBins, 0.05);
  histogram.under = 50;
  histogram.missing = 50;
  histogram.bins.max = 30;
  out.histogram = histogram;
  return out;
}

DriftStanding standingOf(const char* region, const char* workload, DriftVerdict verdict, double psi,
                         const char* node = "") {
  DriftStanding out;
  out.region = RegionName(region);
  out.node = node;
  if (!out.node.empty()) out.site = SiteName("lyon");
  out.workload = WorkloadName(workload);
  out.version = "1.0.0";
  out.verdict = verdict;
  out.records = verdict == DriftVerdict::NotEnoughData ? 93 : 20'000;
  out.began = kNow - 1min;
  out.ended = kNow;
  out.profiled = out.learnt = true;
  out.nodes = 12;
  out.driftedNodes = verdict == DriftVerdict::Drifted ? 9 : 0;
  out.features = {featureOf("glare", verdict, psi), featureOf("light", DriftVerdict::Steady, 0.01)};
  if (verdict == DriftVerdict::Drifted) {
    out.cause = out.node.empty() ? DriftCause::Region : DriftCause::Sensor;
    out.since = kNow - 3h;
  }
  return out;
}

std::vector<DriftStanding> toldOf() {
  return {standingOf("eu-west", "a", DriftVerdict::Steady, 0.02),
          standingOf("me-central", "a", DriftVerdict::NotEnoughData, 0.3),
          standingOf("us-east", "b", DriftVerdict::Drifted, 0.4),
          standingOf("us-west", "b", DriftVerdict::Suspected, 0.06),
          standingOf("eu-west", "a", DriftVerdict::Drifted, 1.5, "lyon-1")};
}

struct DriftRig : Rig {
  FakeApi api;
  DriftModel model{api, mirror};
  DriftDetail detail{api, mirror};

  explicit DriftRig(std::vector<DriftStanding> told = toldOf()) { api.drifts = std::move(told); }
  void look() {
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return model.state() != "loading"; }, kWait));
  }
  void show(const char* key) {
    detail.setKey(key);
    detail.setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return detail.known() || detail.state() == "failed"; }, kWait));
  }
  QString cell(int row, DriftModel::Column column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, column), role).toString();
  }
  QString input(int row, DriftDetail::Column column) { return detail.data(detail.index(row, column), 0).toString(); }
};

}  // namespace

class TstDriftModels : public QObject {
  Q_OBJECT

 private slots:
  void what_drifts_comes_first_and_what_is_not_known_last() {
    DriftRig rig;
    const QAbstractItemModelTester tester(&rig.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.look();
    QStringList places;
    for (int row = 0; row < rig.model.rowCount(); ++row) places << rig.cell(row, DriftModel::PlaceColumn);
    QCOMPARE(places, QStringList({"lyon-1", "us-east", "us-west", "eu-west", "me-central"}));
    QCOMPARE(rig.cell(4, DriftModel::VerdictColumn), QString("not enough data"));
    QCOMPARE(rig.cell(4, DriftModel::VerdictColumn, DriftModel::StatusRole), QString("unknown"));
    QCOMPARE(rig.cell(4, DriftModel::LimitColumn), QString("–"));
    QCOMPARE(rig.cell(4, DriftModel::VerdictColumn, DriftModel::EdgeRole), QString());
    QCOMPARE(rig.cell(1, DriftModel::VerdictColumn, DriftModel::EdgeRole), QString("degraded"));
    QCOMPARE(rig.cell(1, DriftModel::PsiColumn), QString("0.400"));
    QCOMPARE(rig.cell(1, DriftModel::LimitColumn), QString("0.050"));
    QCOMPARE(rig.cell(1, DriftModel::NodesColumn), QString("9 of 12"));
    QCOMPARE(rig.model.drifting(), 2);
    QCOMPARE(rig.model.suspected(), 1);
    QCOMPARE(rig.model.quiet(), 1);
  }

  void rows_are_narrowed_and_sorted_and_keep_their_addresses() {
    DriftRig rig;
    rig.look();
    rig.model.setView("drifting");
    QCOMPARE(rig.model.rowCount(), 3);
    rig.model.setView("quiet");
    QCOMPARE(rig.cell(0, DriftModel::PlaceColumn), QString("me-central"));
    rig.model.setView("all");
    rig.model.setWorkload("b");
    QCOMPARE(rig.model.rowCount(), 2);
    rig.model.setWorkload("");
    QCOMPARE(rig.model.workloads(), QStringList({"a", "b"}));
    rig.model.sortBy(DriftModel::PsiColumn, true);
    QCOMPARE(rig.cell(0, DriftModel::PlaceColumn), QString("lyon-1"));
    rig.model.sortBy(DriftModel::PlaceColumn, false);
    QCOMPARE(rig.cell(0, DriftModel::PlaceColumn), QString("eu-west"));
    for (int row = 0; row < rig.model.rowCount(); ++row) QCOMPARE(rig.model.rowOf(rig.model.keyAt(row)), row);
    QCOMPARE(rig.model.keyAt(1), QString("node/lyon-1/a/1.0.0"));
    QCOMPARE(rig.model.rowOf("node/lyon-1/a/1.0.0/glare"), 1);
    QCOMPARE(rig.model.rowOf("region/atlantis/a/1.0.0"), -1);
    QCOMPARE(rig.model.rowOf("nonsense"), -1);
    QCOMPARE(rig.model.keyAt(99), QString());
  }

  void the_scope_decides_about_whom_is_asked_and_forgets_what_was_told_of_another() {
    DriftRig rig;
    rig.look();
    rig.api.holdBack = true;
    rig.model.setScope("eu-west/lyon");
    QCOMPARE(rig.model.rowCount(), 0);
    QVERIFY(!rig.model.known());
    rig.api.answerAll();
    QTRY_VERIFY_WITH_TIMEOUT(rig.model.known(), kWait);
    QCOMPARE(rig.api.calls.back(), std::string("drift lyon"));
    rig.api.holdBack = false;
    rig.model.setScope("us-east");
    QCOMPARE(rig.api.calls.back(), std::string("drift us-east"));
  }

  void an_answer_with_the_same_places_moves_no_row() {
    DriftRig rig;
    rig.look();
    const QSignalSpy rebuilt(&rig.model, &QAbstractItemModel::modelReset);
    const QSignalSpy answered(&rig.model, &DriftModel::answered);
    (*rig.api.drifts)[2].records = 21'000;
    rig.model.reload();
    QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 1, kWait);
    QCOMPARE(rebuilt.count(), 0);
    QCOMPARE(rig.cell(1, DriftModel::CountColumn), QString("21,000"));
  }

  void what_was_known_stays_when_nobody_answers() {
    DriftRig rig;
    rig.look();
    rig.show("region/us-east/b/1.0.0");
    rig.api.drifts = kAway;
    rig.model.reload();
    rig.detail.reload();
    QTRY_COMPARE_WITH_TIMEOUT(rig.model.freshness(), QString("stale"), kWait);
    QTRY_COMPARE_WITH_TIMEOUT(rig.detail.freshness(), QString("stale"), kWait);
    QCOMPARE(rig.model.rowCount(), 5);
    QCOMPARE(rig.detail.rowCount(), 2);
    QCOMPARE(rig.model.problem(), QString("The control plane does not answer."));
  }

  void an_input_tells_both_judgements_apart() {
    DriftRig rig;
    const QAbstractItemModelTester tester(&rig.detail, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.show("region/us-east/b/1.0.0");
    QCOMPARE(rig.detail.title(), QString("b 1.0.0 in us-east"));
    QCOMPARE(rig.detail.feature(), QString("glare"));
    QCOMPARE(rig.input(0, DriftDetail::AgainstColumn), QString("training"));
    QCOMPARE(rig.input(0, DriftDetail::EffectiveColumn), QString("10,000"));
    const QVariantList judgements = rig.detail.judgements();
    QCOMPARE(judgements.size(), 2);
    QCOMPARE(judgements[0].toMap()["word"].toString(), QString("drifted"));
    QCOMPARE(judgements[1].toMap()["word"].toString(), QString("steady"));
    QCOMPARE(judgements[0].toMap()["sentence"].toString(), QString("above the limit for 5 windows in a row"));
    const QVariantMap psi = judgements[0].toMap()["rows"].toList().front().toMap();
    QCOMPARE(psi["value"].toString(), QString("0.400"));
    QCOMPARE(psi["limit"].toString(), QString("0.050"));
    rig.detail.setKey(rig.detail.keyAt(1));
    QCOMPARE(rig.detail.feature(), QString("light"));
    QCOMPARE(rig.detail.currentRow(), 1);
    QCOMPARE(rig.api.calls.size(), std::size_t{1});  // another input of the same place is known already
    QVERIFY(rig.detail.commandLine().endsWith("--region us-east --workload b --version 1.0.0 --feature light"));
  }

  void what_is_missing_of_a_reference_is_named() {
    auto told = toldOf();
    told[0].profiled = told[0].learnt = false;
    for (FeatureDrift& feature : told[0].features) {
      feature.training.reset();
      feature.own.reset();
    }
    DriftRig rig(told);
    rig.show("region/eu-west/a/1.0.0");
    QCOMPARE(rig.detail.judgements()[0].toMap()["sentence"].toString(),
             QString("the bundle has no profile of the training"));
    QCOMPARE(rig.detail.judgements()[1].toMap()["sentence"].toString(), QString("its beginning is still being learnt"));
    QCOMPARE(rig.input(0, DriftDetail::PsiColumn), QString("–"));
    QCOMPARE(rig.detail.featureWord(), QString("not enough data"));
  }

  void too_little_data_says_how_much_is_needed() {
    auto told = toldOf();
    told[1].features[0].training = measureOf(DriftVerdict::NotEnoughData, 0.3, 93);
    DriftRig rig(told);
    rig.show("region/me-central/a/1.0.0");
    QCOMPARE(rig.detail.judgements()[0].toMap()["sentence"].toString(),
             QString("93 of the 200 values that a judgement takes"));
  }

  void a_histogram_has_shares_of_both_and_names_what_is_out_of_range() {
    DriftRig rig;
    rig.show("region/us-east/b/1.0.0");
    const QVariantMap histogram = rig.detail.histogram();
    const QVariantList bins = histogram["bins"].toList();
    QCOMPARE(bins.size(), static_cast<qsizetype>(kBins));
    QCOMPARE(bins[0].toMap()["now"].toDouble(), 0.24);  // 60 of 250
    QCOMPARE(bins[0].toMap()["training"].toDouble(), 0.05);
    QCOMPARE(bins[0].toMap()["long"].toString(), QString("up to 0"));
    QCOMPARE(bins[1].toMap()["long"].toString(), QString("0 to 1"));
    QCOMPARE(bins[19].toMap()["long"].toString(), QString("above 18"));
    QCOMPARE(histogram["largest"].toDouble(), 0.24);
    QMap<QString, QString> notes;
    for (const QVariant& note : histogram["notes"].toList())
      notes[note.toMap()["name"].toString()] = note.toMap()["value"].toString();
    QCOMPARE(notes["Out of it"], QString("50 below, 20.00 %"));
    QCOMPARE(notes["Missing"], QString("50, 16.67 %"));
  }

  void categories_are_named_and_new_ones_apart() {
    FeatureHistogram h;
    h.bins.kind = FeatureKind::Category;
    h.bins.top = {3, 7};
    h.counts.assign(kBins, 0);
    h.counts[0] = 30;
    h.counts[kUnseenBin] = 10;
    h.training.assign(kBins, 0);
    h.training[0] = h.training[1] = 0.5;
    QStringList words;
    for (const QVariant& bin : histogramMap(h)["bins"].toList()) words << bin.toMap()["label"].toString();
    QCOMPARE(words, QStringList({"3", "7", "new"}));
  }

  void edges_that_are_the_same_leave_no_empty_bin() {
    FeatureHistogram h;
    h.bins.edges.fill(5);
    h.counts.assign(kBins, 0);
    h.counts[0] = 40;
    QCOMPARE(histogramMap(h)["bins"].toList().size(), 2);
    FeatureHistogram hostile;  // of a control plane that sends less than it should
    QVERIFY(histogramMap(hostile)["bins"].toList().isEmpty());
  }

  void a_place_names_the_nodes_that_stand_out_and_where_it_leads() {
    auto told = toldOf();
    told[0] = standingOf("eu-west", "a", DriftVerdict::Drifted, 0.4);
    DriftRig rig(told);
    rig.show("region/eu-west/a/1.0.0");
    QCOMPARE(rig.detail.outliers().size(), 1);
    QCOMPARE(rig.detail.outliers()[0].toMap()["key"].toString(), QString("node/lyon-1/a/1.0.0"));
    QCOMPARE(rig.detail.outliersNote(), QString("9 of 12 nodes drift by themselves"));
    QCOMPARE(rig.detail.links()[0].toMap()["filter"].toString(),
             QString("alertname:RegionDrift region:eu-west label.workload:a label.version:1.0.0"));
    QVERIFY(rig.detail.cause().startsWith("The region drifts as a whole since"));
    rig.show("node/lyon-1/a/1.0.0");
    QCOMPARE(rig.detail.links()[1].toMap()["selection"].toString(), QString("lyon-1"));
    QVERIFY(rig.detail.cause().contains("look at its sensor"));
    QVERIFY(rig.detail.outliersNote().isEmpty());
  }

  void an_answer_about_another_place_is_dropped() {
    DriftRig rig;
    rig.api.holdBack = true;
    rig.detail.setActive(true);
    rig.detail.setKey("region/us-east/b/1.0.0");
    rig.detail.setKey("region/us-west/b/1.0.0");
    rig.api.answerAll();
    QTRY_COMPARE_WITH_TIMEOUT(rig.detail.title(), QString("b 1.0.0 in us-west"), kWait);
    QCOMPARE(rig.detail.rowCount(), 2);
    rig.detail.setKey("nonsense");
    QVERIFY(!rig.detail.found());
    QCOMPARE(rig.detail.key(), QString());
  }

  void a_node_shows_one_model_at_a_time() {
    DriftRig rig({standingOf("eu-west", "a", DriftVerdict::Steady, 0.02, "lyon-1"),
                  standingOf("eu-west", "b", DriftVerdict::Drifted, 0.5, "lyon-1")});
    rig.show("node/lyon-1");
    QCOMPARE(rig.detail.choices().size(), 2);
    QCOMPARE(rig.detail.title(), QString("a 1.0.0 on lyon-1"));
    rig.detail.setChoice(1);
    QCOMPARE(rig.detail.title(), QString("b 1.0.0 on lyon-1"));
    rig.detail.setKey(rig.detail.keyAt(1));
    QCOMPARE(rig.detail.feature(), QString("light"));
    QCOMPARE(rig.detail.title(), QString("b 1.0.0 on lyon-1"));
    QCOMPARE(rig.detail.address(), QString("node/lyon-1/b/1.0.0/light"));
    QCOMPARE(rig.detail.key(), QString("node/lyon-1///light"));
    rig.detail.setChoice(2);
    QCOMPARE(rig.detail.choice(), 1);
    rig.api.drifts->pop_back();  // b is gone
    rig.detail.reload();
    QTRY_COMPARE_WITH_TIMEOUT(rig.detail.title(), QString("a 1.0.0 on lyon-1"), kWait);
  }

  void ten_thousand_places_are_told_without_a_stop() {
    std::vector<DriftStanding> many;
    for (int i = 0; i < 10'000; ++i)
      many.push_back(standingOf(("region-" + std::to_string(i)).c_str(), "a",
                                i % 100 == 0 ? DriftVerdict::Drifted : DriftVerdict::Steady, 0.01 * (i % 90)));
    DriftRig rig(many);
    rig.look();
    QCOMPARE(rig.model.rowCount(), 10'000);
    QElapsedTimer timer;
    timer.start();
    rig.model.sortBy(DriftModel::PsiColumn, true);
    rig.model.setView("drifting");
    QVERIFY(rig.model.rowCount() == 100);
    qInfo("10,000 places sorted and narrowed in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(timer.elapsed() < 2'000);
  }
};

QTEST_GUILESS_MAIN(TstDriftModels)
#include "tst_drift_models.moc"
