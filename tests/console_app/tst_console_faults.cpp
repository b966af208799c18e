// The whole console, window and all, when things are not as one would like: a control plane that dies, one that takes
// its time, a fleet without nodes, a fleet of 100,000. Nothing freezes, and nothing stale looks live.
#include <QAccessible>
#include <QApplication>
#include <QQuickItem>
#include <QtTest>

#include "app/console/program.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/cluster.h"
#include "tests/support/operator.h"
#include "tests/support/slow_relay.h"

using namespace flotilla;
using namespace flotilla::test;
using namespace std::chrono_literals;
using flotilla::console::Settings;

namespace {

constexpr int kLimitMs = 60'000;
#ifdef __SANITIZE_ADDRESS__  // which looks at every step, and with every stack unwound at every allocation
constexpr int kMany = 10'000;
#else
constexpr int kMany = 100'000;
#endif

// The window of one console.
class Window {
 public:
  explicit Window(const Settings& settings) {
    auto made = console::Program::make(settings);
    if (made && (*made)->show()) program_ = std::move(*made);
  }
  bool shown() const { return program_ != nullptr; }
  view::Console& console() { return program_->console(); }
  view::Session& session() { return *console().session(); }
  QQuickWindow* window() { return program_->window(); }
  // Opens a page and waits for the picture of it.
  bool draws(const QString& page) {
    QSignalSpy frames(window(), &QQuickWindow::frameSwapped);
    console().navigation()->open(page);
    window()->update();
    return frames.wait(kLimitMs);
  }
  QStringList names() { return namesIn(window()); }
  bool says(const QString& text) {
    const QStringList all = names();
    return std::any_of(all.begin(), all.end(), [&](const QString& name) { return name.contains(text); });
  }

 private:
  std::unique_ptr<console::Program> program_;
};

Settings onData(const QString& data) {
  Settings settings;
  settings.data = data;
  settings.theme = QStringLiteral("dark");
  return settings;
}

Settings madeUp(std::size_t nodes) {
  Settings settings;
  settings.source = Settings::Source::Demo;
  settings.demo.nodes = nodes;
  settings.theme = QStringLiteral("dark");
  return settings;
}

const QStringList& pages() {
  static const QStringList kPages{"overview", "topology", "nodes", "rollouts", "artifacts", "audit", "settings"};
  return kPages;
}

}  // namespace

