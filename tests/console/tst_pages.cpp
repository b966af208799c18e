// The console over a made-up fleet: every view draws in both themes without a complaint, everything one can act on has
// a name, and what people press leads where it says.
#include <QAccessible>
#include <QApplication>
#include <QGuiApplication>
#include <QQuickItem>
#include <QRegularExpression>
#include <QTest>
#include <memory>

#include "tests/console/pages/preview.h"
#include "tests/console/pages/sample_alerts.h"
#include "tests/console/pages/sample_response.h"
#include "tests/support/accessible_tree.h"

using flotilla::test::namesIn;
using flotilla::test::walkAccessible;
using flotilla::tests::Preview;
using flotilla::tests::RunScene;

namespace {

constexpr const char* kPages[] = {"overview", "topology",  "nodes",    "rollouts",  "artifacts", "slos",  "drift",
                                  "alerts",   "incidents", "runbooks", "game-days", "approvals", "audit", "settings"};
constexpr int kWait = 30'000;  // ms; on a busy machine
QStringList messages;

void collect(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) messages += text;
}

bool isInteractive(QAccessible::Role role) {
  switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::Link:
    case QAccessible::ListItem:
    case QAccessible::MenuItem:
    case QAccessible::PageTab:
    case QAccessible::PageTabList:
    case QAccessible::Chart:
    case QAccessible::Table:
    case QAccessible::ColumnHeader:
      return true;
    default:
      return false;
  }
}

QAccessibleInterface* find(QQuickWindow* window, const QString& name) {
  QAccessibleInterface* found = nullptr;
  walkAccessible(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface& node) {
    if (node.text(QAccessible::Name) == name && isInteractive(node.role())) found = &node;
  });
  return found;
}

QStringList namelessIn(QQuickWindow* window) {
  QStringList nameless;
  walkAccessible(QAccessible::queryAccessibleInterface(window), [&](QAccessibleInterface& node) {
    if (isInteractive(node.role()) && node.text(QAccessible::Name).isEmpty())
      nameless += QString("%1 %2").arg(node.object()->metaObject()->className()).arg(node.role());
  });
  return nameless;
}

}  // namespace

