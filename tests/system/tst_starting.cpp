// What the services say when they are started wrongly, and that such a start leaves nothing behind.
#include <QDir>
#include <QtTest>

#include "services/crypto/ed25519.h"
#include "tests/support/cluster.h"
#include "tests/support/taken_port.h"

using namespace flotilla::test;

namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

QString withoutSources(const QString& printed) {
  QStringList lines;
  for (const QString& line : printed.split('\n')) lines << line.left(line.lastIndexOf("  # "));
  return lines.join('\n');
}

}  // namespace

class TstStarting : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void a_command_line_that_is_wrong_is_answered_with_the_fix_data();
  void a_command_line_that_is_wrong_is_answered_with_the_fix();
  void help_is_given_anywhere_data();
  void help_is_given_anywhere();
  void a_setting_that_makes_no_sense_is_refused_data();
  void a_setting_that_makes_no_sense_is_refused();
  void what_config_print_writes_can_be_given_back_data();
  void what_config_print_writes_can_be_given_back();
  void a_file_is_no_data_directory_data();
  void a_file_is_no_data_directory();
  void an_enrolment_that_cannot_succeed_leaves_nothing_data();
  void an_enrolment_that_cannot_succeed_leaves_nothing();
  void an_agent_that_is_not_enrolled_says_so_and_makes_nothing();
  void a_port_in_use_is_named_and_nothing_is_made();
  void a_directory_is_for_a_server_or_for_a_node_and_not_for_both();

 private:
  // "DIR" in arguments is a directory that does not exist, "FILE" a private file, "FOLDER" a directory.
  Answer run(const QString& program, QStringList arguments) {
    const QString missing = cluster_.path("missing"), file = cluster_.path("file"), folder = cluster_.path("folder");
    QDir().mkpath(folder);
    (void)writeFile(file, "x");
    arguments.replaceInStrings("DIR", missing).replaceInStrings("FILE", file).replaceInStrings("FOLDER", folder);
    arguments.replaceInStrings("ROOT", cluster_.path("keys/root.json"));
    return cluster_.run(program, arguments);
  }
  bool madeNothing() const { return !QFileInfo::exists(cluster_.path("missing")); }

  Cluster cluster_;
};

void TstStarting::initTestCase() {
  const std::string pem = flotilla::publicKeyToPem(flotilla::SigningKey::generate().publicKey());
  QVERIFY(writeFile(cluster_.path("assignment.pub"), QByteArray::fromStdString(pem)));
  QVERIFY2(cluster_.makeKeys("keys", cluster_.path("assignment.pub")), cluster_.lastProblem());
}

void TstStarting::a_command_line_that_is_wrong_is_answered_with_the_fix_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, const char* program, const QStringList& arguments, const char* message) {
    QTest::newRow(name) << program << arguments << message;
  };
  row("server without data", "flotillad", {}, "error: --data: its value is missing");
  row("server, data without value", "flotillad", {"--data"}, "error: --data: its value is missing");
  row("server, a word", "flotillad", {"serve"}, "error: \"serve\" is not an option of flotillad");
  row("server, half a command", "flotillad", {"config"}, "error: flotillad config needs \"print\"");
  row("server, no such file", "flotillad", {"config", "print", "--config", "DIR"},
      "error: --config: there is no file ");
  row("agent without data", "flotilla-agent", {"run"}, "error: --data: its value is missing");
  row("agent, unknown command", "flotilla-agent", {"serve"}, "error: \"serve\" is not a command of flotilla-agent");
  row("enrol without server", "flotilla-agent", {"enrol", "--data", "DIR"}, "error: --server: its value is missing");
  const auto enrol = [](const char* server) {
    return QStringList{"enrol", "--data", "DIR", "--server", server, "--token-file", "-", "--root", "FILE"};
  };
  row("port too large", "flotilla-agent", enrol("127.0.0.1:99999"),
      "error: --server: \"127.0.0.1:99999\" is not an address\n  fix: write HOST:PORT, port 1 to 65535");
  row("no port", "flotilla-agent", enrol("127.0.0.1"), "error: --server: \"127.0.0.1\" is not an address");
  row("port 0", "flotilla-agent", enrol("127.0.0.1:0"), "error: --server: \"127.0.0.1:0\" is not an address");
  row("no host", "flotilla-agent", enrol(":7447"), "error: --server: \":7447\" is not an address");
}

void TstStarting::a_command_line_that_is_wrong_is_answered_with_the_fix() {
  QFETCH(QString, program);
  QFETCH(QStringList, arguments);
  QFETCH(QString, message);
  const Answer answer = run(program, arguments);
  QVERIFY2(answer.err.startsWith(message), qPrintable(answer.err));
  QVERIFY2(answer.err.contains("\n  fix: "), qPrintable(answer.err));
  QCOMPARE(answer.exitCode, kWrongUsage);
  QVERIFY(madeNothing());
}

