// Real services, each one odd in its own way (odd_service.cpp), run by the plugin as a worker would.
#include <QtTest>

#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "tests/plugins/bundles.h"

using namespace flotilla;
using namespace flotilla::tests;

namespace {

const QByteArray kHttp = R"({"http":{"path":"/healthz"},"timeout_ms":500)";

QByteArray listOfWords(const QStringList& words) {
  return QJsonDocument(QJsonArray::fromStringList(words)).toJson(QJsonDocument::Compact);
}

struct Order {
  QStringList arguments = {};
  QByteArray readiness = kHttp + R"(,"start_deadline_s":20})";
  QByteArray liveness = kHttp + R"(,"failures":3})";
  QByteArray more = {};
};

// A bundle as it lies in a slot: <root>/shelf/a, with the odd service in it.
class Bundle {
 public:
  explicit Bundle(const Order& order) : Bundle(text(order)) {}
  explicit Bundle(const QByteArray& spec) {
    QDir().mkpath(path());
    const QString program = path() + "/service";
    QFile::copy(QString(FLOTILLA_BINARY_DIR) + "/tests/odd_service", program);
    QFile::setPermissions(program, QFile::ReadOwner | QFile::ExeOwner);
    writeFile(path() + "/service.json", spec);
  }
  QString path() const { return root_.filePath("shelf/a"); }
  QString running(const QString& name = {}) const { return root_.filePath("shelf/run-a/" + name); }
  QStringList names() const { return QDir(path()).entryList(QDir::NoDotAndDotDot | QDir::AllEntries); }
  std::vector<pid_t> children() const {
    std::vector<pid_t> out;
    for (const QString& name : QDir(running()).entryList({"child-*"})) out.push_back(name.mid(6).toInt());
    return out;
  }
  void answerWith(int status) const {
    writeFile(running("status.new"), QByteArray::number(status));
    QFile::remove(running("status"));
    QFile::rename(running("status.new"), running("status"));
  }

 private:
  static QByteArray text(const Order& order) {
    return R"({"command":)" + listOfWords(QStringList{"service"} + order.arguments) + R"(,"readiness":)" +
           order.readiness + R"(,"liveness":)" + order.liveness + order.more + "}";
  }
  QTemporaryDir root_;
};

struct Loaded {
  worker::RuntimePlugin runtime = worker::openRuntime(pluginPath("runtime-process")).value();
  plugin::Complaint complaint{};
  bool ok = false;

  explicit Loaded(const Bundle& bundle) { ok = runtime->load(bundle.path().toUtf8().constData(), complaint); }
  bool ask() {
    const float nothing = 0;
    return runtime->run(&nothing, nullptr, complaint);
  }
  bool look() { return runtime->run(nullptr, nullptr, complaint); }
  QString reason() const { return complaint.reason; }
  QString message() const { return complaint.message; }
};

bool alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

// Of this test, the keepers and what they keep.
std::size_t childCount() {
  std::size_t count = 0;
  for (const QString& thread : QDir("/proc/self/task").entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    count += static_cast<std::size_t>(readFile("/proc/self/task/" + thread + "/children").count(' '));
  return count;
}

}  // namespace

class TstProcessRuntime : public QObject {
  Q_OBJECT

 private slots:
  void a_service_is_started_asked_and_stopped() {
    const Bundle bundle(Order{});
    {
      Loaded service(bundle);
      QVERIFY2(service.ok, service.complaint.message);
      QCOMPARE(service.runtime->inputSize() + service.runtime->outputSize(), std::size_t{0});
      for (int i = 0; i < 5; ++i) QVERIFY2(service.ask(), service.complaint.message);
      QVERIFY(service.look());
      QVERIFY(QDir(bundle.running()).exists());
    }
    QVERIFY(!QDir(bundle.running()).exists());
    QCOMPARE(bundle.names(), QStringList({"service", "service.json"}));
  }

  void it_gets_what_it_needs_and_nothing_else() {
    qputenv("FLOTILLA_SECRET", "x");
    const Bundle bundle(Order{.more = R"(,"env":{"MODE":"fast lane"})"});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    QStringList said = QString(readFile(bundle.running("self"))).split('\n', Qt::SkipEmptyParts);
    said.replaceInStrings(QRegularExpression("^PORT=[0-9]+$"), "PORT=n");
    said.replaceInStrings(QRegularExpression("^PATH=.*"), "PATH=p");
    const QString slot = QFileInfo(bundle.path()).canonicalFilePath();
    const QString folder = QFileInfo(bundle.running()).canonicalFilePath();
    const QStringList expected{"FLOTILLA_BUNDLE=" + slot,
                               "FLOTILLA_WORKLOAD=shelf",
                               "HOME=" + folder,
                               "MODE=fast lane",
                               "PATH=p",
                               "PORT=n",
                               "TMPDIR=" + folder,
                               "descriptors=0,1,2,",
                               "stdin=/dev/null",
                               "core=0",
                               "privileges=1"};
    QCOMPARE(said, expected);
  }

