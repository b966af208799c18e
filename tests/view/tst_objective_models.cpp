// Objectives and alerts as the console shows them: cells, figures, the line of a budget, and what stays when nobody
// answers.
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/alerts_model.h"
#include "models/view/objective_detail.h"
#include "models/view/objectives_model.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

const Error kAway{ErrorCode::Unavailable, "unreachable", "The control plane does not answer."};

Objective objectiveOf(const char* name, double target = 0.99) {
  Objective out;
  out.name = ObjectiveName(name);
  out.title = std::string("The ") + name;
  out.target = target;
  return out;
}

ObjectiveStanding standingOf(const char* objective, const char* region, std::optional<double> left) {
  ObjectiveStanding out;
  out.objective = ObjectiveName(objective);
  out.region = RegionName(region);
  out.tally = left ? Tally{100'000, static_cast<std::uint64_t>(1000 * (1 - *left))} : Tally{};
  out.budgetLeft = left;
  out.state = budgetStateOf(left);
  TierStanding page;
  page.tier = {Severity::Page, 0.02, 1h, 5min, 14.4};
  page.longBurn = 4.1;
  page.shortBurn = 11.8;
  TierStanding ticket = page;
  ticket.tier = {Severity::Ticket, 0.1, 72h, 6h, 1};
  out.tiers = {page, ticket};
  return out;
}

// Two objectives in the fleet and two regions; b is not served in us-east.
Objectives toldOf() {
  Objectives out;
  out.objectives = {objectiveOf("a"), objectiveOf("b", 0.9)};
  out.standings.items = {standingOf("a", "", 0.61), standingOf("a", "eu-west", 0.345), standingOf("a", "us-east", 0.12),
                         standingOf("b", "", std::nullopt), standingOf("b", "eu-west", std::nullopt)};
  out.standings.total = out.standings.items.size();
  out.at = kNow - 90s;
  return out;
}

ObjectiveAlert alertOf(const char* region, Severity severity, AlertState state, Duration ago) {
  ObjectiveAlert out;
  out.key = {AlertKind::Burn, ObjectiveName("a"), RegionName(region), severity};
  out.state = state;
  out.since = kNow - ago;
  if (state == AlertState::Resolved) out.resolvedAt = kNow - ago + 10min;
  out.why = "a in eu-west: 300 of 900 bad in 1h";
  return out;
}

struct ObjectiveRig : Rig {
  FakeApi api;
  ObjectivesModel model{api, mirror};
  ObjectiveDetail detail{api, model};

  explicit ObjectiveRig(Objectives told = toldOf()) { api.objectives = std::move(told); }
  void look() {
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return model.state() != "loading"; }));
  }
  // The next turn, without waiting for it.
  void askAgain() {
    const auto asked = std::count(api.calls.begin(), api.calls.end(), "objectives ");
    QSignalSpy answered(&model, &ObjectivesModel::ticked);
    model.reload();
    QVERIFY(QTest::qWaitFor([&] { return !answered.isEmpty(); }));
    QCOMPARE(std::count(api.calls.begin(), api.calls.end(), "objectives "), asked + 1);
  }
  QString cell(int row, int column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, column), role).toString();
  }
  std::ptrdiff_t historiesAsked() const {
    return std::count_if(api.calls.begin(), api.calls.end(),
                         [](const auto& call) { return call.starts_with("history"); });
  }
};

double yOf(const QVariantList& points, int at) {
  return points.at(at).toPointF().y();
}

}  // namespace

class TstObjectiveModels : public QObject {
  Q_OBJECT

