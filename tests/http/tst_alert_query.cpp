#include <QtTest>

#include "services/controlplane/http/alert_query.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

std::string textOf(const Matcher& matcher) {
  return matcher.name + (matcher.isEqual ? (matcher.isRegex ? "=~" : "=") : (matcher.isRegex ? "!~" : "!=")) + "[" +
         matcher.value + "]";
}

}  // namespace

class TstAlertQuery : public QObject {
  Q_OBJECT
 private slots:
  void matchers_are_read_as_alertmanager_reads_them_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
    row("a=b", "a=[b]");
    row("a=\"b\"", "a=[b]");
    row(" a =~ \"b|c\" ", "a=~[b|c]");
    row("a!=b", "a!=[b]");
    row("a!~b.*", "a!~[b.*]");
    row("a=", "a=[]");
    row("a=\"\"", "a=[]");
    row("a=\"x y=z\"", "a=[x y=z]");
    row("a=\"q\\\"q\"", "a=[q\"q]");
    row("a=\"\\\\\"", "a=[\\]");
    row("a=\"l\\nm\"", "a=[l\nm]");
    row("a=\"\\d+\"", "a=[\\d+]");
    row("a=~=b", "a=~[=b]");
    row("_x:y1=b", "_x:y1=[b]");
    row("foo", "bad matcher format: foo");
    row("", "bad matcher format: ");
    row("=b", "bad matcher format: =b");
    row("1a=b", "bad matcher format: 1a=b");
    row("a-b=c", "bad matcher format: a-b=c");
    row("a=\"b", "bad matcher format: a=\"b");
    row("a=\"", "bad matcher format: a=\"");
    row("a=\"b\\\"", "bad matcher format: a=\"b\\\"");
    row("a=b\"c", "bad matcher format: a=b\"c");
  }
  void matchers_are_read_as_alertmanager_reads_them() {
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto parsed = parseFilter({text.toStdString()});
    const auto* const fault = std::get_if<ApiFault>(&parsed);
    const std::string got = fault != nullptr ? fault->message : textOf(std::get<std::vector<Matcher>>(parsed)[0]);
    QCOMPARE(QString::fromStdString(got), expected);
  }

  void parameters_are_decoded_and_unknown_ones_read_over() {
    const auto parsed = parseAlertTarget(
        "/api/v2/alerts?filter=a%3D%22b+c%22&filter=d%21%3De&active=FALSE&silenced=1&receiver=te%2Em&colour=red&&x");
    const auto& query = std::get<AlertQuery>(parsed);
    QVERIFY(query.call == AlertCall::Alerts);
    QCOMPARE(query.filter, (std::vector<std::string>{"a=\"b c\"", "d!=e"}));
    QCOMPARE(query.receiver, std::string("te.m"));
    QVERIFY(!query.active && query.silenced && query.inhibited);
  }

  void addresses_that_are_none_are_refused_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("status");
    for (const char* const target : {"/api/v2/", "/api/v2/alert", "/api/v2/alerts/", "/api/v2//alerts", "/-/", "/-/x",
                                     "/api/v2/silence/", "/api/v2/silence/a/b", "/api/v2/%61lerts"})
      QTest::newRow(target) << target << 404;
    QTest::newRow("no uuid") << "/api/v2/silence/xyz" << 422;
    for (const char* const target : {"/api/v2/alerts?filter=%", "/api/v2/alerts?filter=%4", "/api/v2/alerts?%zz=1"})
      QTest::newRow(target) << target << 400;
    QTest::newRow("many filters") << "/api/v2/alerts?" + QString("filter=a&").repeated(40) << 400;
  }
  void addresses_that_are_none_are_refused() {
    QFETCH(QString, target);
    QFETCH(int, status);
    const auto parsed = parseAlertTarget(target.toStdString());
    const auto* const fault = std::get_if<ApiFault>(&parsed);
    QVERIFY(fault != nullptr);
    QCOMPARE(int(fault->status), status);
  }
};

QTEST_APPLESS_MAIN(TstAlertQuery)
#include "tst_alert_query.moc"
