// Announced maintenance over a week: when windows are open by the clocks of their zone, also when clocks change, and
// what is open now; and budgets: what they mean, what they were spent on, and what is marked in their line.
#include <QSignalSpy>

#include "models/view/budget_detail.h"
#include "models/view/maintenance.h"
#include "services/documents/alerting.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWait = 30'000;

TimePoint at(const char* text) {
  return parseRfc3339(text).value();
}

MaintenanceWindow windowOf(const char* zone, std::uint32_t from, std::uint32_t to, std::vector<std::size_t> days) {
  MaintenanceWindow out;
  out.name = "work";
  out.hours.zone = zone;
  out.hours.fromMinute = from;
  out.hours.toMinute = to;
  out.hours.days = {};
  for (const std::size_t day : days) out.hours.days[day] = true;
  return out;
}

Result<std::vector<MaintenanceWindow>> readWindows(const std::string& yaml) {
  FLOTILLA_TRY(Alerting alerting, parseAlertingYaml(yaml));
  return std::move(alerting.windows);
}

constexpr const char* kDocument = R"(receivers: [{name: chat}]
windows:
  - name: always
    matchers: ['region="eu-west"']
    hours: {zone: UTC, from: "00:00", to: "24:00"}
    to: 2026-03-01T15:00:00Z
    reason: cables
  - name: sundays
    hours: {zone: Europe/Amsterdam, days: [sun], from: "02:00", to: "04:00"}
route: {receiver: chat}
)";

Objectives oneObjective() {
  Objectives out;
  Objective objective;
  objective.name = ObjectiveName("answers");
  objective.title = "Answers";
  objective.target = 0.99;
  out.objectives = {objective};
  ObjectiveStanding standing;
  standing.objective = objective.name;
  standing.region = RegionName("eu-west");
  standing.tally = {100'000, 900};
  standing.budgetLeft = 0.1;
  standing.state = BudgetState::Restricted;
  out.standings.items = {standing};
  out.standings.total = 1;
  out.at = kNow - 90s;
  return out;
}

BudgetReport reportOf() {
  BudgetReport out;
  out.objective = ObjectiveName("answers");
  out.region = RegionName("eu-west");
  out.from = kNow - 720h;
  out.to = kNow;
  out.tally = {100'000, 900};
  out.allowed = 1000;
  out.causes = {{DebitCause::Rollout, "meter-reader-1", 600}, {DebitCause::Unexplained, "", 300}};
  out.debits = {{{DebitCause::Rollout, "meter-reader-1", 600}, RegionName("eu-west"), kNow - 40h, kNow - 38h},
                {{DebitCause::Unexplained, "", 300}, RegionName("eu-west"), kNow - 720h, kNow}};
  return out;
}

BudgetOverride overrideOf(const char* id, const char* region, Duration expiresIn) {
  BudgetOverride out;
  out.id = BudgetOverrideId(id);
  out.region = RegionName(region);
  out.reason = "it mends it";
  out.by = "operator-2";
  out.at = kNow - 1h;
  out.expires = kNow + expiresIn;
  return out;
}

struct BudgetRig : Rig {
  FakeApi api;
  ObjectivesModel objectives{api, mirror};
  ObjectiveDetail objective{api, objectives};
  AlertsModel alerts{api, mirror};
  BudgetDetail budget{api, mirror, objectives, objective, alerts};

  BudgetRig() {
    api.objectives = oneObjective();
    api.history = std::vector<Tally>(120, Tally{800, 7});
    api.budgetReport = reportOf();
    Budget told;
    told.standing = oneObjective().standings.items[0];
    told.enforced = true;
    told.meaning = "new assignments there wait";
    api.budgets->budgets.items = {told};
    api.budgets->overrides = {overrideOf("override-3", "us-east", 5h), overrideOf("override-2", "", -10min),
                              overrideOf("override-1", "eu-west", 2h)};
  }
  void look() {
    objective.setCell("eu-west/answers");
    objectives.setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return budget.state() == "ready" && !budget.meaning().isEmpty(); }, kWait));
  }
};

}  // namespace