void TstStarting::a_directory_is_for_a_server_or_for_a_node_and_not_for_both() {
  QVERIFY(QDir().mkpath(cluster_.path("node/identity")));
  QVERIFY(QFile::setPermissions(cluster_.path("node"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
  const Answer server = run("flotillad", {"--data", cluster_.path("node")});
  QVERIFY2(server.err.contains("holds a node, not a control plane"), qPrintable(server.err));
  QCOMPARE(server.exitCode, 1);
  QVERIFY(!QFileInfo::exists(cluster_.path("node/flotilla.db")));

  QVERIFY(QDir().mkpath(cluster_.path("plane")));
  QVERIFY(writeFile(cluster_.path("plane/flotilla.db"), "x"));
  const Answer node = run("flotilla-agent", {"enrol", "--data", cluster_.path("plane"), "--server", "127.0.0.1:1",
                                             "--token-file", "FILE", "--root", "ROOT"});
  QVERIFY2(node.err.contains("holds a control plane, not a node"), qPrintable(node.err));
  QCOMPARE(node.exitCode, 1);
  QVERIFY(!QFileInfo::exists(cluster_.path("plane/identity")));
}

void TstStarting::help_is_given_anywhere_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("server") << "flotillad" << QStringList{"config", "--help"};
  QTest::newRow("run") << "flotilla-agent" << QStringList{"run", "--help"};
  QTest::newRow("enrol") << "flotilla-agent" << QStringList{"enrol", "--data", "x", "-h"};
}

void TstStarting::help_is_given_anywhere() {
  QFETCH(QString, program);
  QFETCH(QStringList, arguments);
  const Answer answer = run(program, arguments);
  QCOMPARE(answer.exitCode, 0);
  QVERIFY2(answer.out.contains("config print"), qPrintable(answer.out));
}

void TstStarting::a_setting_that_makes_no_sense_is_refused_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QString>("setting");
  QTest::addColumn<QString>("message");
  QTest::addColumn<QString>("fix");
  const auto row = [](const char* program, const char* setting, const char* message, const char* fix) {
    QTest::addRow("%s %s", program, setting) << program << setting << message << fix;
  };
  const char* agent = "flotilla-agent";
  row(agent, "log.level=loud", "\"loud\" is not a log level", "one of debug, info, warn, error");
  row(agent, "disk_reserve_mb=-4", "\"-4\" is too small for disk_reserve_mb", "write 0 to 1048576");
  row(agent, "disk_reserve_mb=99999999999", "\"99999999999\" is too large", "write 0 to 1048576");
  row(agent, "region=EU West", "\"EU West\" is not a name of a region", "write 1 to 63 of a-z, 0-9");
  row(agent, "plugins=/nope", "there is no directory /nope", "name the folder of plugins");
  row(agent, "report_interval=1ms", "\"1ms\" is too small for report_interval", "write 100ms to 1h");
  row(agent, "report_interval=1000d", "\"1000d\" is too large", "write 100ms to 1h");
  row(agent, "trial_deadline=1ms", "\"1ms\" is too small for trial_deadline", "write 1s to 7d");
  row(agent, "backoff_max=1ms", "\"1ms\" is too small for backoff_max", "write 1s to 1d");
  row(agent, "=1", "--set: \"=1\" has no name before '='", "write --set name=value");
  const char* server = "flotillad";
  row(server, "listen.web=99999", "\"99999\" is not a port", "write 1 to 65535, or 0 for any free port");
  row(server, "listen.web=7443", "listen.agents and listen.web are the same port", "choose another");
  row(server, "log.level=verbose", "\"verbose\" is not a log level", "one of debug, info, warn, error");
  row(server, "public.host=", "\"\" is not a host", "write a name or an address");
  row(server, "tls.hosts=", "\"\" is not a host", "write a name or an address");
  row(server, "tls.hosts=a,b:1", "\"b:1\" is not a host", "write a name or an address");
  row(server, "listen.address=localhost", "\"localhost\" is not an IP address", "write 127.0.0.1 for this computer");
  row(server, "nodes.certificate_life=1s", "\"1s\" is too small for nodes.certificate_life", "write 30s to 397d");
}

void TstStarting::a_setting_that_makes_no_sense_is_refused() {
  QFETCH(QString, program);
  QFETCH(QString, setting);
  QFETCH(QString, message);
  QFETCH(QString, fix);
  const QStringList serve = program == "flotillad" ? QStringList{} : QStringList{"run"};
  for (const QStringList& command : {serve, QStringList{"config", "print"}}) {
    const Answer answer = run(program, command + QStringList{"--data", "DIR", "--set", setting});
    QVERIFY2(answer.err.startsWith("error: " + message), qPrintable(answer.err));
    QVERIFY2(answer.err.contains("\n  field: "), qPrintable(answer.err));
    QVERIFY2(answer.err.contains("\n  fix: " + fix), qPrintable(answer.err));
    QCOMPARE(answer.exitCode, kWrongUsage);
    QVERIFY(madeNothing());
  }
}

void TstStarting::what_config_print_writes_can_be_given_back_data() {
  QTest::addColumn<QString>("program");
  QTest::newRow("server") << "flotillad";
  QTest::newRow("agent") << "flotilla-agent";
}

void TstStarting::what_config_print_writes_can_be_given_back() {
  QFETCH(QString, program);
  const Answer first = run(program, {"config", "print", "--data", "/a \"b\" #c", "--set", "log.level=warn"});
  QVERIFY2(first.ok(), qPrintable(first.err));
  QVERIFY(first.out.contains("# debug, info, warn or error\nlog.level: \"warn\"  # --set\n"));
  QVERIFY(writeFile(cluster_.path("printed.yaml"), first.out.toUtf8()));
  const Answer again = run(program, {"config", "print", "--config", cluster_.path("printed.yaml")});
  QVERIFY2(again.ok(), qPrintable(again.err));
  QCOMPARE(withoutSources(again.out), withoutSources(first.out));
}

void TstStarting::a_file_is_no_data_directory_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("server") << "flotillad" << QStringList{"--data", "FILE"};
  QTest::newRow("agent") << "flotilla-agent" << QStringList{"run", "--data", "FILE"};
}

