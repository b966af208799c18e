#include <QtTest>

#include "services/documents/service_spec.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const QByteArray kGood = R"({"command":["server","--fast"],"env":{"MODE":"a b"},)"
                         R"("readiness":{"http":{"path":"/ready"},"timeout_ms":200,"start_deadline_s":9},)"
                         R"("liveness":{"exec":["check","x"],"timeout_ms":300,"failures":2},"stop_grace_s":1})";

QByteArray with(const QByteArray& before, const QByteArray& after) {
  QByteArray text = kGood;
  if (!text.contains(before)) qFatal("the sample does not have %s", before.constData());
  return text.replace(before, after);
}

Result<ServiceSpec> parsed(const QByteArray& text) {
  return parseServiceSpec({text.constData(), static_cast<std::size_t>(text.size())});
}

}  // namespace

class TstServiceSpec : public QObject {
  Q_OBJECT

 private slots:
  void every_field_is_read() {
    const auto spec = parsed(kGood);
    QVERIFY2(spec.ok(), spec ? "" : spec.error().message.c_str());
    QVERIFY((spec->command == std::vector<std::string>{"server", "--fast"}));
    QVERIFY((spec->env == std::map<std::string, std::string>{{"MODE", "a b"}}));
    QVERIFY(spec->readiness.kind == ServiceProbe::Kind::Http && spec->readiness.path == "/ready");
    QVERIFY(spec->readiness.timeout == 200ms && spec->startDeadline == 9s);
    QVERIFY(spec->liveness.kind == ServiceProbe::Kind::Exec);
    QVERIFY((spec->liveness.command == std::vector<std::string>{"check", "x"}));
    QVERIFY(spec->liveness.timeout == 300ms && spec->failures == 2 && spec->stopGrace == 1s);
  }

  void what_is_left_out_has_a_default() {
    const auto spec = parsed(R"({"command":["a"],"readiness":{"tcp":{}},"liveness":{"tcp":{}}})");
    QVERIFY(spec.ok());
    QVERIFY(spec->startDeadline == 30s && spec->failures == 3 && spec->stopGrace == 3s);
    QVERIFY(spec->readiness.kind == ServiceProbe::Kind::Tcp && spec->readiness.timeout == 1s);
  }

  void what_no_node_could_run_is_refused_by_name_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("field");
    const auto row = [](const char* name, const QByteArray& text, const char* field) {
      QTest::newRow(name) << text << QByteArray(field);
    };
    row("not JSON", "{", "");
    row("a list", "[]", "");
    row("nothing", "{}", "command");
    row("an unknown key", with("stop_grace_s", "grace"), "grace");
    row("a command as text", with(R"(["server","--fast"])", R"("server")"), "command");
    row("an empty command", with(R"(["server","--fast"])", "[]"), "command");
    row("a path as command", with("\"server\"", "\"/bin/sh\""), "command[0]");
    row("a way out of the bundle", with("\"server\"", "\"../sh\""), "command[0]");
    row("a hidden file", with("\"server\"", "\".sh\""), "command[0]");
    row("a line break in an argument", with("--fast", "a\\nb"), "command[1]");
    row("a number as argument", with("\"--fast\"", "7"), "command[1]");
    row("PORT set by hand", with("MODE", "PORT"), "env.PORT");
    row("a variable of ours", with("MODE", "FLOTILLA_BUNDLE"), "env.FLOTILLA_BUNDLE");
    row("no name of a variable", with("MODE", "A=B"), "env.A=B");
    row("a variable that is a number", with("\"a b\"", "1"), "env.MODE");
    row("no readiness", with("readiness", "readyness"), "readyness");
    row("no probe", with(R"("http":{"path":"/ready"},)", ""), "readiness");
    row("two probes", with(R"("http":{"path":"/ready"})", R"("http":{"path":"/ready"},"tcp":{})"), "readiness");
    row("a path without slash", with("/ready", "ready"), "readiness.http.path");
    row("no port", with(R"("path":"/ready")", R"("path":"/ready","port":0)"), "readiness.http.port");
    row("a setting of tcp", with(R"("http":{"path":"/ready"})", R"("tcp":{"port":1})"), "readiness.tcp.port");
    row("an instant timeout", with("200", "0"), "readiness.timeout_ms");
    row("an endless timeout", with("200", "10001"), "readiness.timeout_ms");
    row("no time to start", with(":9}", ":0}"), "readiness.start_deadline_s");
    row("failures of readiness", with("start_deadline_s", "failures"), "readiness.failures");
    row("a path as exec", with("\"check\"", "\"bin/check\""), "liveness.exec[0]");
    row("no failures", with(R"("failures":2)", R"("failures":0)"), "liveness.failures");
    row("a long grace", with(R"("stop_grace_s":1)", R"("stop_grace_s":11)"), "stop_grace_s");
    row("a fraction", with(R"("stop_grace_s":1)", R"("stop_grace_s":1.5)"), "stop_grace_s");
    row("a key twice", with(R"("stop_grace_s":1)", R"("stop_grace_s":1,"stop_grace_s":1)"), "stop_grace_s");
  }
  void what_no_node_could_run_is_refused_by_name() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, field);
    const auto spec = parsed(text);
    QVERIFY(!spec.ok());
    QCOMPARE(QByteArray::fromStdString(spec.error().field), field);
    QVERIFY(!spec.error().message.empty());
  }
};

QTEST_GUILESS_MAIN(TstServiceSpec)
#include "tst_service_spec.moc"