  void one_that_is_ready_late_is_waited_for() {
    const Bundle bundle(Order{{"ready-after", "700"}});
    QElapsedTimer time;
    time.start();
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    QVERIFY(time.elapsed() >= 700);
    QVERIFY(service.ask());
  }

  void one_that_is_never_ready_is_ended_after_its_deadline() {
    const Bundle bundle(
        Order{{"ready-after", "60000", "deaf-to-term", "say", "warming up"}, kHttp + R"(,"start_deadline_s":1})"});
    QElapsedTimer time;
    time.start();
    Loaded service(bundle);
    QVERIFY(!service.ok);
    QVERIFY(time.elapsed() < 5'000);
    QCOMPARE(service.reason(), QString("service_not_ready"));
    QCOMPARE(service.message(), QString("the service was not ready within 1 s: GET /healthz failed: Connection "
                                        "refused; it said: warming up"));
    QCOMPARE(childCount(), std::size_t{0});
  }

  void one_that_ends_at_once_is_told_with_its_last_line_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("with words") << QStringList{"say", "no such database", "exit", "3"}
                                << "the service exited with code 3: no such database (before it was ready)";
    QTest::newRow("in silence") << QStringList{"exit", "0"} << "the service exited with code 0 (before it was ready)";
    QTest::newRow("with strange bytes") << QStringList{"say-hex", "0a1b5b33316d61096207c3a40d0a0a", "exit", "1"}
                                        << "the service exited with code 1: [31mab?? (before it was ready)";
  }
  void one_that_ends_at_once_is_told_with_its_last_line() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const Bundle bundle(Order{arguments});
    Loaded service(bundle);
    QVERIFY(!service.ok);
    QCOMPARE(service.reason(), QString("service_exited"));
    QCOMPARE(service.message(), message);
  }

  void one_that_cannot_be_run_says_why() {
    const Bundle bundle(Order{});
    QFile::setPermissions(bundle.path() + "/service", QFile::ReadOwner);
    Loaded service(bundle);
    QVERIFY(!service.ok);
    QCOMPARE(service.reason(), QString("service_exited"));
    QVERIFY2(service.message().contains("cannot run service: Permission denied"), service.complaint.message);
  }

  void one_that_ends_later_is_noticed_without_a_probe() {
    const Bundle bundle(Order{{"say", "the disk is full", "exit-after", "800", "7"}});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    QTRY_VERIFY(!service.look());
    QCOMPARE(service.reason(), QString("service_exited"));
    QCOMPARE(service.message(), QString("the service exited with code 7: the disk is full"));
    QVERIFY(!service.ask());
    QCOMPARE(service.reason(), QString("service_exited"));
  }

  void one_that_was_killed_is_told_with_the_signal() {
    const Bundle bundle(Order{{"fork"}});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    QTRY_COMPARE(bundle.children().size(), std::size_t{1});
    const pid_t child = bundle.children().front();
    const QByteArray stat = readFile(QString("/proc/%1/stat").arg(child));
    ::kill(stat.mid(stat.lastIndexOf(')') + 2).split(' ')[1].toInt(), SIGKILL);  // its parent, the service
    QTRY_VERIFY(!service.look());
    QCOMPARE(service.message(), QString("the service was killed by signal 9 (Killed)"));
    QTRY_VERIFY(!alive(child));
  }

  void a_failed_probe_is_an_answer_until_there_are_too_many() {
    const Bundle bundle(Order{});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    bundle.answerWith(500);
    for (int i = 0; i < 2; ++i) {
      QVERIFY(!service.ask());
      QCOMPARE(service.reason(), QString("probe_failed"));
      QCOMPARE(service.message(), QString("GET /healthz was answered with 500"));
    }
    bundle.answerWith(204);
    QVERIFY(service.ask());  // and the count begins anew
    bundle.answerWith(0);
    for (int i = 0; i < 2; ++i) QVERIFY(!service.ask());
    QCOMPARE(service.message(), QString("GET /healthz was not answered in time"));
    QVERIFY(service.look());
    QVERIFY(!service.ask());
    QCOMPARE(service.reason(), QString("service_hangs"));
    QVERIFY2(service.message().startsWith("the service failed 3 probes in a row and was ended"),
             service.complaint.message);
    QCOMPARE(childCount(), std::size_t{0});
  }

  void an_endless_answer_that_is_not_http_is_a_failure() {
    const Bundle bundle(Order{});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    bundle.answerWith(1);
    QVERIFY(!service.ask());
    QCOMPARE(service.message(), QString("GET /healthz was answered with something that is not HTTP"));
  }

