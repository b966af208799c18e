// Alerts as the console shows them: groups and what is in them, what narrows them, why, and what people say to them.
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/view/alert_actions.h"
#include "models/view/alert_detail.h"
#include "models/view/pages_watch.h"
#include "models/view/silence_draft.h"
#include "models/view/silences_model.h"
#include "tests/view/alert_rig.h"

using namespace flotilla;
using namespace flotilla::view;
using namespace flotilla::view::test;
using namespace std::chrono_literals;

namespace {

constexpr int kWait = 30'000;
const Error kGone{ErrorCode::Unavailable, "unreachable", "The control plane does not answer."};

QString idOf(const AlertStatus& status) {
  return QString::fromStdString(alertIdOf(status.alert.labels).value);
}

Page<AlertGroup> manyAlerts(int count) {
  std::vector<AlertStatus> alerts;
  for (int i = 0; i < count; ++i) alerts.push_back(goneOf("lyon-" + std::to_string(i)));
  Page<AlertGroup> out;
  out.items = {groupOf(kNodesKey, {{"cause", "silent"}, {"site", "lyon"}}, std::move(alerts))};
  out.total = 1;
  return out;
}

SilenceStatus silenceOf(const char* id, SilenceState state, Duration from, Duration to) {
  SilenceStatus out;
  out.silence.id = SilenceId(id);
  out.silence.matchers = {{"site", "lyon"}};
  out.silence.startsAt = kNow + from;
  out.silence.endsAt = kNow + to;
  out.silence.createdBy = "operator-1";
  out.silence.comment = "cable work";
  out.state = state;
  return out;
}

}  // namespace

class TstAlertModels : public QObject {
  Q_OBJECT