class TstMaintenance : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { qputenv("TZ", "UTC"); }

  void a_window_opens_by_the_clock_of_its_zone() {
    const Openings winter =
        openingsOf(windowOf("Europe/Amsterdam", 120, 240, {6}), at("2026-03-16T00:00:00Z"), at("2026-03-23T00:00:00Z"));
    QCOMPARE(winter, (Openings{{at("2026-03-22T01:00:00Z"), at("2026-03-22T03:00:00Z")}}));
    const Openings summer =
        openingsOf(windowOf("Europe/Amsterdam", 120, 240, {6}), at("2026-06-15T00:00:00Z"), at("2026-06-22T00:00:00Z"));
    QCOMPARE(summer, (Openings{{at("2026-06-21T00:00:00Z"), at("2026-06-21T02:00:00Z")}}));
  }

  void the_night_in_which_clocks_skip_an_hour_is_an_hour_shorter() {
    const Openings out =
        openingsOf(windowOf("Europe/Amsterdam", 60, 300, {6}), at("2026-03-23T00:00:00Z"), at("2026-03-30T00:00:00Z"));
    QCOMPARE(out, (Openings{{at("2026-03-29T00:00:00Z"), at("2026-03-29T03:00:00Z")}}));
  }

  void a_night_belongs_to_the_day_that_it_begins_on() {
    const Openings out =
        openingsOf(windowOf("UTC", 22 * 60, 4 * 60, {4}), at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"));
    QCOMPARE(out, (Openings{{at("2026-03-06T22:00:00Z"), at("2026-03-07T04:00:00Z")}}));
    const Openings end =
        openingsOf(windowOf("UTC", 22 * 60, 4 * 60, {6}), at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"));
    QCOMPARE(end, (Openings{{at("2026-03-02T00:00:00Z"), at("2026-03-02T04:00:00Z")},
                            {at("2026-03-08T22:00:00Z"), at("2026-03-09T00:00:00Z")}}));
  }

  void days_without_a_pause_are_one_opening_within_its_first_and_last_time() {
    MaintenanceWindow window = windowOf("UTC", 0, 24 * 60, {0, 1, 2, 3, 4, 5, 6});
    window.from = at("2026-03-03T12:00:00Z");
    window.to = at("2026-03-05T06:00:00Z");
    QCOMPARE(openingsOf(window, at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z")),
             (Openings{{*window.from, *window.to}}));
  }

  void an_unknown_zone_never_opens() {
    QVERIFY(openingsOf(windowOf("Europe/Nowhere", 0, 60, {0}), kNow, kNow + 24h * 7).empty());
  }

  // kNow is a Sunday.
  void a_week_shows_what_is_open_now_and_when_the_others_are() {
    Rig rig;
    FakeApi api;
    api.alerting->text = kDocument;
    Maintenance model(api, rig.mirror, readWindows);
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return model.known(); }, kWait));
    QCOMPARE(model.windows().size(), 2);
    const QVariantMap always = model.windows()[0].toMap(), sundays = model.windows()[1].toMap();
    QVERIFY(always["open"].toBool());
    QCOMPARE(always["bars"].toList().size(), 1);
    QCOMPARE(always["bars"].toList()[0].toMap()["to"].toDouble(), 6 + 15.0 / 24);
    QVERIFY(!sundays["open"].toBool());
    QCOMPARE(sundays["bars"].toList()[0].toMap()["from"].toDouble(), 6 + 1.0 / 24);
    QCOMPARE(sundays["hours"].toString(), QString("sun from 02:00 to 04:00"));
    QCOMPARE(sundays["zone"].toString(), QString("Europe/Amsterdam"));
    QCOMPARE(model.openNow(), QStringList{"always until 15:00"});
    QCOMPARE(model.now(), 6.5);
    QCOMPARE(model.days().first(), QString("Mon 23"));
    model.setWeek(1);
    QVERIFY(model.windows()[0].toMap()["bars"].toList().isEmpty());
    QCOMPARE(model.openNow().size(), 1);
  }

  void a_document_that_this_console_does_not_understand_is_said_to_be_newer() {
    Rig rig;
    FakeApi api;
    api.alerting->text = "route: {receiver: chat}\nnew_things: yes\n";
    Maintenance model(api, rig.mirror, readWindows);
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return !model.problem().isEmpty(); }, kWait));
    QVERIFY(!model.known());
    QVERIFY(model.problem().contains("newer than this console"));
  }

  void a_budget_says_what_it_means_and_what_it_was_spent_on() {
    BudgetRig rig;
    rig.look();
    QCOMPARE(rig.budget.meaning(), QString("New assignments there wait."));
    QVERIFY(rig.budget.enforced());
    QVERIFY(rig.budget.spent().startsWith("90.0 % of the budget since "));
    QCOMPARE(rig.budget.causes().size(), 2);
    const QVariantMap first = rig.budget.causes()[0].toMap();
    QCOMPARE(first["name"].toString(), QString("meter-reader-1"));
    QCOMPARE(first["share"].toString(), QString("60.0 %"));
    QCOMPARE(first["page"].toString(), QString("rollouts"));
    QCOMPARE(rig.budget.causes()[1].toMap()["name"].toString(), QString("unexplained"));
  }

  void overrides_of_elsewhere_are_left_out_and_the_one_that_counts_is_named() {
    BudgetRig rig;
    rig.look();
    QCOMPARE(rig.budget.overrides().size(), 2);
    QCOMPARE(rig.budget.activeOverride(), QString("override-1"));
    QVERIFY(!rig.budget.overrides()[0].toMap()["counts"].toBool());
    QVERIFY(rig.budget.overrides()[0].toMap()["about"].toString().contains("every region"));
  }

  void what_cost_much_is_marked_in_the_line_beside_overrides() {
    BudgetRig rig;
    rig.look();
    QStringList labels;
    for (const QVariant& event : rig.budget.events()) labels << event.toMap()["label"].toString();
    QCOMPARE(labels, QStringList({"meter-reader-1", "override-2", "override-1"}));
  }

  void a_report_that_does_not_come_says_why_and_what_is_known_stays() {
    BudgetRig rig;
    rig.api.budgetReport = Error{ErrorCode::Denied, "not_yours", "you may not look at eu-west"};
    rig.objective.setCell("eu-west/answers");
    rig.objectives.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return rig.budget.state() == "failed"; }, kWait));
    QVERIFY(rig.budget.problem().contains("may not look"));
    rig.api.budgetReport = reportOf();
    rig.budget.reload();
    QVERIFY(QTest::qWaitFor([&] { return rig.budget.state() == "ready"; }, kWait));
    rig.api.budgetReport = Error{ErrorCode::Unavailable, "unreachable", "away"};
    rig.budget.reload();
    QVERIFY(QTest::qWaitFor([&] { return rig.budget.problem() == "away"; }, kWait));
    QCOMPARE(rig.budget.causes().size(), 2);
  }
};

QTEST_GUILESS_MAIN(TstMaintenance)
#include "tst_maintenance.moc"