 private slots:
  void the_fleet_comes_first_and_then_the_region_with_the_least_left() {
    ObjectiveRig rig;
    const QAbstractItemModelTester tester(&rig.model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.look();
    QCOMPARE(rig.model.rowCount(), 3);
    QCOMPARE(rig.model.columnCount(), 3);
    QCOMPARE(rig.cell(0, 0), QString("Fleet"));
    QCOMPARE(rig.cell(1, 0), QString("us-east"));
    QCOMPARE(rig.cell(2, 0), QString("eu-west"));
    rig.model.setByName(true);
    QCOMPARE(rig.cell(1, 0), QString("eu-west"));
    QCOMPARE(rig.model.regions(), 2);
  }

  void a_cell_says_what_is_left_and_never_more_than_that() {
    ObjectiveRig rig;
    rig.look();
    QCOMPARE(rig.cell(2, 1), QString("34 %"));  // 34.5
    QCOMPARE(rig.cell(2, 1, ObjectivesModel::StatusRole), QString("caution"));
    QCOMPARE(rig.cell(2, 1, ObjectivesModel::BurnRole), QString("4.1×"));
    QCOMPARE(rig.cell(1, 1, ObjectivesModel::StatusRole), QString("restricted"));
    QCOMPARE(leftText(0.004), QString("< 1 %"));
    QCOMPARE(leftText(-0.031), QString("-4 %"));
    QCOMPARE(leftText(0.29), QString("29 %"));
  }

  void what_is_unknown_is_neither_good_nor_bad_and_what_is_not_served_is_no_state() {
    Objectives told = toldOf();
    told.standings.items.back().missing = true;
    ObjectiveRig rig(told);
    rig.look();
    QCOMPARE(rig.cell(2, 2), QString("unknown"));
    QCOMPARE(rig.cell(2, 2, ObjectivesModel::StatusRole), QString("unknown"));
    QCOMPARE(rig.cell(2, 2, ObjectivesModel::DoubtRole), QString("no data now"));
    QCOMPARE(rig.cell(2, 2, ObjectivesModel::BurnRole), QString());
    QCOMPARE(rig.cell(0, 2, ObjectivesModel::DoubtRole), QString("no data yet"));
    QCOMPARE(rig.cell(1, 2), QString("–"));
    QCOMPARE(rig.cell(1, 2, ObjectivesModel::StatusRole), QString());
    QCOMPARE(rig.model.worstCell(), QString("us-east/a"));
  }

  void cells_have_addresses() {
    ObjectiveRig rig;
    rig.look();
    for (int row = 0; row < rig.model.rowCount(); ++row)
      for (int column = 1; column < rig.model.columnCount(); ++column) {
        const QString cell = rig.model.cellAt(row, column);
        QCOMPARE(rig.model.rowOf(cell), row);
        QCOMPARE(rig.model.columnOf(cell), column);
      }
    QCOMPARE(rig.model.cellAt(0, 1), QString("a"));
    QCOMPARE(rig.model.cellAt(0, 0), QString());
    QCOMPARE(rig.model.rowOf("atlantis/a"), -1);
    QCOMPARE(rig.model.columnOf("eu-west/no"), -1);
    QCOMPARE(rig.model.rowOf(""), -1);
  }

  void nobody_is_asked_while_nobody_looks() {
    ObjectiveRig rig;
    rig.detail.setCell("eu-west/a");
    QCoreApplication::processEvents();
    QVERIFY(rig.api.calls.empty());
    rig.look();
    rig.model.setActive(false);
    const auto asked = rig.api.calls.size();
    rig.model.reload();
    QCoreApplication::processEvents();
    QCOMPARE(rig.api.calls.size(), asked);
  }

  void what_was_known_stays_when_the_server_is_away_and_says_how_old_it_is() {
    ObjectiveRig rig;
    rig.look();
    QCOMPARE(rig.model.freshness(), QString("live"));
    rig.api.objectives = kAway;
    rig.mirror.tick(kNow + 7s);
    rig.askAgain();
    QCOMPARE(rig.model.state(), QString("failed"));
    QCOMPARE(rig.model.problem(), QString("The control plane does not answer."));
    QCOMPARE(rig.model.rowCount(), 3);
    QCOMPARE(rig.model.freshness(), QString("stale"));
    QCOMPARE(rig.model.freshnessText(), QString("stale 7 s"));
    rig.api.objectives = toldOf();
    rig.askAgain();
    QCOMPARE(rig.model.freshness(), QString("live"));
    rig.mirror.tick(kNow + 40s);
    QCOMPARE(rig.model.freshness(), QString("stale"));
  }

  void an_answer_to_an_older_question_is_dropped() {
    ObjectiveRig rig;
    rig.api.holdBack = true;
    rig.model.setActive(true);
    rig.api.objectives = kAway;
    rig.model.reload();
    std::swap(rig.api.held[0], rig.api.held[1]);  // the newer one is answered first
    rig.api.answerAll();
    QVERIFY(QTest::qWaitFor([&] { return rig.model.state() == "failed"; }));
    QCoreApplication::processEvents();
    QCOMPARE(rig.model.rowCount(), 0);
    QCOMPARE(rig.model.state(), QString("failed"));
  }

  void who_may_not_look_is_told_so() {
    ObjectiveRig rig;
    rig.api.objectives = Error{ErrorCode::Denied, "needs_role", "You may not look."};
    rig.look();
    QCOMPARE(rig.model.state(), QString("denied"));
    QVERIFY(!rig.model.known());
    QCOMPARE(rig.model.freshness(), QString("failed"));
  }

  void the_line_ends_where_the_budget_stands() {
    // 655 of 100,000 were bad, which cost as much as the standing says: here of a young fleet.
    std::vector<Tally> steps(100, {1000, 0});
    steps[40].bad = 400;
    steps[99].bad = 255;
    const BudgetLine line = budgetLine(steps, 0.869, kNow, 1h);
    QCOMPARE(line.points.size(), 101);
    QCOMPARE(yOf(line.points, 0), 100.0);
    QCOMPARE(yOf(line.points, 40), 100.0);
    QVERIFY(qAbs(yOf(line.points, 41) - 92) < 1e-6);
    QVERIFY(qAbs(yOf(line.points, 100) - 86.9) < 1e-6);
    QVERIFY(qAbs(line.lowest - 86.9) < 1e-6);
    QVERIFY(qAbs(budgetLine(steps, -0.5, kNow, 1h).lowest + 50) < 1e-6);
    QCOMPARE(budgetLine({{1000, 0}}, 1, kNow, 1h).lowest, 100.0);
    QVERIFY(line.gaps.isEmpty());
    QVERIFY(qAbs(line.points.last().toPointF().x() - static_cast<double>(toMicros(kNow + 100h)) / 1e6) < 1e-3);
  }

  void where_nothing_was_counted_the_line_has_a_gap() {
    const std::vector<Tally> steps{{0, 0}, {0, 0}, {100, 0}, {0, 0}, {100, 1}, {0, 0}};
    const BudgetLine line = budgetLine(steps, 0.5, fromMicros(0), 10s);
    QCOMPARE(line.gaps.size(), 3);
    QCOMPARE(line.gaps[0].toMap()["to"].toDouble(), 20.0);
    QCOMPARE(line.points.first().toPointF(), QPointF(20, 100));
    QVERIFY(std::isnan(yOf(line.points, 2)));
    QVERIFY(std::isnan(line.points.last().toPointF().y()));
    QVERIFY(budgetLine({{0, 0}}, 1, kNow, 1h).points.isEmpty());
    QVERIFY(budgetLine({}, 1, kNow, 1h).points.isEmpty());
  }

  void burn_is_of_a_window_that_moves_and_unknown_where_nothing_was_counted() {
    const std::vector<Tally> steps{{100, 0}, {100, 4}, {100, 2}, {0, 0}, {0, 0}};
    const QVariantList one = burnLine(steps, 1, 0.99, fromMicros(0), 10s);
    const QVariantList two = burnLine(steps, 2, 0.99, fromMicros(0), 10s);
    QCOMPARE(one.size(), 5);
    QVERIFY(qAbs(yOf(one, 1) - 4) < 1e-9 && std::isnan(yOf(one, 3)));
    QCOMPARE(two.size(), 4);
    QCOMPARE(two.first().toPointF().x(), 20.0);
    QVERIFY(qAbs(yOf(two, 0) - 2) < 1e-9 && qAbs(yOf(two, 1) - 3) < 1e-9 && qAbs(yOf(two, 2) - 2) < 1e-9);
    QVERIFY(std::isnan(yOf(two, 3)));
    QVERIFY(burnLine({}, 2, 0.99, kNow, 10s).isEmpty());
  }

  void the_detail_tells_figures_alerts_and_the_past_of_its_cell() {
    Objectives told = toldOf();
    told.standings.items[1].exhaustedIn = 8 * 24h + 5h;
    told.standings.items[1].tiers[1].burning = true;
    told.standings.items[1].tiers[0].guardedBy = "two bad answers may be an accident";
    told.notes = {"a: the page over 1h can never fire", "b: no"};
    ObjectiveRig rig(told);
    rig.api.history = std::vector<Tally>(120, {1000, 5});
    rig.detail.setCell("eu-west/a");
    rig.look();
    QVERIFY(QTest::qWaitFor([&] { return rig.detail.lineState() == "ready"; }));
    QCOMPARE(rig.detail.title(), QString("eu-west, The a 99 %"));
    QCOMPARE(rig.detail.period(), QString("30 d"));
    QStringList figures;
    for (const QVariant& figure : rig.detail.figures())
      figures << figure.toMap()["value"].toString() + ' ' + figure.toMap()["name"].toString();
    QCOMPARE(figures,
             QStringList({"34 % left, caution", "8 d to exhaustion", "4.1× burn over 1 h", "655 bad of 100,000"}));
    QCOMPARE(rig.detail.notes(), QStringList{"the page over 1h can never fire"});
    const QVariantMap page = rig.detail.tiers()[0].toMap(), ticket = rig.detail.tiers()[1].toMap();
    QCOMPARE(page["windows"].toString(), QString("1 h and 5 min"));
    QCOMPARE(page["limit"].toString(), QString("14.4×"));
    QCOMPARE(page["now"].toString(), QString("4.1 / 11.8"));
    QCOMPARE(page["state"].toString(), QString("held back"));
    QCOMPARE(ticket["state"].toString(), QString("burning"));
    QVERIFY(qAbs(yOf(rig.detail.line(), 120) - 34.5) < 1e-6);  // what the figures say
    const QVariantMap burns = rig.detail.burns();
    QCOMPARE(burns["longText"].toString() + ", " + burns["shortText"].toString(), QString("1 h 4.1×, 5 min 11.8×"));
    QCOMPARE(burns["longs"].toList().size(), burns["shorts"].toList().size());
    QVERIFY(qAbs(yOf(burns["longs"].toList(), 0) - 0.5) < 1e-9);
  }

  void the_past_is_asked_for_once_until_more_was_counted() {
    ObjectiveRig rig;
    rig.api.history = std::vector<Tally>(120, {1000, 5});
    rig.detail.setCell("eu-west/a");
    rig.look();
    QVERIFY(QTest::qWaitFor([&] { return rig.detail.lineState() == "ready"; }));
    rig.askAgain();
    QCOMPARE(rig.historiesAsked(), 2);  // the period, and lately
    rig.api.objectives->at = kNow - 30s;
    rig.askAgain();
    QCOMPARE(rig.historiesAsked(), 4);
    QCOMPARE(rig.api.calls.back(), std::string("history a eu-west"));
  }

  void the_past_of_another_cell_is_not_shown() {
    ObjectiveRig rig;
    rig.api.history = std::vector<Tally>(120, {1000, 5});
    rig.look();
    rig.api.holdBack = true;
    rig.detail.setCell("eu-west/a");
    rig.api.history = kAway;
    rig.detail.setCell("us-east/a");
    std::reverse(rig.api.held.begin(), rig.api.held.end());
    rig.api.answerAll();
    QVERIFY(QTest::qWaitFor([&] { return rig.detail.lineState() == "failed"; }));
    QCoreApplication::processEvents();
    QVERIFY(rig.detail.line().isEmpty() && rig.detail.burns().isEmpty());
    QCOMPARE(rig.detail.lineProblem(), QString("The control plane does not answer."));
  }

  void a_cell_that_is_gone_is_not_found() {
    ObjectiveRig rig;
    rig.detail.setCell("atlantis/a");
    rig.look();
    QVERIFY(!rig.detail.found());
    QVERIFY(rig.detail.figures().isEmpty() && rig.detail.tiers().isEmpty());
    rig.detail.setCell("b");
    QCOMPARE(rig.detail.tiers()[0].toMap()["state"].toString(), QString("unknown"));
    QCOMPARE(rig.detail.tiers()[0].toMap()["now"].toString(), QString("–"));
    rig.detail.setCell("a");
    QVERIFY(rig.detail.found());
    QCOMPARE(rig.detail.title(), QString("Fleet, The a 99 %"));
  }

  void what_fires_stands_above_what_is_over_and_the_newest_first() {
    Rig rig;
    FakeApi api;
    api.alertPage->items = {alertOf("us-east", Severity::Page, AlertState::Resolved, 20min),
                            alertOf("", Severity::Ticket, AlertState::Firing, 3h),
                            alertOf("eu-west", Severity::Page, AlertState::Firing, 14min)};
    api.alertPage->total = 3;
    AlertsModel model(api, rig.mirror);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return model.rowCount() == 3; }));
    const auto told = [&](int row, int role) { return model.data(model.index(row, 0), role).toString(); };
    QCOMPARE(told(0, AlertsModel::WordRole), QString("page"));
    QCOMPARE(told(0, AlertsModel::StatusRole), QString("failed"));
    QCOMPARE(told(0, AlertsModel::TitleRole), QString("a in eu-west"));
    QCOMPARE(told(0, AlertsModel::SinceRole), QString("for 14 m 00 s"));
    QCOMPARE(told(0, AlertsModel::WhyRole), QString("300 of 900 bad in 1h"));
    QCOMPARE(told(1, AlertsModel::WordRole), QString("ticket"));
    QCOMPARE(told(1, AlertsModel::TitleRole), QString("a in the fleet"));
    QCOMPARE(told(2, AlertsModel::WordRole), QString("resolved"));
    QCOMPARE(model.cellAt(0), QString("eu-west/a"));
    QCOMPARE(model.cellAt(1), QString("a"));
    QCOMPARE(model.cellAt(3), QString());
    QCOMPARE(model.firing(), 2);
  }

  void alerts_that_were_known_stay_when_the_server_is_away() {
    Rig rig;
    FakeApi api;
    api.alertPage->items = {alertOf("eu-west", Severity::Page, AlertState::Firing, 14min)};
    AlertsModel model(api, rig.mirror);
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return model.known(); }));
    api.alertPage = kAway;
    model.reload();
    QVERIFY(QTest::qWaitFor([&] { return model.state() == "failed"; }));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.freshness(), QString("stale"));
  }

  void counts_and_windows_are_short() {
    QCOMPARE(largeCount(1204), QString("1,204"));
    QCOMPARE(largeCount(1'380'400), QString("1.38 M"));
    QCOMPARE(largeCount(999'700), QString("1 M"));
    QCOMPARE(largeCount(640'321), QString("640,000"));
    QCOMPARE(windowText(72h), QString("72 h"));
    QCOMPARE(windowText(30 * 24h), QString("30 d"));
    QCOMPARE(windowText(5min), QString("5 min"));
    QCOMPARE(burnText(14.4), QString("14.4×"));
    QCOMPARE(burnText(1000), QString("1000×"));
  }
};

QTEST_GUILESS_MAIN(TstObjectiveModels)
#include "tst_objective_models.moc"