  void other_probes_work_too_data() {
    QTest::addColumn<QByteArray>("probe");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("tcp") << QByteArray(R"({"tcp":{}})") << QString();
    QTest::newRow("exec that says yes") << QByteArray(R"({"exec":["service","exit","0"]})") << QString();
    QTest::newRow("exec that says no") << QByteArray(R"({"exec":["service","exit","4"]})")
                                       << "the probe service exited with code 4";
    QTest::newRow("exec that hangs") << QByteArray(R"({"exec":["service","no-port","fork"],"timeout_ms":200})")
                                     << "the probe service was not over in time";
    QTest::newRow("exec that is not there")
        << QByteArray(R"({"exec":["nothing"]})") << "the probe nothing exited with code 127";
    QTest::newRow("a port where nobody is")
        << QByteArray(R"({"http":{"path":"/","port":1}})") << "GET / failed: Connection refused";
  }
  void other_probes_work_too() {
    QFETCH(QByteArray, probe);
    QFETCH(QString, complaint);
    const Bundle bundle(Order{.liveness = probe});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    QCOMPARE(service.ask(), complaint.isEmpty());
    if (!complaint.isEmpty()) QCOMPARE(service.message(), complaint);
  }

  void one_that_ignores_sigterm_is_killed_after_its_grace() {
    const Bundle bundle(Order{.arguments = {"deaf-to-term"}, .more = R"(,"stop_grace_s":1)"});
    QElapsedTimer time;
    {
      Loaded service(bundle);
      QVERIFY2(service.ok, service.complaint.message);
      time.start();
    }
    QVERIFY2(time.elapsed() >= 900 && time.elapsed() < 5'000, qPrintable(QString::number(time.elapsed())));
    QCOMPARE(childCount(), std::size_t{0});
  }

  void one_that_floods_its_output_is_read_and_answers() {
    const Bundle bundle(Order{{"flood"}});
    Loaded service(bundle);
    QVERIFY2(service.ok, service.complaint.message);
    for (int i = 0; i < 20; ++i) QVERIFY2(service.ask(), service.complaint.message);
  }

  void what_it_started_ends_with_it_data() {
    QTest::addColumn<QString>("how");
    QTest::newRow("children") << "fork";
    QTest::newRow("a daemon that left the session") << "escape";
  }
  void what_it_started_ends_with_it() {
    QFETCH(QString, how);
    const Bundle bundle(Order{{how, how}});
    std::vector<pid_t> children;
    {
      Loaded service(bundle);
      QVERIFY2(service.ok, service.complaint.message);
      QTRY_COMPARE(bundle.children().size(), std::size_t{2});
      children = bundle.children();
      for (const pid_t child : children) QVERIFY(alive(child));
    }
    for (const pid_t child : children) QVERIFY(!alive(child));
  }

  void what_it_started_ends_even_if_the_worker_is_killed() {
    const Bundle bundle(Order{{"fork", "escape"}});
    const pid_t workerLike = ::fork();
    if (workerLike == 0) {
      const Loaded service(bundle);
      for (;;) ::pause();
    }
    QTRY_COMPARE(bundle.children().size(), std::size_t{2});
    const std::vector<pid_t> children = bundle.children();
    ::kill(workerLike, SIGKILL);
    ::waitpid(workerLike, nullptr, 0);
    for (const pid_t child : children) QTRY_VERIFY(!alive(child));
  }

  void a_bundle_that_cannot_be_a_service_is_refused_data() {
    QTest::addColumn<QByteArray>("spec");
    QTest::addColumn<QString>("message");
    QTest::newRow("no probes") << QByteArray(R"({"command":["service"]})") << R"("readiness" is missing)";
    QTest::newRow("garbage") << QByteArray(1000, '{') << "service.json: ";
    QTest::newRow("a long file") << QByteArray(70'000, ' ') << "longer than 64 KiB";
  }
  void a_bundle_that_cannot_be_a_service_is_refused() {
    QFETCH(QByteArray, spec);
    QFETCH(QString, message);
    const Bundle bundle(spec);
    Loaded service(bundle);
    QVERIFY(!service.ok);
    QCOMPARE(service.reason(), QString("service_unreadable"));
    QVERIFY2(service.message().contains(message), service.complaint.message);
    QVERIFY(!service.ask());
    QCOMPARE(service.reason(), QString("not_loaded"));
  }

  void two_of_one_kind_run_side_by_side() {
    const Bundle first(Order{});
    const Bundle second(Order{});
    Loaded one(first);
    Loaded two(second);
    QVERIFY(one.ok && two.ok);
    QVERIFY(one.ask() && two.ask());
    first.answerWith(500);
    QVERIFY(!one.ask());
    QVERIFY(two.ask());
  }
};

QTEST_GUILESS_MAIN(TstProcessRuntime)
#include "tst_process_runtime.moc"