void TstStarting::a_file_is_no_data_directory() {
  QFETCH(QString, program);
  QFETCH(QStringList, arguments);
  if (program == "flotillad")
    for (const char* port : {"agents", "operators", "web", "artifacts", "enrolment"})
      arguments << "--set" << QString("listen.%1=0").arg(port);
  const Answer answer = run(program, arguments);
  QCOMPARE(answer.err, "error: --data: " + cluster_.path("file") + " is not a directory\n  fix: name a directory\n");
  QCOMPARE(answer.exitCode, kFailed);
}

void TstStarting::an_enrolment_that_cannot_succeed_leaves_nothing_data() {
  QTest::addColumn<QString>("token");
  QTest::addColumn<QString>("root");
  QTest::addColumn<QString>("message");
  QTest::newRow("no token file") << "nope"
                                 << "ROOT"
                                 << "error: --token-file: there is no file nope\n";
  QTest::newRow("a directory as token") << "FOLDER"
                                        << "ROOT"
                                        << "error: --token-file: FOLDER is a directory, not a file";
  QTest::newRow("no root") << "FILE"
                           << "nope"
                           << "error: --root: there is no file nope\n";
  QTest::newRow("a directory as root") << "FILE"
                                       << "FOLDER"
                                       << "error: --root: FOLDER is a directory, not a file\n";
  QTest::newRow("something else as root") << "FILE"
                                          << "FILE"
                                          << "error: --root: FILE is not a root.json";
  QTest::newRow("something else as token") << "FILE"
                                           << "ROOT"
                                           << "error: --token-file: ";
}

void TstStarting::an_enrolment_that_cannot_succeed_leaves_nothing() {
  QFETCH(QString, token);
  QFETCH(QString, root);
  QFETCH(QString, message);
  const Answer answer = run(
      "flotilla-agent", {"enrol", "--data", "DIR", "--server", "127.0.0.1:1", "--token-file", token, "--root", root});
  message.replace("FOLDER", cluster_.path("folder")).replace("FILE", cluster_.path("file"));
  QVERIFY2(answer.err.startsWith(message), qPrintable(answer.err));
  QCOMPARE(answer.exitCode, kFailed);
  QVERIFY(madeNothing());
}

void TstStarting::an_agent_that_is_not_enrolled_says_so_and_makes_nothing() {
  const Answer answer = run("flotilla-agent", {"run", "--data", "DIR"});
  QCOMPARE(answer.exitCode, kFailed);
  const QString missing = cluster_.path("missing");
  QVERIFY2(answer.err.startsWith("error: there is no node in " + missing + ": it is not enrolled\n"),
           qPrintable(answer.err));
  QVERIFY2(answer.err.contains("fix: flotilla-agent enrol --data " + missing), qPrintable(answer.err));
  QVERIFY(madeNothing());
}

void TstStarting::a_port_in_use_is_named_and_nothing_is_made() {
  const TakenPort other;
  QVERIFY(other.port() != 0);
  const QString port = QString::number(other.port());
  QStringList arguments{"--data", "DIR", "--set", "listen.web=" + port};
  for (const char* name : {"agents", "operators", "artifacts", "enrolment"})
    arguments << "--set" << QString("listen.%1=0").arg(name);
  const Answer answer = run("flotillad", arguments);
  QCOMPARE(answer.exitCode, kFailed);
  QVERIFY2(answer.err.startsWith("error: port " + port + " is in use by another program\n  field: listen.web\n"),
           qPrintable(answer.err));
  QVERIFY(madeNothing());
}

QTEST_GUILESS_MAIN(TstStarting)
#include "tst_starting.moc"
