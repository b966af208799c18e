// Alerts in the whole console on a real control plane: a node that is killed fires, people take it over and silence it
// from the window, and what they said is what the control plane knows.
#include <QAccessible>
#include <QApplication>
#include <QtTest>

#include "app/console/program.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/cluster.h"

using namespace flotilla;
using namespace flotilla::test;
using flotilla::console::Settings;

namespace {

constexpr int kLimitMs = 60'000;

const QByteArray kFleet = R"(regions:
  - {name: eu-west, title: Western Europe, offline_after: 4s}
sites:
  - {name: rotterdam, region: eu-west, title: Rotterdam, latitude: 51.9, longitude: 4.5}
)";

const QByteArray kAlerting = R"(receivers: [{name: chat}]
windows:
  - name: whole-week
    matchers: ['severity="none"']
    hours: {zone: Europe/Amsterdam, from: "00:00", to: "24:00"}
    reason: it is a test
route: {receiver: chat, group_by: [site, cause], group_wait: 1s}
)";

}  // namespace

class TstConsoleAlerts : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"alerts.node_offline_for=1s"}, .agents = {}, .serverData = {}}};
  std::unique_ptr<console::Program> program_;

  view::Console& console() { return program_->console(); }
  view::AlertBoard& board() { return *console().board(); }
  bool says(const QString& text) { return !namesIn(program_->window()).filter(text).isEmpty(); }
  QString save(const char* name, const QByteArray& text) {
    QFile file(cluster_.path(name));
    return file.open(QFile::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
  }

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    QVERIFY(cluster_.ctl({"apply", "-f", save("fleet.yaml", kFleet)}).ok());
    QVERIFY(cluster_.ctl({"alerting", "apply", save("alerting.yaml", kAlerting)}).ok());
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    QVERIFY2(cluster_.enrolNode(0), cluster_.lastProblem());
    QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
    Settings settings;
    settings.data = cluster_.serverData();
    settings.theme = QStringLiteral("dark");
    auto made = console::Program::make(settings);
    QVERIFY(made.ok());
    QVERIFY((*made)->show().ok());
    program_ = std::move(*made);
    QTRY_VERIFY_WITH_TIMEOUT(console().session()->loaded(), kLimitMs);
  }
  void cleanupTestCase() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
    program_.reset();
  }

  void while_nothing_fires_the_page_says_so() {
    console().navigation()->open("alerts");
    QTRY_VERIFY_WITH_TIMEOUT(board().known(), kLimitMs);
    QCOMPARE(board().rowCount(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(says("Nothing is firing, for more than a day."), kLimitMs);
  }

  void a_node_that_is_killed_fires_and_says_why() {
    QTRY_COMPARE_WITH_TIMEOUT(console().summary()->reporting(), 1, kLimitMs);
    cluster_.agent(0).kill();
    QTRY_COMPARE_WITH_TIMEOUT(board().firing(), 1, kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(console().alert()->title(), QString("NodeOffline rotterdam-1"), kLimitMs);
    QVERIFY(console().alert()->summary().contains("has not reported since"));
    QTRY_VERIFY_WITH_TIMEOUT(console().alert()->why().join(' ').contains("leads to chat"), kLimitMs);
    QCOMPARE(board().all().front().told.labels.at("site"), std::string("rotterdam"));
  }

  void who_takes_it_over_in_the_window_is_its_owner_everywhere() {
    const QString id = console().alert()->key();
    console().alertActions()->acknowledge(id, false, "on my way");
    QTRY_VERIFY_WITH_TIMEOUT(console().alert()->owner().startsWith("local-administrator since "), kLimitMs);
    QVERIFY(cluster_.ctl({"alerts", "list", "--filter", "acknowledged:yes id:" + id}).out.contains(id));
    console().alertActions()->unacknowledge(id, false);
    QTRY_VERIFY_WITH_TIMEOUT(console().alert()->owner().isEmpty(), kLimitMs);
  }

  void a_silence_that_is_written_here_holds_it_back_until_it_is_ended_here() {
    view::SilenceDraft& draft = *console().silenceDraft();
    draft.start(console().alert()->key());
    QCOMPARE(draft.matching(), 1);
    draft.setComment("the machine is being moved");
    QCOMPARE(draft.problem(), QString());
    draft.create();
    QTRY_COMPARE_WITH_TIMEOUT(board().held(), 1, kLimitMs);
    QTRY_COMPARE_WITH_TIMEOUT(console().silences()->holding(), 1, kLimitMs);
    QCOMPARE(console().alert()->holders().size(), 1);
    QVERIFY(cluster_.ctl({"silences", "list"}).out.contains("the machine is being moved"));
    console().alertActions()->expireSilence(console().silences()->idAt(0));
    QTRY_COMPARE_WITH_TIMEOUT(board().held(), 0, kLimitMs);
  }

  void the_declared_maintenance_of_the_week_is_shown() {
    console().navigation()->setSelection("silences");
    QTRY_COMPARE_WITH_TIMEOUT(console().maintenance()->windows().size(), 1, kLimitMs);
    const QVariantMap window = console().maintenance()->windows().first().toMap();
    QCOMPARE(window["zone"].toString(), QString("Europe/Amsterdam"));
    QVERIFY(window["open"].toBool());
    QTRY_VERIFY_WITH_TIMEOUT(says("whole-week, every day from 00:00 to 24:00"), kLimitMs);
  }

  void when_the_node_is_back_it_is_over_and_says_since_when() {
    QVERIFY2(cluster_.startAgent(0), cluster_.lastProblem());
    QTRY_COMPARE_WITH_TIMEOUT(board().firing(), 0, kLimitMs);
    QVERIFY2(board().quietSince().startsWith("since "), qPrintable(board().quietSince()));
    QCOMPARE(board().resolved(), 1);
  }
};

QTEST_MAIN(TstConsoleAlerts)
#include "tst_console_alerts.moc"
