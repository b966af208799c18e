// Game days in the window of the console over a made-up fleet: found, planned, started, followed and aborted with the
// mouse and with keys alone, and told on every page while one is under way.
#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QQuickItem>
#include <QTest>
#include <memory>

#include "tests/console/pages/preview.h"
#include "tests/console/pages/sample_game_days.h"
#include "tests/support/accessible_tree.h"

using flotilla::test::namesIn;
using flotilla::test::walkAccessible;
using flotilla::tests::GameDayScene;
using flotilla::tests::Preview;

namespace {

constexpr int kWait = 30'000;  // ms; on a busy machine
QStringList complaints;

void collectComplaint(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtDebugMsg && type != QtInfoMsg) complaints += text;
}

flotilla::TimePoint systemNow() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

class TstGameDayPages : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    QAccessible::setActive(true);
    complaints.clear();
    previous_ = qInstallMessageHandler(collectComplaint);
  }
  void cleanup() {
    preview_.reset();
    qInstallMessageHandler(previous_);
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join("\n")));
  }

  void every_state_of_a_game_day_draws_in_both_themes_and_names_what_can_be_pressed() {
    start(Preview::Scene::Fleet);
    for (const char* theme : {"dark", "light"}) {
      preview_->setTheme(theme);
      for (const GameDayScene scene :
           {GameDayScene::Begun, GameDayScene::Recovering, GameDayScene::Ended, GameDayScene::Aborted}) {
        show(scene);
        QCOMPARE(nameless(), QStringList());
        QVERIFY(!preview_->window()->grabWindow().isNull());
      }
    }
    QVERIFY(!namesIn(preview_->window()).filter("Fault 1, kill-worker for 5m, every 30s, 2 over, 1 refused").isEmpty());
  }

  void keys_lead_to_the_list_and_into_one_and_back() {
    start(Preview::Scene::Fleet);
    QTest::keyClick(preview_->window(), Qt::Key_G);
    QTest::keyClick(preview_->window(), Qt::Key_G);
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days"), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(table("gameDaysTable")->property("rowCount").toInt() == 4, kWait);
    preview_->settle();
    table("gameDaysTable")->forceActiveFocus(Qt::TabFocusReason);
    QTest::keyClick(preview_->window(), Qt::Key_Down);
    QTest::keyClick(preview_->window(), Qt::Key_Up);
    QTest::keyClick(preview_->window(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days?sel=GAME-7"), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().gameDays()->day()->found(), kWait);
    preview_->settle();
    press("INC-203");
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///incidents?sel=INC-203"), kWait);
    QTest::keyClick(preview_->window(), Qt::Key_Escape);
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days?sel=GAME-7"), kWait);
    press("All game days");
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days"), kWait);
  }

  void the_list_says_what_was_missed() {
    start(Preview::Scene::Fleet);
    preview_->open("game-days");
    auto* list = preview_->console().gameDays()->list();
    QTRY_COMPARE_WITH_TIMEOUT(
        list->data(list->index(1, flotilla::view::GameDaysModel::MissedColumn), Qt::DisplayRole).toString(),
        QString("1 of 2"), kWait);
  }

  void one_is_planned_and_started_with_keys_alone_by_typing_the_number_of_nodes() {
    start(Preview::Scene::Fleet);
    preview_->open("game-days");
    focusOn("Plan game day…");
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(opened("gameDaySheet"), kWait);
    preview_->settle();
    type("Who notices");
    focusOn("Nodes of fault 1");
    type("site:lyon");
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("lyon-9, eu-west, refuses drills").isEmpty(), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("Hold to start on 2 nodes").isEmpty(), kWait);
    QCOMPARE(nameless(), QStringList());
    focusOn("Hold to start on 2 nodes");
    preview_->settle();
    preview_->api().gameDay->id = flotilla::GameDayId("GAME-7");
    key(Qt::Key_Return);
    QVERIFY(preview_->api().gameDayDigests.empty());
    key(Qt::Key_2);
    QTRY_COMPARE_WITH_TIMEOUT(preview_->api().gameDayDigests.size(), std::size_t{1}, kWait);
    QCOMPARE(preview_->api().gameDayDigests[0], preview_->api().gameDayPreview->digest);
    QCOMPARE(preview_->api().gameDaysWanted.back().title, std::string("Who notices"));
    QCOMPARE(preview_->api().gameDaysWanted.back().faults[0].where, std::string("site:lyon"));
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days?sel=GAME-7"), kWait);
    QVERIFY(!opened("gameDaySheet"));
  }

  void what_would_be_another_one_now_stays_open_with_what_was_typed() {
    start(Preview::Scene::Fleet);
    plan();
    preview_->api().gameDay = flotilla::Error{flotilla::ErrorCode::Conflict, "targets_changed", "it would not do now"};
    preview_->api().gameDayPreview = flotilla::tests::sampleGameDayPreview(false);
    hold("Hold to start on 2 nodes");
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("Not started, Nothing was started").isEmpty(), kWait);
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("cannot be started now: INC-204").isEmpty(), kWait);
    QVERIFY(opened("gameDaySheet"));
    QCOMPARE(preview_->console().gameDays()->draft()->title(), QString("Who notices"));
    QCOMPARE(preview_->api().gameDayDigests.size(), std::size_t{1});
    // It cannot be started any more, and closing the sheet loses nothing.
    hold("Hold to start on 2 nodes");
    QCOMPARE(preview_->api().gameDayDigests.size(), std::size_t{1});
    preview_->call("gameDaySheet", "close");
    preview_->call("gameDaySheet", "start");
    preview_->settle();
    QCOMPARE(textOf("Title of the game day"), QString("Who notices"));
    QCOMPARE(textOf("Nodes of fault 1"), QString("site:lyon"));
  }

  void a_fault_that_is_taken_out_leaves_the_others_as_they_were() {
    start(Preview::Scene::Fleet);
    plan();
    press("Add a fault");
    QTRY_VERIFY_WITH_TIMEOUT(textOf("Nodes of fault 2") == "site:lyon", kWait);
    preview_->console().gameDays()->draft()->setWhere(1, "site:boston");
    QTRY_COMPARE_WITH_TIMEOUT(textOf("Nodes of fault 2"), QString("site:boston"), kWait);
    preview_->console().gameDays()->draft()->removeFault(0);
    preview_->settle();
    QCOMPARE(textOf("Nodes of fault 1"), QString("site:boston"));
    QCOMPARE(textOf("Nodes of fault 2"), QString());
  }

  void aborting_takes_a_reason_and_a_second_gesture() {
    start(Preview::Scene::Fleet);
    show(GameDayScene::Begun);
    focusOn("Abort…");
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(opened("abortGameDaySheet"), kWait);
    preview_->settle();
    hold("Hold to abort");
    QCOMPARE(asked("abort-game-day"), 0);
    focusOn("Reason");
    type("a call");
    key(Qt::Key_Return);  // leads to the button
    preview_->settle();
    key(Qt::Key_Return);
    QCOMPARE(asked("abort-game-day"), 0);
    type("yes");
    QTRY_COMPARE_WITH_TIMEOUT(asked("abort-game-day GAME-7 a call"), 1, kWait);
    QVERIFY(!opened("abortGameDaySheet"));
  }

  void every_page_says_that_it_is_practice_and_leads_there() {
    start(Preview::Scene::Fleet);
    QVERIFY(!banner()->isVisible());
    begin();
    for (const QString& page : flotilla::view::Navigation::pages()) {
      preview_->open(page);
      QVERIFY2(banner()->isVisible(), qPrintable(page));
      QCOMPARE(namesIn(preview_->window()).filter("Practice, GAME-7, Who notices").size(), 1);
    }
    // Calm: nothing is wrong.
    QCOMPARE(banner()->property("status").toString(), QString("held"));
    preview_->open("nodes");
    press("Open GAME-7");
    QTRY_COMPARE_WITH_TIMEOUT(address(), QString("flotilla:///game-days?sel=GAME-7"), kWait);
    preview_->loseConnection();
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("was under way when last heard of").isEmpty(), kWait);
  }

  void nobody_is_asked_while_the_page_is_hidden_or_the_stream_is_gone() {
    start(Preview::Scene::Fleet);
    auto& games = *preview_->console().gameDays();
    preview_->open("game-days");
    QTRY_VERIFY_WITH_TIMEOUT(games.list()->active() && !games.day()->active(), kWait);
    preview_->open("game-days", {}, "GAME-7");
    QTRY_VERIFY_WITH_TIMEOUT(!games.list()->active() && games.day()->active(), kWait);
    preview_->open("overview");
    QTRY_VERIFY_WITH_TIMEOUT(!games.list()->active() && !games.day()->active(), kWait);
    preview_->open("game-days", {}, "GAME-7");
    preview_->loseConnection();
    QTRY_VERIFY_WITH_TIMEOUT(!games.list()->active() && !games.day()->active(), kWait);
    QCOMPARE(nameless(), QStringList());
  }

  void the_page_tells_what_went_wrong() {
    start(Preview::Scene::Fleet);
    const flotilla::Error error{flotilla::ErrorCode::Unavailable, "busy", "the control plane has no time"};
    preview_->api().gameDayPage = error;
    preview_->api().gameDayDetail = error;
    for (const char* selection : {"", "GAME-99"}) {
      preview_->open("game-days", {}, selection);
      QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("the control plane has no time").isEmpty(), kWait);
      QCOMPARE(nameless(), QStringList());
    }
  }

  void without_a_game_day_the_page_says_what_one_is() {
    start(Preview::Scene::Empty);
    preview_->open("game-days");
    QTRY_VERIFY_WITH_TIMEOUT(!namesIn(preview_->window()).filter("Nobody has practised yet").isEmpty(), kWait);
  }

  void who_may_only_look_is_told_which_role_is_missing() {
    start(Preview::Scene::Viewer);
    preview_->open("game-days");
    preview_->settle();
    bool told = false;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      if (node.text(QAccessible::Name) == "Plan game day…")
        told = node.text(QAccessible::Description).contains("operator");
    });
    QVERIFY(told);
  }

  void ten_thousand_game_days_scroll_to_their_end() {
    start(Preview::Scene::Fleet);
    preview_->api().gameDayPage = flotilla::tests::sampleGameDays(systemNow(), 10'000);
    preview_->open("game-days");
    auto* list = table("gameDaysTable");
    QTRY_VERIFY_WITH_TIMEOUT(list->property("rowCount").toInt() > 10'000, kWait);
    list->forceActiveFocus(Qt::TabFocusReason);
    QElapsedTimer timer;
    timer.start();
    key(Qt::Key_End);
    for (int i = 0; i < 50; ++i) key(Qt::Key_PageUp);
    qInfo("End and 50 pages up through 10,000 game days: %lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(list->property("currentRow").toInt() > 0);
    QVERIFY(!preview_->window()->grabWindow().isNull());
    // Scores are asked for what was seen, not for all.
    QVERIFY2(asked("game-day GAME-X") < 2'000, qPrintable(QString::number(asked("game-day GAME-X"))));
  }

 private:
  void start(Preview::Scene scene) {
    preview_ = std::make_unique<Preview>(scene);
    QVERIFY2(preview_->window() != nullptr, qPrintable(complaints.join("\n")));
    preview_->window()->requestActivate();
    QVERIFY(QTest::qWaitForWindowActive(preview_->window()));
  }
  void show(GameDayScene scene) {
    preview_->api().gameDayDetail = flotilla::tests::sampleGameDay(scene, systemNow());
    preview_->open("game-days", {}, "GAME-7");
    preview_->console().gameDays()->day()->reload();
    preview_->settle();
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().gameDays()->day()->found(), kWait);
    preview_->settle();
  }
  // GAME-7 is under way from now on.
  void begin() {
    preview_->api().gameDayDetail = flotilla::tests::sampleGameDay(GameDayScene::Begun, systemNow());
    preview_->api().gameDayPage->items[0] = preview_->api().gameDayDetail->gameDay;
    preview_->console().gameDays()->practice()->reload();
    QTRY_VERIFY_WITH_TIMEOUT(preview_->console().gameDays()->practice()->count() == 1, kWait);
    preview_->settle();
  }
  void plan() {
    preview_->open("game-days");
    press("Plan game day…");
    QTRY_VERIFY_WITH_TIMEOUT(opened("gameDaySheet"), kWait);
    preview_->settle();
    type("Who notices");
    focusOn("Nodes of fault 1");
    type("site:lyon");
    QTRY_COMPARE_WITH_TIMEOUT(preview_->console().gameDays()->draft()->state(), QString("ready"), kWait);
    preview_->settle();
  }
  QString address() { return preview_->console().navigation()->address(); }
  QQuickItem* banner() { return preview_->window()->findChild<QQuickItem*>("practiceBanner"); }
  QQuickItem* table(const char* name) { return preview_->window()->findChild<QQuickItem*>(name); }
  bool opened(const char* sheet) {
    const QObject* found = preview_->window()->findChild<QObject*>(sheet);
    return found != nullptr && found->property("opened").toBool();
  }
  int asked(const std::string& begin) {
    const auto& calls = preview_->api().calls;
    return static_cast<int>(
        std::count_if(calls.begin(), calls.end(), [&](const std::string& call) { return call.starts_with(begin); }));
  }
  void key(Qt::Key key) { QTest::keyClick(preview_->window(), key); }
  void type(const std::string& text) {
    for (const char letter : text) QTest::keyClick(preview_->window(), letter);
    preview_->settle();
  }
  // The visible item of that name, the last one made of several.
  QQuickItem* item(const QString& name) {
    QQuickItem* found = nullptr;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      if (node.text(QAccessible::Name) == name)
        if (auto* one = qobject_cast<QQuickItem*>(node.object())) found = one;
    });
    return found;
  }
  QString textOf(const QString& name) {
    const QQuickItem* found = item(name);
    return found == nullptr ? QString() : found->property("text").toString();
  }
  void focusOn(const QString& name) {
    QTRY_VERIFY2_WITH_TIMEOUT(item(name) != nullptr, qPrintable(name), kWait);
    item(name)->forceActiveFocus(Qt::TabFocusReason);
    preview_->settle();
  }
  void press(const QString& name) {
    QTRY_VERIFY2_WITH_TIMEOUT(item(name) != nullptr, qPrintable(name), kWait);
    const QQuickItem* found = item(name);
    QTest::mouseClick(preview_->window(), Qt::LeftButton, {},
                      found->mapToScene({found->width() / 2, found->height() / 2}).toPoint());
    preview_->settle();
  }
  // With the mouse, until it has filled or surely would have.
  void hold(const QString& name) {
    QQuickItem* found = item(name);
    if (found == nullptr || !found->isEnabled()) return;
    const QPoint at = found->mapToScene({found->width() / 2, found->height() / 2}).toPoint();
    QTest::mousePress(preview_->window(), Qt::LeftButton, {}, at);
    QTRY_VERIFY_WITH_TIMEOUT(found->property("progress").toReal() > 0, kWait);
    QTRY_VERIFY_WITH_TIMEOUT(item(name) == nullptr || item(name)->property("progress").toReal() == 0, kWait);
    QTest::mouseRelease(preview_->window(), Qt::LeftButton, {}, at);
    preview_->settle();
  }
  QStringList nameless() {
    QStringList out;
    walkAccessible(QAccessible::queryAccessibleInterface(preview_->window()), [&](QAccessibleInterface& node) {
      const QAccessible::Role role = node.role();
      const bool acts = role == QAccessible::Button || role == QAccessible::ComboBox || role == QAccessible::Link ||
                        role == QAccessible::EditableText || role == QAccessible::ListItem ||
                        role == QAccessible::Table || role == QAccessible::ColumnHeader;
      if (acts && node.text(QAccessible::Name).isEmpty())
        out += QString("%1 %2").arg(node.object()->metaObject()->className()).arg(role);
    });
    return out;
  }

  std::unique_ptr<Preview> preview_;
  QtMessageHandler previous_ = nullptr;
};

QTEST_MAIN(TstGameDayPages)
#include "tst_game_day_pages.moc"
