// The whole console at a control plane elsewhere: somebody logs in with a second factor, sees the fleet, loses the
// session to an administrator, comes back to what was open, stays logged in over a restart, and logs out.
#include <QAccessible>
#include <QApplication>
#include <QQuickItem>
#include <QtTest>

#include "app/console/program.h"
#include "tests/support/accessible_tree.h"
#include "tests/support/operator.h"

using namespace flotilla;
using namespace flotilla::test;
using flotilla::console::Settings;

namespace {

constexpr int kLimitMs = 60'000;

}  // namespace

class TstConsoleLogin : public QObject {
  Q_OBJECT

  Cluster cluster_;
  OperatorAtWork ann_;
  QString recovery_;
  std::unique_ptr<console::Program> program_;

  QString sessionFile() const { return cluster_.path("console.session"); }
  view::Session& session() { return *program_->console().session(); }
  view::Identity& identity() { return *session().identity(); }
  QString password() { return QString(readFile(ann_.file("password"))); }
  bool says(const QString& text) { return !namesIn(program_->window()).filter(text).isEmpty(); }
  bool waitFor(const std::function<bool()>& what) { return QTest::qWaitFor(what, kLimitMs); }

  bool open() {
    program_.reset();
    Settings settings;
    settings.source = Settings::Source::Remote;
    settings.server = cluster_.address("operators");
    settings.caFile = cluster_.serverData() + "/pki/ca.pem";
    settings.sessionFile = sessionFile();
    settings.environment = "REMOTE";
    settings.theme = "dark";
    auto made = console::Program::make(settings);
    if (!made || !(*made)->show()) return false;
    program_ = std::move(*made);
    return true;
  }
  // Each code counts once, and the clock of a test does not wait for the next one.
  QString nextCode() {
    const qsizetype end = recovery_.indexOf('\n');
    const QString code = recovery_.left(end);
    recovery_ = recovery_.mid(end + 1);
    return code;
  }
  void logIn(bool stay) {
    identity().logIn("ann", password(), {}, stay);
    QVERIFY(waitFor([this] { return identity().asksCode(); }));
    identity().logIn("ann", password(), nextCode(), stay);
    QVERIFY2(waitFor([this] { return !identity().needed(); }),
             qPrintable(identity().codeError() + identity().passwordError() + identity().problem()));
  }
  void seesTheFleet() {
    QVERIFY2(
        waitFor([this] { return session().loaded() && session().state() == "live" && session().caller() == "ann"; }),
        qPrintable(session().state() + " " + session().problem()));
    QCOMPARE(session().whyNot("approver"), QString());
  }

 private slots:
  void initTestCase() {
    QAccessible::setActive(true);
    QVERIFY2(cluster_.startServer() && cluster_.declareFleet(), cluster_.lastProblem());
    QCOMPARE(ann_.join(cluster_, "ann", {"operator", "approver"}), QString());
    recovery_ = QString(readFile(ann_.file("recovery")));
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
    program_.reset();
    QFile::remove(sessionFile());
  }

  void nobody_sees_anything_before_logging_in() {
    QVERIFY(open());
    QVERIFY(waitFor([this] { return says("Log in to "); }));
    identity().logIn("ann", "not the password", {}, false);
    QVERIFY(waitFor([this] { return says("The name or the password is not right."); }));
    QVERIFY(!session().loaded());
    QVERIFY(identity().needed());
  }

  void with_the_second_factor_the_fleet_is_seen() {
    QVERIFY(open());
    logIn(false);
    seesTheFleet();
    QVERIFY(!QFile::exists(sessionFile()));  // only in memory
    QVERIFY(waitFor([this] { return says("Logged in as ann"); }));
  }

  void a_session_that_is_ended_brings_the_page_back_and_nothing_is_lost() {
    QVERIFY(open());
    logIn(true);
    seesTheFleet();
    QVERIFY(QFile::exists(sessionFile()));
    program_->console().navigation()->open("audit");
    const QString before = program_->console().navigation()->address();
    QVERIFY(cluster_.ctl({"operator", "disable", "ann"}).ok());
    QVERIFY2(waitFor([this] { return identity().needed(); }), "the console does not notice");
    QVERIFY(waitFor([this] { return says("Your session has ended"); }));
    QVERIFY(!QFile::exists(sessionFile()));
    QVERIFY(cluster_.ctl({"operator", "enable", "ann"}).ok());
    logIn(false);
    seesTheFleet();
    QCOMPARE(program_->console().navigation()->address(), before);
  }

  void who_stays_logged_in_is_after_a_restart_and_not_after_logging_out() {
    QVERIFY(open());
    logIn(true);
    const auto open_to_others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(sessionFile()) & open_to_others));
    QVERIFY(open());
    seesTheFleet();
    QVERIFY(!identity().needed());
    const QByteArray session = readFile(sessionFile());
    identity().logOut();
    QVERIFY(identity().needed());
    QVERIFY(!QFile::exists(sessionFile()));
    // The control plane knows it no more either.
    QVERIFY(writeFile(ann_.file("session"), session.trimmed()));
    QVERIFY2(cluster_.eventually("the session is over", std::chrono::seconds(20),
                                 [this] { return !ann_.ctlOnce({"whoami"}).ok(); }),
             cluster_.lastProblem());
  }
};

QTEST_MAIN(TstConsoleLogin)
#include "tst_console_login.moc"