class TstPages : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QAccessible::setActive(true);
    messages.clear();
    previous_ = qInstallMessageHandler(collect);
  }
  void cleanup() {
    preview_.reset();
    qInstallMessageHandler(previous_);
    QVERIFY2(messages.isEmpty(), qPrintable(messages.join("\n")));
  }

  void every_view_draws_in_both_themes_and_names_what_can_be_pressed() {
    start(Preview::Scene::Fleet);
    for (const char* theme : {"dark", "light"}) {
      preview_->setTheme(theme);
      for (const char* page : kPages) {
        preview_->open(page);
        const QStringList nameless = namelessIn(preview_->window());
        QVERIFY2(nameless.isEmpty(), qPrintable(QString(page) + ": " + nameless.join(", ")));
        QVERIFY(!preview_->window()->grabWindow().isNull());
      }
    }
  }

  void views_without_data_say_so_data() {
    QTest::addColumn<int>("scene");
    QTest::newRow("no nodes") << static_cast<int>(Preview::Scene::Empty);
    QTest::newRow("nothing yet") << static_cast<int>(Preview::Scene::Loading);
    QTest::newRow("may only look") << static_cast<int>(Preview::Scene::Viewer);
  }
  void views_without_data_say_so() {
    QFETCH(int, scene);
    start(static_cast<Preview::Scene>(scene));
    for (const char* page : kPages) {
      preview_->open(page);
      QCOMPARE(namelessIn(preview_->window()), QStringList());
    }
  }

  void a_number_of_the_overview_opens_its_nodes() {
    start(Preview::Scene::Fleet);
    preview_->open("overview");
    press("9 held, show them");
    QCOMPARE(preview_->console().navigation()->page(), QString("nodes"));
    QCOMPARE(preview_->console().nodes()->filter(), QString("status:held"));
    QCOMPARE(preview_->console().nodes()->rowCount(), 9);
  }

  void an_address_chooses_a_node_and_keeps_it_while_rows_move() {
    start(Preview::Scene::Fleet);
    preview_->open("nodes", "status:(failed|degraded)", "lyon-3");
    QCOMPARE(preview_->console().node()->name(), QString("lyon-3"));
    preview_->console().nodes()->sortBy(1, true);
    preview_->settle();
    QCOMPARE(preview_->console().node()->name(), QString("lyon-3"));
    QCOMPARE(preview_->console().navigation()->selection(), QString("lyon-3"));
  }

  void a_small_fleet_shows_who_is_where_and_the_keys_find_their_way() {
    start(Preview::Scene::Fleet, 2);
    const int nodes = preview_->console().nodes()->total();
    QVERIFY(nodes > 0 && nodes <= 48);
    preview_->open("topology");
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    int tiles = 0;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      static const QRegularExpression kTile("^[a-z-]+-[0-9]+, [a-z]+, ");
      if (node.role() == QAccessible::Button && kTile.match(node.text(QAccessible::Name)).hasMatch()) ++tiles;
    });
    QCOMPARE(tiles, nodes);
    auto* list = preview_->window()->findChild<QQuickItem*>("tiles");
    QVERIFY(list != nullptr);
    list->forceActiveFocus();
    QTest::keyClick(preview_->window(), Qt::Key_Right);  // the first
    QTest::keyClick(preview_->window(), Qt::Key_Right);
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QTest::keyClick(preview_->window(), Qt::Key_Up);
    QCOMPARE(list->property("current").toInt(), 1);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    preview_->settle();
    QCOMPARE(preview_->console().node()->name(), preview_->console().topology()->describe(1)["name"].toString());
  }

  void a_wrong_filter_keeps_the_rows() {
    start(Preview::Scene::Fleet);
    preview_->open("nodes", "status:failed");
    const int rows = preview_->console().nodes()->rowCount();
    preview_->console().nodes()->setFilter("status:nonsense");
    preview_->settle();
    QCOMPARE(preview_->console().nodes()->rowCount(), rows);
    QVERIFY(!preview_->console().nodes()->filterError().isEmpty());
  }

  void nothing_can_be_changed_while_disconnected() {
    start(Preview::Scene::Fleet);
    preview_->open("overview");
    QVERIFY(find(preview_->window(), "New rollout")->text(QAccessible::Description).isEmpty());
    preview_->loseConnection();
    QVERIFY(find(preview_->window(), "New rollout")->text(QAccessible::Description).contains("not connected"));
    press("Retry now");
    QCOMPARE(preview_->retries(), 1);
  }

  void a_long_problem_takes_two_lines_of_the_banner_and_is_whole_in_its_details() {
    start(Preview::Scene::Fleet);
    preview_->open("overview");
    const QString problem = QString("the first line of many\n").repeated(20);
    preview_->console().backend()->set("crashed", problem, "/data");
    preview_->settle();
    auto* banner = preview_->window()->findChild<QQuickItem*>("connectionBanner");
    QVERIFY(banner->height() <= 52 && banner->childrenRect().height() <= banner->height());
    press("Details");
    QObject* details = preview_->window()->findChild<QObject*>("connectionDetails");
    QVERIFY(details->property("opened").toBool());
    QMetaObject::invokeMethod(details, "close");
    preview_->console().backend()->set("running", {}, "/data");
    preview_->settle();
  }

  void a_refused_token_is_not_called_a_lost_connection() {
    start(Preview::Scene::Loading);
    preview_->console().session()->lost(
        {flotilla::ErrorCode::Unauthenticated, "token_unknown", "this token is not known here"},
        std::chrono::seconds(4));
    preview_->settle();
    const auto* banner = preview_->window()->findChild<QObject*>("connectionBanner");
    QCOMPARE(banner->property("title").toString(), QString("The control plane refuses this token"));
    const QString text = banner->property("text").toString();
    QVERIFY2(text.startsWith("This token is not known here. Next try in "), qPrintable(text));
  }

  void who_may_only_look_is_told_which_role_is_missing() {
    start(Preview::Scene::Viewer);
    preview_->open("overview");
    QVERIFY(find(preview_->window(), "New rollout")->text(QAccessible::Description).contains("operator"));
  }

  void arrow_keys_choose_a_budget_and_the_address_follows() {
    start(Preview::Scene::Fleet);
    preview_->open("slos");
    auto* navigation = preview_->console().navigation();
    QTRY_COMPARE(navigation->selection(), QString("eu-west/answers"));  // the worst
    qobject_cast<QQuickItem*>(find(preview_->window(), "Budget left, 4 rows, 2 objectives, eu-west/answers")->object())
        ->forceActiveFocus();
    QTest::keyClick(preview_->window(), Qt::Key_Right);
    QCOMPARE(navigation->selection(), QString("eu-west/latency"));
    QTest::keyClick(preview_->window(), Qt::Key_Home);
    QCOMPARE(navigation->selection(), QString("latency"));
    QTest::keyClick(preview_->window(), Qt::Key_Up);
    QTest::keyClick(preview_->window(), Qt::Key_Left);
    QTest::keyClick(preview_->window(), Qt::Key_Left);
    QCOMPARE(navigation->selection(), QString("answers"));
    QCOMPARE(preview_->console().objective()->title(), QString("Fleet, Answers without an error 99.5 %"));
    QTest::keyClick(preview_->window(), Qt::Key_6, Qt::AltModifier);
    QTRY_COMPARE(navigation->selection(), QString("answers"));
    preview_->open("nodes");
    preview_->open("slos");
    QTRY_COMPARE(navigation->selection(), QString("answers"));
  }

  void an_alert_leads_to_its_budget() {
    start(Preview::Scene::Fleet);
    preview_->open("slos", {}, "answers");
    QTRY_COMPARE(preview_->console().alerts()->rowCount(), 3);
    press("Alerts 2");
    preview_->settle();
    press("ticket, latency in us-east, for 5 h 00 m, nothing was observed so far; whether it is met is not known");
    QCOMPARE(preview_->console().navigation()->selection(), QString("us-east/latency"));
    QVERIFY(preview_->console().objective()->doubt().startsWith("Nothing was observed so far"));
  }

  void budgets_stay_when_nobody_answers_and_are_not_looked_at_from_elsewhere() {
    start(Preview::Scene::Fleet);
    preview_->open("slos");
    auto* objectives = preview_->console().objectives();
    QTRY_COMPARE(objectives->rowCount(), 4);
    preview_->api().objectives = flotilla::Error{flotilla::ErrorCode::Unavailable, "unreachable", "Nobody answers."};
    objectives->reload();
    QTRY_COMPARE(objectives->freshness(), QString("stale"));
    QCOMPARE(objectives->rowCount(), 4);
    preview_->open("nodes");
    QVERIFY(!objectives->active() && !preview_->console().alerts()->active());
  }

  void without_an_objective_the_page_says_what_to_write() {
    start(Preview::Scene::Empty);
    preview_->open("slos");
    QTRY_VERIFY(preview_->console().objectives()->known());
    preview_->settle();
    QStringList told;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      if (node.role() == QAccessible::StaticText) told += node.text(QAccessible::Name);
    });
    QVERIFY2(told.join('\n').contains("No objective is declared. Write objectives: into the file of the fleet"),
             qPrintable(told.join('\n')));
  }

  void drift_is_moved_through_by_key_and_the_address_follows() {
    start(Preview::Scene::Fleet);
    preview_->open("drift");
    auto* drift = preview_->console().drift();
    auto* detail = preview_->console().driftDetail();
    auto* navigation = preview_->console().navigation();
    QTRY_COMPARE_WITH_TIMEOUT(drift->rowCount(), 6, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(navigation->selection(), drift->keyAt(0), kWait);
    focusOn("Places, 6 rows");
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QCOMPARE(navigation->selection(), drift->keyAt(1));
    QTest::keyClick(preview_->window(), Qt::Key_End);
    QTRY_COMPARE_WITH_TIMEOUT(detail->title(), QString("gate-sensor 1.9.1 in me-central"), kWait);
    QCOMPARE(detail->word(), QString("not enough data"));
    QTest::keyClick(preview_->window(), Qt::Key_Home);
    QTRY_VERIFY_WITH_TIMEOUT(detail->rowCount() > 1 && detail->key() == drift->keyAt(0), kWait);
    preview_->settle();
    focusOn("Inputs, ");
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QCOMPARE(navigation->selection(), detail->keyAt(1));
    QCOMPARE(detail->currentRow(), 1);
    preview_->open("nodes");
    QVERIFY(!drift->active() && !detail->active());
    preview_->open("drift");
    QTRY_COMPARE_WITH_TIMEOUT(navigation->selection(), detail->keyAt(1), kWait);
  }

  void another_scope_shows_its_own_places_and_an_address_may_name_one_outside_of_it() {
    start(Preview::Scene::Fleet);
    preview_->open("drift");
    auto* drift = preview_->console().drift();
    auto* detail = preview_->console().driftDetail();
    auto* navigation = preview_->console().navigation();
    QTRY_COMPARE_WITH_TIMEOUT(navigation->selection(), QString("node/lyon-2/gate-sensor/1.9.1"), kWait);
    preview_->settle();
    navigation->setScope("us-west");
    QTRY_COMPARE_WITH_TIMEOUT(detail->title(), QString("shelf-counter 1.4.0 in us-west"), kWait);
    QCOMPARE(drift->rowCount(), 1);
    preview_->open("drift", {}, "region/ap-south/checkout-vision/2.14.0");
    QTRY_COMPARE_WITH_TIMEOUT(detail->title(), QString("checkout-vision 2.14.0 in ap-south"), kWait);
    QCOMPARE(drift->rowCount(), 1);
    navigation->setScope("sa-east");
    QTRY_VERIFY_WITH_TIMEOUT(drift->known() && drift->total() == 0, kWait);
    preview_->settle();
    QVERIFY(!namesIn(preview_->window()).filter("No windows of inputs have come from here.").isEmpty());
  }

  void the_bars_of_an_input_are_read_one_by_one_and_as_numbers() {
    start(Preview::Scene::Fleet);
    preview_->open("drift", {}, "region/ap-south/checkout-vision/2.14.0/brightness");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().driftDetail()->feature(), QString("brightness"), kWait);
    preview_->settle();
    focusOn("brightness, distribution of ");
    QTest::keyClick(preview_->window(), Qt::Key_Right);
    QTest::keyClick(preview_->window(), Qt::Key_Right);
    preview_->settle();
    bool told = false;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      told = told || (node.role() == QAccessible::Chart && node.text(QAccessible::Name).contains("60 to 66.5: now ") &&
                      node.text(QAccessible::Name).endsWith("training 5.0 %"));
    });
    QVERIFY(told);
    press("View as table");
    QVERIFY(
        !namesIn(preview_->window()).filter(QRegularExpression("above 177: now [0-9.]+ %, training 5.0 %")).isEmpty());
  }

  void a_sensor_that_stands_out_leads_to_its_inputs_and_its_node() {
    start(Preview::Scene::Fleet);
    preview_->open("drift", {}, "region/eu-west/gate-sensor/1.9.1");
    auto* navigation = preview_->console().navigation();
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().driftDetail()->outliers().size(), 1, kWait);
    preview_->settle(400);
    for (QObject* view : preview_->window()->findChildren<QObject*>("driftFeature")) view->setProperty("contentY", 400);
    preview_->settle();
    press("lyon-2, its sensor, farthest distance_m");
    QTRY_COMPARE_WITH_TIMEOUT(navigation->selection(), QString("node/lyon-2/gate-sensor/1.9.1"), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().driftDetail()->cause().contains("look at its sensor"), kWait);
    preview_->settle(400);
    for (QObject* view : preview_->window()->findChildren<QObject*>("driftFeature")) view->setProperty("contentY", 400);
    preview_->settle();
    press("lyon-2");
    QCOMPARE(navigation->page(), QString("nodes"));
    QCOMPARE(preview_->console().node()->name(), QString("lyon-2"));
  }

  void the_inputs_of_a_node_are_asked_while_they_are_looked_at() {
    start(Preview::Scene::Fleet);
    auto* inputs = preview_->console().nodeDrift();
    preview_->open("nodes", {}, "lyon-2");
    QVERIFY(!inputs->active());
    showPart(2);
    QTRY_COMPARE_WITH_TIMEOUT(inputs->title(), QString("gate-sensor 1.9.1 on lyon-2"), kWait);
    preview_->settle();
    focusOn("Inputs, 2 rows");
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QCOMPARE(inputs->feature(), QString("speed_kmh"));
    showPart(0);
    QVERIFY(!inputs->active());
  }

  void the_logs_of_a_node_are_searched_by_key_and_a_request_is_followed() {
    start(Preview::Scene::Fleet);
    auto* logs = preview_->console().logs();
    preview_->open("nodes", {}, "lyon-2");
    showPart(3);
    focusOn("Text to look for in the logs");
    QTest::keyClick(preview_->window(), Qt::Key_X);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(logs->rowCount(), 8, kWait);
    QCOMPARE(preview_->api().logQueries.back().text, std::string("x"));
    preview_->settle();
    focusOn("Log lines, 8 rows");
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QCOMPARE(logs->current(), 1);
    QCOMPARE(logs->spans().size(), 5);
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    preview_->open("nodes", {}, "lyon-3");
    QCOMPARE(logs->rowCount(), 0);
  }

  void who_may_only_look_is_told_why_logs_cannot_be_searched() {
    start(Preview::Scene::Viewer);
    preview_->open("nodes", {}, "lyon-2");
    showPart(3);
    QVERIFY(find(preview_->window(), "Search on the node")->text(QAccessible::Description).contains("operator"));
  }

  void keys_move_through_groups_and_the_address_follows() {
    start(Preview::Scene::Fleet);
    preview_->open("alerts");
    auto* board = preview_->console().board();
    auto* navigation = preview_->console().navigation();
    QTRY_COMPARE_WITH_TIMEOUT(board->rowCount(), 7, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(navigation->selection(), board->worstKey(), kWait);
    preview_->settle();
    focusOn("Alerts, 7 rows, row 1");
    QCOMPARE(preview_->console().alert()->title(), QString("BudgetBurn answers"));
    QTest::keyClick(preview_->window(), Qt::Key_End);
    QCOMPARE(preview_->console().alert()->title(), QString("NodeOffline boston-4"));
    QCOMPARE(navigation->selection(), board->keyAt(6));
    QTest::keyClick(preview_->window(), Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(board->rowCount(), 3, kWait);
    QTest::keyClick(preview_->window(), Qt::Key_Up);
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QCOMPARE(preview_->console().alert()->title(), QString("boston, silent"));
    QTest::keyClick(preview_->window(), Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(board->rowCount(), 7, kWait);
  }

  void a_filter_that_leaves_nothing_over_is_taken_back() {
    start(Preview::Scene::Fleet);
    preview_->open("alerts", "node:nowhere-1");
    auto* board = preview_->console().board();
    QTRY_VERIFY_WITH_TIMEOUT(board->known(), kWait);
    QTRY_COMPARE_WITH_TIMEOUT(board->filter(), QString("node:nowhere-1"), kWait);
    QTRY_COMPARE_WITH_TIMEOUT(board->rowCount(), 0, kWait);
    preview_->settle();
    press("Show all that fire");
    QTRY_COMPARE_WITH_TIMEOUT(board->rowCount(), 7, kWait);
    QCOMPARE(preview_->console().navigation()->filter(), QString());
  }

  void an_alert_is_acknowledged_with_a_note_and_a_key() {
    start(Preview::Scene::Fleet);
    preview_->open("alerts");
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().alert()->found(), kWait);
    preview_->settle();
    const QString key = preview_->console().alert()->key();
    press("Acknowledge…");
    QTest::keyClick(preview_->window(), Qt::Key_O);
    QTest::keyClick(preview_->window(), Qt::Key_K);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    const std::string wanted = "acknowledge " + key.toStdString() + " ok";
    const auto& calls = preview_->api().calls;
    QTRY_VERIFY_WITH_TIMEOUT(std::find(calls.begin(), calls.end(), wanted) != calls.end(), kWait);
  }

  void who_may_only_look_is_told_why_at_every_verb_about_alerts() {
    start(Preview::Scene::Viewer);
    preview_->open("alerts");
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().alert()->found(), kWait);
    preview_->settle();
    for (const char* verb : {"Acknowledge…", "Silence…"})
      QVERIFY2(find(preview_->window(), verb)->text(QAccessible::Description).contains("operator"), verb);
  }

  void silences_are_ended_from_the_list_beside_the_week_of_maintenance() {
    start(Preview::Scene::Fleet);
    preview_->open("alerts", {}, "silences");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().silences()->rowCount(), 3, kWait);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().maintenance()->windows().size(), 3, kWait);
    preview_->settle();
    press("End the silence node=\"boston-2\"");
    press("End it now");
    const auto& calls = preview_->api().calls;
    QTRY_VERIFY_WITH_TIMEOUT(std::find(calls.begin(), calls.end(), "expire-silence silence-2") != calls.end(), kWait);
  }

  void ten_thousand_alerts_scroll_to_their_end() {
    start(Preview::Scene::Fleet);
    preview_->api().groupPage = flotilla::tests::sampleGroups(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()), 10'000);
    preview_->open("alerts");
    auto* board = preview_->console().board();
    QTRY_COMPARE_WITH_TIMEOUT(board->firing(), 10'006, kWait);
    board->setOpen(board->rowOf("{}/{alertname=\"NodeOffline\"}:{cause=\"silent\", site=\"pune\"}"), true);
    QCOMPARE(board->rowCount(), 10'008);
    preview_->settle();
    const auto shown = [this] { return namesIn(preview_->window()).filter("NodeOffline pune-").size(); };
    QTRY_VERIFY_WITH_TIMEOUT(shown() > 0, kWait);
    QVERIFY2(shown() < 80, qPrintable(QString::number(shown())));
    focusOn("Alerts, 10008 rows");
    QElapsedTimer timer;
    timer.start();
    QTest::keyClick(preview_->window(), Qt::Key_End);
    for (int i = 0; i < 50; ++i) QTest::keyClick(preview_->window(), Qt::Key_PageUp);
    qInfo("End and 50 pages up through 10,000 alerts: %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(preview_->console().alert()->found());
    QVERIFY(!preview_->window()->grabWindow().isNull());
  }

  void a_strip_of_the_overview_leads_to_the_page_that_nobody_has() {
    start(Preview::Scene::Fleet);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().pages()->count(), 1, kWait);
    preview_->open("overview");
    press("Open alerts");
    QCOMPARE(preview_->console().navigation()->page(), QString("alerts"));
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().alert()->title(), QString("BudgetBurn answers"), kWait);
  }

  void a_budget_says_what_it_was_spent_on_and_an_approver_may_override_it() {
    start(Preview::Scene::Fleet);
    preview_->open("slos", {}, "eu-west/answers");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().budget()->state(), QString("ready"), kWait);
    preview_->settle(600);
    press("Override…");
    QObject* sheet = preview_->window()->findChild<QObject*>("overrideSheet");
    QTRY_VERIFY_WITH_TIMEOUT(sheet->property("opened").toBool(), kWait);
    QCOMPARE(sheet->property("reason").toString(), QString("Say why first"));
    QVERIFY(sheet->property("commandLine")
                .toString()
                .startsWith("flotillactl budgets override --region eu-west --objective answers --for 24h"));
    preview_->call("overrideSheet", "close");
    press("shelf-counter-3");
    QCOMPARE(preview_->console().navigation()->page(), QString("rollouts"));
  }

  void every_state_of_a_run_draws_in_both_themes_and_names_what_can_be_pressed() {
    start(Preview::Scene::Fleet);
    for (const char* theme : {"dark", "light"}) {
      preview_->setTheme(theme);
      for (const RunScene scene :
           {RunScene::Begun, RunScene::Previewed, RunScene::Changed, RunScene::Awaiting, RunScene::Verifying,
            RunScene::Failed, RunScene::Deciding, RunScene::Noting, RunScene::Over, RunScene::Watched}) {
        showRun(scene);
        QCOMPARE(namelessIn(preview_->window()), QStringList());
        QVERIFY(!preview_->window()->grabWindow().isNull());
      }
    }
  }

  void a_previewed_act_is_run_with_keys_alone_by_typing_the_number_of_nodes() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Previewed);
    focusOn("Hold to run on 38 nodes");
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    QVERIFY(preview_->api().signalsSaid.empty());
    QTest::keyClick(preview_->window(), Qt::Key_3);
    QVERIFY(preview_->api().signalsSaid.empty());
    QTest::keyClick(preview_->window(), Qt::Key_8);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().signalsSaid.size(), std::size_t{1}, kWait);
    QCOMPARE(preview_->api().signalsSaid[0].verb, flotilla::RunVerb::Act);
    QCOMPARE(preview_->api().signalsSaid[0].digest,
             flotilla::tests::sampleRun(RunScene::Previewed, {}).run.attempts.back().subject);
  }

  void a_preview_that_changed_offers_only_another_preview() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Changed);
    QVERIFY(find(preview_->window(), "Hold to run on 38 nodes") == nullptr);
    QVERIFY(!namesIn(preview_->window()).filter("It is not what was previewed any more").isEmpty());
    QVERIFY(!namesIn(preview_->window()).filter("modem A attached: unknown").isEmpty());
    press("Preview again");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().signalsSaid.size(), std::size_t{1}, kWait);
    QCOMPARE(preview_->api().signalsSaid[0].verb, flotilla::RunVerb::Begin);
  }

  void who_watches_a_run_sees_who_has_it_and_can_take_it_over() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Watched);
    QVERIFY(!namesIn(preview_->window()).filter("You are watching, shift-b takes the steps").isEmpty());
    QVERIFY(
        find(preview_->window(), "Hold to run on 38 nodes")->text(QAccessible::Description).contains("take it over"));
    press("Take over…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("runWordSheet"), kWait);
    press("Take over");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().signalsSaid.size(), std::size_t{1}, kWait);
    QCOMPARE(preview_->api().signalsSaid[0].verb, flotilla::RunVerb::Take);
  }

  void what_somebody_else_previewed_is_approved_with_its_digest() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Awaiting);
    pressByKey("Approve…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("runWordSheet"), kWait);
    press("Approve");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().reviewsSaid.size(), std::size_t{1}, kWait);
    QVERIFY(preview_->api().reviewsSaid[0].approves);
    QVERIFY(!preview_->api().reviewsSaid[0].digest.isZero());
    preview_->settle();
    pressByKey("Reject…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("runWordSheet"), kWait);
    QVERIFY(find(preview_->window(), "Reject")->text(QAccessible::Description).contains("Say why first"));
  }

  void a_choice_and_a_note_are_said_from_the_step() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Deciding);
    press("It is carrier B only");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().signalsSaid.size(), std::size_t{1}, kWait);
    QCOMPARE(preview_->api().signalsSaid[0].text, std::string("It is carrier B only"));
    showRun(RunScene::Noting);
    QVERIFY(!namesIn(preview_->window()).filter("Drill, This is practice").isEmpty());
    focusOn("What to write down");
    QTest::keyClick(preview_->window(), Qt::Key_O);
    QTest::keyClick(preview_->window(), Qt::Key_K);
    QTest::keyClick(preview_->window(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().signalsSaid.size(), std::size_t{2}, kWait);
    QCOMPARE(preview_->api().signalsSaid[1].text, std::string("ok"));
    QVERIFY(preview_->api().signalsSaid[1].moves != 0);
  }

  void undoing_asks_first_what_it_would_change() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Failed);
    press("Undo…");
    const auto& calls = preview_->api().calls;
    QTRY_VERIFY_WITH_TIMEOUT(std::find(calls.begin(), calls.end(), "prepare-undo RUN-31 failover") != calls.end(),
                             kWait);
    QTRY_VERIFY_WITH_TIMEOUT(find(preview_->window(), "Hold to undo on 38 nodes") != nullptr, kWait);
    QVERIFY(preview_->api().signalsSaid.empty());
    pressByKey("Leave it");
    QTRY_VERIFY_WITH_TIMEOUT(find(preview_->window(), "Hold to undo on 38 nodes") == nullptr, kWait);
  }

  void a_refusal_is_shown_and_the_run_is_fetched_again() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Begun);
    preview_->api().run = flotilla::Error{flotilla::ErrorCode::Conflict, "moved_on", "the run has moved on"};
    press("Preview");
    QTRY_VERIFY_WITH_TIMEOUT(
        !namesIn(preview_->window()).filter("Refused, Nothing was done: the run has moved on").isEmpty(), kWait);
    preview_->settle();
    press("Dismiss");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().runActions()->refusal(), QString(), kWait);
  }

  void nobody_is_asked_about_incidents_and_runs_while_their_pages_are_hidden_or_the_stream_is_gone() {
    start(Preview::Scene::Fleet);
    showRun(RunScene::Previewed);
    auto& console = preview_->console();
    QTRY_VERIFY_WITH_TIMEOUT(console.run()->active(), kWait);
    QVERIFY(!console.runs()->active());
    preview_->open("incidents");
    QTRY_VERIFY_WITH_TIMEOUT(console.incident()->active() && console.incidents()->active(), kWait);
    QVERIFY(!console.run()->active());
    preview_->loseConnection();
    QTRY_VERIFY_WITH_TIMEOUT(!console.incident()->active() && !console.incidents()->active(), kWait);
    QVERIFY(!console.incidentRuns()->active());
    preview_->open("runbooks", {}, "RUN-31");
    QVERIFY(!console.run()->active());
    QCOMPARE(namelessIn(preview_->window()), QStringList());
  }

  void an_incident_leads_to_a_run_that_asks_for_what_nobody_knows() {
    start(Preview::Scene::Fleet);
    preview_->open("incidents");
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().incident()->found(), kWait);
    QCOMPARE(preview_->console().navigation()->selection(), QString("INC-204"));
    preview_->settle();
    QVERIFY(!namesIn(preview_->window()).filter("suspected, ").isEmpty());
    press("Start run of site-unreachable");
    QTRY_VERIFY_WITH_TIMEOUT(opened("startRunSheet"), kWait);
    preview_->api().run =
        flotilla::Error{flotilla::ErrorCode::Invalid, "no_value", "nothing says what site is", "inputs.site"};
    press("Start run");
    QTRY_VERIFY_WITH_TIMEOUT(find(preview_->window(), "site") != nullptr, kWait);
    preview_->settle();
    QCOMPARE(find(preview_->window(), "site")->text(QAccessible::Description), QString("nothing says what site is"));
    for (const char letter : std::string("rotterdam")) QTest::keyClick(preview_->window(), letter);
    preview_->api().run = flotilla::tests::sampleRun(RunScene::Begun, {}).run;
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().navigation()->address(), QString("flotilla:///runbooks?sel=RUN-31"),
                              kWait);
    QCOMPARE(preview_->api().runsWanted.back().inputs.at("site"), std::string("rotterdam"));
  }

  void an_incident_is_mitigated_with_a_reason_and_noted() {
    start(Preview::Scene::Fleet);
    preview_->open("incidents");
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().incident()->found(), kWait);
    preview_->settle();
    press("Mitigated…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("incidentWordSheet"), kWait);
    press("Mitigated");
    const auto& calls = preview_->api().calls;
    QTRY_VERIFY_WITH_TIMEOUT(std::find(calls.begin(), calls.end(), "move-incident INC-204 mitigated") != calls.end(),
                             kWait);
    preview_->settle();
    press("Note…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("incidentWordSheet"), kWait);
    QTest::keyClick(preview_->window(), Qt::Key_X);
    QTest::keyClick(preview_->window(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(std::find(calls.begin(), calls.end(), "note-incident INC-204 x") != calls.end(), kWait);
  }

  void pages_of_incidents_and_runbooks_tell_what_went_wrong() {
    start(Preview::Scene::Fleet);
    const flotilla::Error error{flotilla::ErrorCode::Unavailable, "busy", "the control plane has no time"};
    preview_->api().incidentPage = error;
    preview_->api().runPage = error;
    preview_->api().runbookPage = error;
    preview_->api().runDetail = error;
    for (const auto& [page, selection] : {std::pair{"incidents", ""}, {"runbooks", ""}, {"runbooks", "RUN-99"}}) {
      preview_->open(page, {}, selection);
      QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("the control plane has no time").isEmpty(), kWait);
      QCOMPARE(namelessIn(preview_->window()), QStringList());
    }
  }

  void ten_thousand_incidents_and_runs_scroll_to_their_end() {
    start(Preview::Scene::Fleet);
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    preview_->api().incidentPage = flotilla::tests::sampleIncidents(now, 10'000);
    preview_->api().runPage = flotilla::tests::sampleRuns(now, 10'000);
    for (const auto& [page, table] : {std::pair{"incidents", "incidentsTable"}, {"runbooks", "runsTable"}}) {
      preview_->open(page);
      auto* list = preview_->window()->findChild<QQuickItem*>(table);
      QVERIFY(list != nullptr);
      QTRY_VERIFY_WITH_TIMEOUT(list->property("rowCount").toInt() > 10'000, kWait);
      list->forceActiveFocus(Qt::TabFocusReason);
      QElapsedTimer timer;
      timer.start();
      QTest::keyClick(preview_->window(), Qt::Key_End);
      for (int i = 0; i < 50; ++i) QTest::keyClick(preview_->window(), Qt::Key_PageUp);
      qInfo("%s: End and 50 pages up through 10,000 rows: %lld ms", page, static_cast<long long>(timer.elapsed()));
      QVERIFY(list->property("currentRow").toInt() > 0);
      QVERIFY(!preview_->window()->grabWindow().isNull());
    }
  }

  void a_key_leads_to_a_view() {
    start(Preview::Scene::Fleet);
    QTest::keyClick(preview_->window(), Qt::Key_4, Qt::AltModifier);
    QCOMPARE(preview_->console().navigation()->page(), QString("rollouts"));
    QTest::keyClick(preview_->window(), Qt::Key_G);
    QTest::keyClick(preview_->window(), Qt::Key_N);
    QCOMPARE(preview_->console().navigation()->page(), QString("nodes"));
    QTest::keyClick(preview_->window(), Qt::Key_5);
    QCOMPARE(preview_->console().navigation()->page(), QString("nodes"));
    preview_->console().preferences()->setSingleKeys(true);
    QTest::keyClick(preview_->window(), Qt::Key_5);
    QCOMPARE(preview_->console().navigation()->page(), QString("artifacts"));
    QTest::keyClick(preview_->window(), Qt::Key_9);
    QCOMPARE(preview_->console().navigation()->page(), QString("runbooks"));
    QTest::keyClick(preview_->window(), Qt::Key_G);
    QTest::keyClick(preview_->window(), Qt::Key_E);
    QCOMPARE(preview_->console().navigation()->page(), QString("incidents"));
  }

  void escape_closes_the_panel_of_a_node_and_then_goes_back() {
    start(Preview::Scene::Fleet);
    preview_->open("rollouts");
    preview_->open("nodes", {}, "lyon-3");
    QTest::keyClick(preview_->window(), Qt::Key_Escape);
    QCOMPARE(preview_->console().node()->node(), QString());
    QCOMPARE(preview_->console().navigation()->page(), QString("nodes"));
    QTest::keyClick(preview_->window(), Qt::Key_Escape);
    QCOMPARE(preview_->console().navigation()->page(), QString("rollouts"));
  }

  void the_palette_opens_what_was_typed_and_a_command_only_asks() {
    start(Preview::Scene::Fleet);
    QTest::keyClick(preview_->window(), Qt::Key_K, Qt::ControlModifier);
    preview_->settle();
    for (const char letter : std::string("lyon-3")) QTest::keyClick(preview_->window(), letter);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    preview_->settle();
    QCOMPARE(preview_->console().node()->name(), QString("lyon-3"));
    QTest::keyClick(preview_->window(), Qt::Key_K, Qt::ControlModifier);
    preview_->settle();
    for (const char letter : std::string("> deploy")) QTest::keyClick(preview_->window(), letter);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    preview_->settle(400);
    QVERIFY(preview_->window()->findChild<QObject*>("deploySheet")->property("opened").toBool());
    for (const std::string& call : preview_->api().calls) QVERIFY(!call.starts_with("deploy"));
  }

  void a_large_rollout_has_to_be_counted_before_it_can_be_held() {
    start(Preview::Scene::Fleet);
    preview_->call("deploySheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString()});
    QObject* sheet = preview_->window()->findChild<QObject*>("deploySheet");
    QCOMPARE(sheet->property("expected").toString(), QString::number(preview_->api().preview->nodeCount));
    QVERIFY(sheet->property("reason").toString().isEmpty());
  }

  void every_sheet_names_what_can_be_pressed() {
    start(Preview::Scene::Fleet);
    const QStringList ids{preview_->console().nodes()->idOf("boston-4")};
    QVERIFY(preview_->call("verbSheet", "start", {QString("approve"), QVariant(ids)}));
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    preview_->call("verbSheet", "close");
    QVERIFY(preview_->call("enrolSheet", "start", {QString("boston")}));
    QVERIFY(find(preview_->window(), "Approve boston-4") != nullptr);
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    preview_->call("enrolSheet", "close");
    QVERIFY(preview_->call("rollBackSheet", "start", {QString("checkout-vision-7")}));
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    preview_->call("rollBackSheet", "close");
    QVERIFY(preview_->call("planSheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString()}));
    QVERIFY(find(preview_->window(), "Plan, YAML") != nullptr);
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    preview_->call("planSheet", "close");
    preview_->open("rollouts", {}, "gate-sensor-5");
    QVERIFY(preview_->call("wordSheet", "start", {QString("reject"), QVariant(0)}));
    QCOMPARE(namelessIn(preview_->window()), QStringList());
  }

  void an_address_shows_that_rollout_whatever_was_chosen_in_the_list() {
    start(Preview::Scene::Fleet);
    preview_->open("rollouts");
    QCOMPARE(preview_->console().rollout()->rollout(), QString("meter-reader-2"));  // waits for somebody
    preview_->open("rollouts", {}, "shelf-counter-3");
    QCOMPARE(preview_->console().rollout()->rollout(), QString("shelf-counter-3"));
    QVERIFY(find(preview_->window(),
                 "Wave early, 24 nodes, soaking 39 of 60 min, 21 of 24 proven, inconclusive 37:1") != nullptr);
    QTRY_VERIFY(preview_->console().evidence()->looked());
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    press("Nodes");
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    press("Plan");
    QVERIFY(preview_->console().evidence()->plan().startsWith("workload: "));
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    press("All rollouts");
    QCOMPARE(preview_->console().navigation()->selection(), QString());
    QVERIFY(!preview_->console().evidence()->active());
  }

  void pausing_is_done_at_once_and_everything_else_asks_first() {
    start(Preview::Scene::Fleet);
    preview_->open("rollouts", {}, "shelf-counter-3");
    preview_->api().rollout->id = flotilla::RolloutId("shelf-counter-3");
    const auto said = [this] { return preview_->api().words.size(); };
    QObject* sheet = preview_->window()->findChild<QObject*>("wordSheet");
    press("Pause");
    QCOMPARE(said(), std::size_t{1});
    QCOMPARE(preview_->api().words.back().verb, flotilla::RolloutVerb::Pause);
    for (const char* verb : {"Promote…", "Skip wave…", "Abort…"}) {
      press(verb);
      preview_->settle(300);
      QVERIFY2(sheet->property("opened").toBool(), verb);
      preview_->call("wordSheet", "close");
    }
    QCOMPARE(said(), std::size_t{1});
  }

  void a_rejection_needs_a_reason_and_an_approval_is_for_the_plan_that_is_shown() {
    start(Preview::Scene::Fleet);
    preview_->open("approvals");
    QCOMPARE(preview_->console().approvals()->rowCount(), 1);
    QCOMPARE(namelessIn(preview_->window()), QStringList());
    press("Reject…");
    preview_->settle(300);
    QObject* sheet = preview_->window()->findChild<QObject*>("wordSheet");
    QVERIFY(sheet->property("opened").toBool());
    QCOMPARE(sheet->property("reason").toString(), QString("Say why first"));
    QCOMPARE(sheet->property("digest").toString(),
             preview_->console().approvals()->describe("gate-sensor-5")["digest"].toString());
    QVERIFY(sheet->property("commandLine")
                .toString()
                .startsWith("flotillactl rollouts reject gate-sensor-5 --wave canary"));
  }

  void who_may_not_approve_is_told_why() {
    start(Preview::Scene::Viewer);
    preview_->open("approvals");
    QVERIFY(find(preview_->window(), "Approve…")->text(QAccessible::Description).contains("approver"));
    preview_->open("rollouts", {}, "shelf-counter-3");
    QVERIFY(find(preview_->window(), "Pause")->text(QAccessible::Description).contains("operator"));
  }

  void a_choice_in_the_form_writes_the_plan_and_its_mistakes_are_shown() {
    start(Preview::Scene::Fleet);
    preview_->call("planSheet", "start", {QString("checkout-vision"), QString("2.14.0"), QString()});
    QTRY_COMPARE(preview_->console().draft()->state(), QString("ready"));
    QVERIFY(!preview_->console().draft()->text().contains("eu-west"));
    press("eu-west");
    QVERIFY(preview_->console().draft()->text().contains("size: {regions: [eu-west]}"));
    preview_->api().preview =
        flotilla::Error{flotilla::ErrorCode::Invalid, "bad_value", "line 9: no size", "waves[0].size"};
    press("us-west");
    QTRY_COMPARE(preview_->console().draft()->state(), QString("failed"));
    preview_->settle();
    QVERIFY(find(preview_->window(), "Create draft")->text(QAccessible::Description).contains("mistake"));
  }

 private:
  void start(Preview::Scene scene, int perSite = 14) {
    preview_ = std::make_unique<Preview>(scene, perSite);
    QVERIFY2(preview_->window() != nullptr, qPrintable(messages.join("\n")));
    preview_->window()->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(preview_->window()));
  }

  void showRun(RunScene scene) {
    preview_->api().runDetail = flotilla::tests::sampleRun(
        scene, std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
    preview_->open("runbooks", {}, "RUN-31");
    preview_->console().run()->reload();
    preview_->settle();
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().run()->found(), kWait);
    preview_->settle();
  }

  bool opened(const char* sheet) {
    const QObject* found = preview_->window()->findChild<QObject*>(sheet);
    return found != nullptr && found->property("opened").toBool();
  }

  void focusOn(const QString& name) {
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      if (node.text(QAccessible::Name).startsWith(name))
        if (auto* item = qobject_cast<QQuickItem*>(node.object())) item->forceActiveFocus(Qt::TabFocusReason);
    });
  }

  // Also what has to be scrolled to.
  void pressByKey(const QString& name) {
    focusOn(name);
    preview_->settle();
    QTest::keyClick(preview_->window(), Qt::Key_Space);
    preview_->settle();
  }

  void showPart(int part) {
    for (QObject* tabs : preview_->window()->findChildren<QObject*>())
      if (tabs->objectName() == "nodeTabs") tabs->setProperty("currentIndex", part);
    preview_->settle();
  }

  void press(const QString& name) {
    QAccessibleInterface* found = find(preview_->window(), name);
    QVERIFY2(found != nullptr, qPrintable(name));
    const auto* item = qobject_cast<QQuickItem*>(found->object());
    QVERIFY(item != nullptr);
    QTest::mouseClick(preview_->window(), Qt::LeftButton, {},
                      item->mapToScene({item->width() / 2, item->height() / 2}).toPoint());
    preview_->settle();
  }

  std::unique_ptr<Preview> preview_;
  QtMessageHandler previous_ = nullptr;
};

QTEST_MAIN(TstPages)
#include "tst_pages.moc"