class TstConsoleFaults : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QAccessible::setActive(true); }

  void a_control_plane_that_dies_is_said_and_nothing_looks_live() {
    Cluster fleet;
    QVERIFY2(fleet.startAll(1), fleet.lastProblem());
    Window window(onData(fleet.serverData()));
    QVERIFY(window.shown());
    QTRY_VERIFY_WITH_TIMEOUT(window.session().state() == "live" && window.session().loaded(), kLimitMs);
    QTRY_VERIFY_WITH_TIMEOUT(window.says("stream live"), kLimitMs);

    fleet.server().kill();
    QTRY_COMPARE_WITH_TIMEOUT(window.session().state(), QString("lost"), kLimitMs);
    QVERIFY(window.session().freshness() != "live");
    QVERIFY(!window.session().lostSince().isEmpty());
    for (const QString& page : pages()) {
      QVERIFY2(window.draws(page), qPrintable(page));
      static const QRegularExpression kLive("\\blive\\b");
      const QStringList live = window.names().filter(kLive);
      QVERIFY2(live.isEmpty(), qPrintable(page + ": " + live.join(" | ")));
    }
    // What was known stays, and nobody can act on it.
    QCOMPARE(window.console().nodes()->rowCount(), 1);
    QVERIFY(!window.session().whyNot("operator").isEmpty());

    QVERIFY2(fleet.startServer(), fleet.lastProblem());
    QTRY_VERIFY_WITH_TIMEOUT(window.session().state() == "live" && window.session().freshness() == "live", kLimitMs);
    QVERIFY(window.session().whyNot("operator").isEmpty());
  }

  void a_control_plane_that_takes_two_seconds_holds_nobody_up() {
    Cluster fleet;
    QVERIFY2(fleet.startAll(1), fleet.lastProblem());
    const QJsonObject ports = QJsonDocument::fromJson(readFile(fleet.serverData() + "/ports.json")).object();
    OperatorAtWork ann;
    QCOMPARE(ann.join(fleet, "ann", {"administrator"}), QString());
    SlowRelay relay(fleet.address(), static_cast<quint16>(ports["operators"].toInt()), 2s);
    Settings settings = onData({});
    settings.source = Settings::Source::Remote;
    settings.server = QString("localhost:%1").arg(relay.serverPort());
    settings.caFile = fleet.serverData() + "/pki/ca.pem";
    settings.sessionFile = ann.file("session");
    Window window(settings);
    QVERIFY(window.shown());

    // Before the first answer, every page says that it waits.
    for (const QString& page : pages()) QVERIFY2(window.draws(page), qPrintable(page));
    QVERIFY(!window.session().loaded());
    QVERIFY(window.session().state() == "connecting");
    QTRY_VERIFY_WITH_TIMEOUT(window.session().loaded(), kLimitMs);
    QTRY_VERIFY_WITH_TIMEOUT(window.session().latency() >= 2000, kLimitMs);

    // While an action is on its way, everything else goes on.
    view::Actions& actions = *window.console().actions();
    QSignalSpy finished(&actions, &view::Actions::finished);
    QTRY_VERIFY_WITH_TIMEOUT(window.console().nodes()->rowCount() == 1, kLimitMs);
    actions.changeNodes("quarantine", {window.console().nodes()->idAt(0)}, "it is a test");
    for (const QString& page : pages()) QVERIFY2(window.draws(page), qPrintable(page));
    QCOMPARE(actions.running(), 1);
    QCOMPARE(finished.count(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLimitMs);
    QCOMPARE(finished.first().at(0).toString(), QString("healthy"));
    QCOMPARE(fleet.node(window.console().nodes()->nameAt(0))["identity"].toString(),
             QString("NODE_IDENTITY_QUARANTINED"));
  }

  void a_fleet_without_nodes_says_so() {
    Cluster fleet;
    QVERIFY2(fleet.startServer(), fleet.lastProblem());
    Window window(onData(fleet.serverData()));
    QVERIFY(window.shown());
    QTRY_VERIFY_WITH_TIMEOUT(window.session().loaded(), kLimitMs);
    for (const QString& page : pages()) QVERIFY2(window.draws(page), qPrintable(page));
    QVERIFY(window.draws("nodes"));
    QTRY_VERIFY2_WITH_TIMEOUT(window.says("No nodes yet"), qPrintable(window.names().join(" | ")), kLimitMs);
    QCOMPARE(window.console().nodes()->rowCount(), 0);
  }

  void a_hundred_thousand_nodes_are_shown_sorted_and_searched() {
    Window window(madeUp(kMany));
    QVERIFY(window.shown());
    QTRY_VERIFY_WITH_TIMEOUT(window.session().loaded(), kLimitMs);
    view::NodesModel& nodes = *window.console().nodes();
    QCOMPARE(nodes.rowCount(), kMany);
    for (const QString& page : pages()) QVERIFY2(window.draws(page), qPrintable(page));
    QVERIFY(window.draws("nodes"));
    nodes.sortBy(view::NodesModel::Name, true);
    QVERIFY(nodes.nameAt(0) > nodes.nameAt(kMany - 1));
    const QString last = nodes.nameAt(kMany - 1);
    nodes.setFilter("name:" + last);
    QCOMPARE(nodes.rowCount(), 1);
    nodes.setFilter({});
    window.console().navigation()->open("nodes", {}, last);
    QTRY_COMPARE_WITH_TIMEOUT(window.console().node()->name(), last, kLimitMs);
    QVERIFY(window.draws("topology"));
    const int place = window.console().topology()->placeOf(nodes.idOf(last));
    QCOMPARE(window.console().topology()->describe(place)["name"].toString(), last);
  }
};

QTEST_MAIN(TstConsoleFaults)
#include "tst_console_faults.moc"
