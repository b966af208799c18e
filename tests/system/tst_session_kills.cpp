// The first person gets in by the code that flotillad prints, and a session is as durable as anything else that was
// acknowledged: killed right after a log-in, flotillad still knows it; killed right after the log-out, it does not.
#include <QJsonDocument>
#include <QRegularExpression>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 5;
const QString kPassword = "a password for a test";

QString json(const QJsonObject& object) {
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

}  // namespace

class TstSessionKills : public QObject {
  Q_OBJECT

  Cluster cluster_{{{"accounts.first_admin=true", "accounts.password_memory=1"}, {}, {}}};
  QString token_ = cluster_.path("session");

  Answer call(const QString& method, const QJsonObject& request) {
    return cluster_.ctl({"call", method, json(request)});
  }
  // Over TLS, as whoever has this text.
  Answer as(const QString& session, const QString& method) {
    writeFile(token_, session.toUtf8());
    return cluster_.run("flotillactl",
                        {"--server", cluster_.address("operators"), "--ca", cluster_.serverData() + "/pki/ca.pem",
                         "--token-file", token_, "-o", "json", "call", method, "{}"});
  }
  QStringList printedCodes() {
    static const QRegularExpression kLine(
        "first administrator: open https://\\S+:\\d+/welcome and enter ([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}) \\(valid 24 "
        "h\\)");
    QStringList out;
    for (auto at = kLine.globalMatch(cluster_.server().log()); at.hasNext();) out << at.next().captured(1);
    return out;
  }
  void restart() {
    cluster_.server().kill();
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
  }

 private slots:
  void initTestCase() { QVERIFY2(cluster_.startServer(), cluster_.lastProblem()); }

  void the_first_administrator_gets_in_by_the_newest_code_and_once() {
    const auto printed = [this](qsizetype count) { return printedCodes().size() == count; };
    QVERIFY2(cluster_.eventually("a code is printed", 10s, [&] { return printed(1); }), cluster_.lastProblem());
    restart();
    QVERIFY2(cluster_.eventually("another is printed", 10s, [&] { return printed(2); }), cluster_.lastProblem());
    const QStringList codes = printedCodes();
    QVERIFY(codes[0] != codes[1]);
    const auto accept = [&](const QString& code) {
      return call("SessionService/AcceptInvitation", {{"invitation", code}, {"password", kPassword}});
    };
    QVERIFY(!accept(codes[0]).ok());
    const Answer in = accept(codes[1]);
    QVERIFY2(in.ok(), qPrintable(in.err));
    QCOMPARE(in.json["account"]["name"].toString(), QString("admin"));
    QVERIFY(!accept(codes[1]).ok());
    QVERIFY2(as(in.json["session"].toString(), "AccountService/GetAccount").ok(), "the session is not known");
    restart();
    QCOMPARE(printedCodes().size(), 2);
    QVERIFY(!cluster_.server().log().contains(kPassword));
  }

  void a_session_outlives_a_kill_and_a_log_out_does_too() {
    for (int round = 0; round < kRounds; ++round) {
      const Answer in = call("SessionService/LogIn", {{"name", "admin"}, {"password", kPassword}});
      restart();
      if (QTest::currentTestFailed()) return;
      QVERIFY2(in.ok(), qPrintable(in.err));
      const QString session = in.json["session"].toString();
      const Answer known = as(session, "AccountService/GetAccount");
      QVERIFY2(known.ok(), qPrintable(known.err));
      QVERIFY(as(session, "SessionService/LogOut").ok());
      restart();
      if (QTest::currentTestFailed()) return;
      const Answer gone = as(session, "AccountService/GetAccount");
      QVERIFY(!gone.ok());
      QVERIFY2(gone.err.contains("session"), qPrintable(gone.err));
    }
    QVERIFY(cluster_.auditIsIntact());
  }

  void who_wants_no_code_gets_none() {
    Cluster other({{"accounts.first_admin=false"}, {}, {}});
    QVERIFY2(other.startServer(), other.lastProblem());
    QVERIFY(!other.server().log().contains("first administrator"));
  }
};

QTEST_GUILESS_MAIN(TstSessionKills)
#include "tst_session_kills.moc"