 private slots:
  void a_page_that_nobody_has_stands_above_a_newer_ticket() {
    AlertRig rig;
    const QAbstractItemModelTester tester(&rig.board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.look();
    QCOMPARE(rig.titles(), QStringList({"BudgetBurn answers", "lyon, silent", "NodeOffline lyon-1",
                                        "NodeOffline lyon-2", "NodeOffline lyon-3"}));
    QCOMPARE(rig.at(0, AlertBoard::WordRole), QString("page"));
    QCOMPARE(rig.at(1, AlertBoard::TallyRole), QString("3 firing, 1 resolved"));
    QCOMPARE(rig.board.firing(), 4);
    QCOMPARE(rig.board.held(), 1);
  }

  void what_is_silenced_says_so_and_does_not_shout() {
    AlertRig rig;
    rig.look();
    QCOMPARE(rig.at(3, AlertBoard::HeldRole), QString("silenced"));
    QCOMPARE(rig.at(3, AlertBoard::StatusRole), QString("held"));
    QCOMPARE(rig.at(2, AlertBoard::StatusRole), QString("warning"));
  }

  void an_acknowledged_page_goes_below_one_that_nobody_has() {
    AlertRig rig;
    AlertStatus owned = burnOf("eu-west");
    owned.alert.startsAt = kNow - 1min;
    owned.acknowledgedBy = "operator-2";
    rig.api.groupPage->items.push_back(groupOf("owned", {{"objective", "answers"}, {"region", "eu-west"}}, {owned}));
    rig.look();
    QCOMPARE(rig.at(0, AlertBoard::PlaceRole), QString("us-east"));
    QCOMPARE(rig.at(1, AlertBoard::PlaceRole), QString("eu-west"));
    QCOMPARE(rig.at(1, AlertBoard::OwnerRole), QString("operator-2"));
  }

  void views_severity_region_and_a_selector_narrow_it() {
    AlertRig rig;
    rig.board.setCaller("operator-2");
    rig.api.groupPage->items[0].alerts[0].acknowledgedBy = "operator-2";
    rig.look();
    rig.board.setView("mine");
    QCOMPARE(rig.titles(), QStringList({"lyon, silent", "NodeOffline lyon-1"}));
    rig.board.setView("unacknowledged");
    QCOMPARE(rig.titles(), QStringList({"BudgetBurn answers", "lyon, silent", "NodeOffline lyon-3"}));
    rig.board.setView("held");
    QCOMPARE(rig.titles(), QStringList({"lyon, silent", "NodeOffline lyon-2"}));
    rig.board.setView("resolved");
    QCOMPARE(rig.titles(), QStringList({"NodeOffline lyon-9"}));
    rig.board.setView("firing");
    rig.board.setSeverity("page");
    QCOMPARE(rig.board.matching(), 1);
    rig.board.setSeverity({});
    rig.board.setRegion("eu-west");
    QCOMPARE(rig.board.matching(), 3);
    rig.board.setRegion({});
    rig.board.setFilter("node:lyon-3");
    QCOMPARE(rig.titles(), QStringList({"lyon, silent", "NodeOffline lyon-3"}));
  }

  void a_wrong_filter_says_why_and_changes_nothing() {
    AlertRig rig;
    rig.look();
    rig.board.setFilter("severity:page");
    rig.board.setFilter("nosuchfield:x");
    QVERIFY(rig.board.filterError().contains("nosuchfield"));
    QCOMPARE(rig.board.filter(), QString("severity:page"));
    QCOMPARE(rig.board.matching(), 1);
  }

  void rows_that_stay_keep_their_place_when_others_come_and_go() {
    AlertRig rig;
    const QAbstractItemModelTester tester(&rig.board, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rig.look();
    QSignalSpy reset(&rig.board, &QAbstractItemModel::modelReset);
    QSignalSpy removed(&rig.board, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&rig.board, &QAbstractItemModel::rowsInserted);
    rig.api.groupPage->items[0].alerts[1] = goneOf("lyon-7");
    rig.askAgain();
    QCOMPARE(reset.count(), 0);
    QCOMPARE(removed.count(), 1);
    QCOMPARE(removed.first()[1].toInt(), 3);
    QCOMPARE(removed.first()[2].toInt(), 3);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(rig.at(3), QString("NodeOffline lyon-7"));
    rig.askAgain();
    QCOMPARE(removed.count(), 1);
  }

  void a_large_group_begins_closed_and_opens_by_itself_for_the_alert_that_is_meant() {
    AlertRig rig;
    rig.api.groupPage = manyAlerts(40);
    rig.look();
    QCOMPARE(rig.board.rowCount(), 1);
    const QString wanted = idOf(goneOf("lyon-25"));
    QCOMPARE(rig.board.rowOf(wanted), 0);
    rig.board.reveal(wanted);
    QCOMPARE(rig.board.rowCount(), 41);
    QCOMPARE(rig.board.keyAt(rig.board.rowOf(wanted)), wanted);
    rig.board.setOpen(30, false);
    QCOMPARE(rig.board.rowCount(), 1);
    rig.askAgain();
    QCOMPARE(rig.board.rowCount(), 1);
  }

  void ten_thousand_alerts_are_told_in_pages_and_shown() {
    AlertRig rig;
    rig.api.groupPage = manyAlerts(10'000);
    rig.look();
    rig.board.setOpen(0, true);
    QCOMPARE(rig.board.rowCount(), 10'001);
    QElapsedTimer timer;
    timer.start();
    rig.board.setFilter("node:lyon-9999");
    QCOMPARE(rig.board.rowCount(), 2);
    rig.board.setFilter({});
    qInfo("10,000 alerts: filtered and shown again in %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(timer.elapsed() < 5'000);
  }

  void more_pages_are_asked_for_until_all_is_told() {
    AlertRig rig;
    rig.api.groupPages = {twoGroups(), manyAlerts(2)};
    rig.api.groupPages[0].nextPageToken = "2";
    rig.api.groupPages[1].items[0].key = "more";
    rig.look();
    QCOMPARE(rig.board.all().size(), 3u);
    QCOMPARE(std::count(rig.api.calls.begin(), rig.api.calls.end(), "alert-groups "), 2);
  }

  void nothing_that_fires_says_since_when() {
    AlertRig rig;
    rig.api.groupPage = Page<AlertGroup>{};
    rig.look();
    QCOMPARE(rig.board.rowCount(), 0);
    QVERIFY2(rig.board.quietSince().startsWith("since "), qPrintable(rig.board.quietSince()));
    rig.api.statusPage = Page<AlertStatus>{};
    rig.askAgain();
    QCOMPARE(rig.board.quietSince(), QString("for more than a day"));
  }

  void what_was_known_stays_while_the_server_is_away() {
    AlertRig rig;
    rig.look();
    rig.api.groupPage = kGone;
    rig.askAgain();
    QCOMPARE(rig.board.state(), QString("failed"));
    QCOMPARE(rig.board.problem(), QString("The control plane does not answer."));
    QCOMPARE(rig.board.rowCount(), 5);
    QCOMPARE(rig.board.freshness(), QString("stale"));
  }

  void whoever_may_not_look_is_told() {
    AlertRig rig;
    rig.api.groupPage = Error{ErrorCode::Denied, "needs_role", "Alerts need the role viewer."};
    rig.look();
    QCOMPARE(rig.board.state(), QString("denied"));
    QVERIFY(!rig.board.known());
  }

  void the_detail_says_why_who_knows_and_where_it_leads() {
    AlertRig rig;
    ObjectiveAlert judged;
    judged.key = {AlertKind::Burn, ObjectiveName("answers"), RegionName("us-east"), Severity::Page};
    judged.why = "answers in us-east: 14.4 times the pace that lasts";
    rig.api.alertPage->items = {judged};
    AlertDetail detail(rig.api, rig.mirror, rig.board);
    rig.look();
    detail.setKey(idOf(burnOf("us-east")));
    QVERIFY(detail.found());
    QVERIFY(QTest::qWaitFor([&] { return detail.why().size() == 2; }, kWait));
    QCOMPARE(detail.title(), QString("BudgetBurn answers"));
    QCOMPARE(detail.why().first(), QString("Route {} leads to on-call, told at 2026-03-01T11:50:30Z"));
    QCOMPARE(detail.why().last(), QString("page: answers in us-east: 14.4 times the pace that lasts"));
    QCOMPARE(detail.told().size(), 1);
    QVERIFY(detail.told().first().toMap()["value"].toString().startsWith("at "));
    QCOMPARE(detail.cell(), QString("us-east/answers"));
    QCOMPARE(detail.links().first().toMap()["selection"].toString(), QString("us-east/answers"));
    QCOMPARE(detail.owner(), QString());
  }

  void a_group_and_a_silenced_alert_say_what_holds_them() {
    AlertRig rig;
    AlertDetail detail(rig.api, rig.mirror, rig.board);
    rig.look();
    detail.setKey(kNodesKey);
    QVERIFY(detail.isGroup());
    QCOMPARE(detail.title(), QString("lyon, silent"));
    QCOMPARE(detail.place(), QString("3 alerts"));
    detail.setKey(idOf(goneOf("lyon-2")));
    QCOMPARE(detail.holders().size(), 1);
    QCOMPARE(detail.holders().first().toMap()["silence"].toString(), QString("silence-2"));
    detail.setKey("0123456789abcdef");
    QVERIFY(!detail.found());
  }

  void one_alert_or_a_whole_group_is_acknowledged_and_what_is_shown_is_asked_anew() {
    AlertRig rig;
    AlertActions actions(rig.api);
    QSignalSpy finished(&actions, &AlertActions::finished);
    QSignalSpy changed(&actions, &AlertActions::alertsChanged);
    rig.api.acknowledged = std::vector<Acknowledgement>{{AlertId("a"), "operator-1", kNow}};
    actions.acknowledge(kNodesKey, true, " looking ");
    QVERIFY(QTest::qWaitFor([&] { return finished.count() == 1; }, kWait));
    QCOMPARE(rig.api.calls.back(), "acknowledge " + std::string(kNodesKey) + " looking");
    QCOMPARE(finished.first()[1].toString(), QString("1 alert acknowledged"));
    QCOMPARE(changed.count(), 1);
    rig.api.acknowledged = Error{ErrorCode::Denied, "out_of_scope", "not yours", "region", "ask somebody there"};
    actions.acknowledge("0123", false, {});
    QVERIFY(QTest::qWaitFor([&] { return finished.count() == 2; }, kWait));
    QCOMPARE(finished.last()[0].toString(), QString("failed"));
    QCOMPARE(finished.last()[2].toString(), QString("not yours; ask somebody there"));
    QCOMPARE(changed.count(), 1);
  }

  void the_same_is_a_line_for_the_command_line() {
    AlertRig rig;
    const AlertActions actions(rig.api);
    QCOMPARE(actions.acknowledgeLine("0123abcd", false, "on it"),
             QString("flotillactl alerts ack 0123abcd --note 'on it'"));
    QCOMPARE(actions.acknowledgeLine("{}:{a=\"b\"}", true, {}),
             QString("flotillactl alerts ack --group '{}:{a=\"b\"}'"));
    QCOMPARE(actions.overrideLine("eu-west/answers", "it mends it", 90),
             QString("flotillactl budgets override --region eu-west --objective answers --for 90m --reason "
                     "'it mends it'"));
  }

  void a_silence_begins_with_the_labels_and_says_what_it_would_hold_back() {
    AlertRig rig;
    rig.look();
    SilenceDraft draft(rig.api, rig.board, compileWholePattern, rig.mirror);
    draft.start(kNodesKey);
    QCOMPARE(draft.matchers(), 2);
    QCOMPARE(draft.matcherAt(0)["name"].toString(), QString("cause"));
    QCOMPARE(draft.matching(), 3);
    QCOMPARE(draft.firing(), 4);
    QCOMPARE(draft.samples().first(), QString("NodeOffline lyon-1, eu-west, lyon"));
    QCOMPARE(draft.problem(), QString("Say why first"));
    draft.setMatcher(0, "node", "=~", "lyon-[12]");
    QCOMPARE(draft.matching(), 2);
    draft.setMatcher(0, "node", "!~", "lyon-[12]");
    QCOMPARE(draft.matching(), 1);
    draft.setComment("cable work");
    QCOMPARE(draft.problem(), QString());
    draft.create();
    QVERIFY(QTest::qWaitFor([&] { return rig.api.calls.back() == "silence cable work"; }, kWait));
    QCOMPARE(draft.line(),
             QString("flotillactl silences add 'node!~\"lyon-[12]\"' 'site=\"lyon\"' --for 2h --comment 'cable work'"));
  }

  void a_silence_that_would_hold_back_everything_or_is_no_pattern_is_not_made() {
    AlertRig rig;
    rig.look();
    SilenceDraft draft(rig.api, rig.board, compileWholePattern, rig.mirror);
    draft.start({});
    draft.setComment("quiet");
    QCOMPARE(draft.problem(), QString("Name a label first"));
    draft.setMatcher(0, "node", "=~", "(");
    QVERIFY(draft.problem().contains("no pattern"));
    draft.setMatcher(0, "node", "=~", ".*");
    QVERIFY(draft.problem().contains("every alert"));
    const std::size_t asked = rig.api.calls.size();
    draft.create();
    QCOMPARE(rig.api.calls.size(), asked);
  }

  void silences_that_hold_stand_above_those_to_come_and_those_that_are_over() {
    Rig rig;
    FakeApi api;
    SilencesModel model(api, rig.mirror);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api.silencePage->items = {silenceOf("over", SilenceState::Expired, -5h, -1h),
                              silenceOf("later", SilenceState::Pending, 2h, 4h),
                              silenceOf("now", SilenceState::Active, -1h, 90min)};
    model.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return model.rowCount() == 3; }, kWait));
    QCOMPARE(model.idAt(0), QString("now"));
    QCOMPARE(model.idAt(1), QString("later"));
    QCOMPARE(model.holding(), 1);
    QVERIFY(model.about("now")["when"].toString().startsWith("ends in 1 h 30 m"));
    QCOMPARE(model.about("now")["matchers"].toString(), QString("site=\"lyon\""));
  }

  void the_pages_that_nobody_has_are_counted_whatever_is_open() {
    Rig rig;
    FakeApi api;
    api.statusPage->items = {burnOf("us-east")};
    api.statusPage->total = 3;
    PagesWatch pages(api, rig.mirror);
    pages.setActive(true);
    QVERIFY(QTest::qWaitFor([&] { return pages.count() == 3; }, kWait));
    QCOMPARE(api.calls.back(), std::string("alert-status state:firing severity:page acknowledged:no suppressed:no"));
    QCOMPARE(pages.title(), QString("BudgetBurn answers"));
    QCOMPARE(pages.key(), idOf(burnOf("us-east")));
  }
};

QTEST_GUILESS_MAIN(TstAlertModels)
#include "tst_alert_models.moc"
