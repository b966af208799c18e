// The control plane that the console brings along, with the real flotillad.
#include <signal.h>

#include <QtTest>

#include "app/console/adapters/backend.h"
#include "services/client/operator_client.h"
#include "tests/console_app/demo_support.h"
#include "tests/support/cluster.h"
#include "tests/support/taken_port.h"

using namespace flotilla;
using namespace flotilla::console;
using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kLimitMs = 30'000;

// Any free ports.
QStringList anyPorts() {
  QStringList out;
  for (const char* name : {"agents", "operators", "web", "artifacts", "enrolment"})
    out << QString("listen.%1=0").arg(name);
  return out;
}

bool isAlive(qint64 pid) {
  // A zombie counts as ended: its parent may have been killed and nobody has to collect it in a container.
  const QByteArray stat = readFile(QString("/proc/%1/stat").arg(pid));
  return !stat.isEmpty() && !stat.mid(stat.lastIndexOf(')')).startsWith(") Z");
}

// The same, without a parent of its own that a test could forget.
class Host {
 public:
  explicit Host(const QString& data) {
    process_.start(FLOTILLA_BINARY_DIR "/tests/backend_host", QStringList{data} + anyPorts());
  }
  ~Host() {
    process_.kill();
    process_.waitForFinished();
  }
  // The process id of its flotillad, once it serves; 0 if that takes too long.
  qint64 waitUntilRunning() {
    const QDeadlineTimer deadline(kLimitMs);
    while (!deadline.hasExpired()) {
      const QByteArray line = process_.canReadLine() ? process_.readLine().trimmed() : QByteArray();
      if (line.startsWith("running ")) return line.mid(8).toLongLong();
      if (line.isEmpty() && !process_.waitForReadyRead(kLimitMs)) return 0;
    }
    return 0;
  }
  QProcess& process() { return process_; }

 private:
  QProcess process_;
};

}  // namespace

class TestBackend : public QObject {
  Q_OBJECT

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }
  void starts_and_serves_on_its_socket();
  void many_short_connections_end_well();
  void makes_the_data_directory_for_its_owner_only();
  void a_killed_one_is_reported_and_starts_again_when_asked();
  void what_it_says_of_its_end_is_the_problem();
  void what_it_wrote_last_is_part_of_the_problem();
  void a_new_fleet_takes_other_ports_when_the_usual_ones_are_taken_and_keeps_them();
  void an_open_directory_is_refused_with_the_fix();
  void a_program_that_is_not_there_is_reported();
  void one_that_never_serves_is_given_up();
  void ends_its_flotillad_with_itself();
  void kills_one_that_does_not_listen();
  void a_killed_console_takes_its_flotillad_along();
  void a_console_that_ends_takes_its_flotillad_along();
  void one_that_runs_already_is_used_and_left_alone();
  void the_end_of_one_that_ran_already_is_noticed();

 private:
  BackendOptions options() const {
    BackendOptions out;
    out.data = folder_->filePath("data");
    out.program = FLOTILLA_BINARY_DIR "/bin/flotillad";
    out.settings = anyPorts();
    return out;
  }
  // A program with this text in place of flotillad.
  QString script(const QByteArray& text) const {
    const QString path = folder_->filePath("script");
    (void)writeFile(path, "#!/bin/sh\n" + text);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestBackend::starts_and_serves_on_its_socket() {
  Backend backend(options());
  backend.start();
  QCOMPARE(backend.state(), QString("starting"));
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
  QVERIFY(!backend.isForeign());
  QVERIFY(backend.enrolAddress().startsWith("127.0.0.1:"));
  ClientOptions client;
  client.socketPath = backend.socketPath().toStdString();
  auto connected = OperatorClient::connect(client);
  QVERIFY(connected.ok());
  const auto info = answerOf<ServerInfo>([&](auto done) { (*connected)->serverInfo(done); });
  QVERIFY(info.ok());
  QCOMPARE(info->caller.name, std::string("local-administrator"));
}

// With the threads of gRPC ending with each last channel, about one in a thousand of these ended the program.
void TestBackend::many_short_connections_end_well() {
  Backend backend(options());
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
  ClientOptions client;
  client.socketPath = backend.socketPath().toStdString();
  for (int i = 0; i < 1000; ++i) {
    auto connected = OperatorClient::connect(client);
    QVERIFY(answerOf<ServerInfo>([&](auto done) { (*connected)->serverInfo(done); }).ok());
  }
}

void TestBackend::makes_the_data_directory_for_its_owner_only() {
  Backend backend(options());
  backend.start();
  const auto permissions = QFile::permissions(backend.data());
  QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther)));
}

void TestBackend::a_killed_one_is_reported_and_starts_again_when_asked() {
  Backend backend(options());
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
  const qint64 first = backend.processId();
  ::kill(static_cast<pid_t>(first), SIGKILL);
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  QVERIFY2(backend.problem().startsWith("flotillad was ended by signal 9"), qPrintable(backend.problem()));
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
  QVERIFY(backend.processId() != first && backend.processId() != 0);
  QVERIFY(backend.problem().isEmpty());
}

void TestBackend::what_it_says_of_its_end_is_the_problem() {
  BackendOptions wrong = options();
  wrong.settings << "listen.address=no.such.address.invalid";
  Backend backend(wrong);
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  QVERIFY2(backend.problem().startsWith("\"no.such.address.invalid\" is not an IP address; write "),
           qPrintable(backend.problem()));
}

void TestBackend::what_it_wrote_last_is_part_of_the_problem() {
  BackendOptions wrong = options();
  wrong.program = script("echo 'the disk has gone' >&2\nexit 7\n");
  Backend backend(wrong);
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  QCOMPARE(backend.problem(), QString("flotillad ended with exit code 7: the disk has gone"));
}

void TestBackend::a_new_fleet_takes_other_ports_when_the_usual_ones_are_taken_and_keeps_them() {
  const TakenPort usual(7447);  // or somebody else has it already, which is as good
  BackendOptions plain = options();
  plain.settings.clear();
  QString address;
  {
    Backend first(plain);
    first.start();
    QTRY_COMPARE_WITH_TIMEOUT(first.state(), QString("running"), kLimitMs);
    address = first.enrolAddress();
    QVERIFY(address.startsWith("127.0.0.1:") && !address.endsWith(":7447"));
  }
  {
    Backend again(plain);
    again.start();
    QTRY_COMPARE_WITH_TIMEOUT(again.state(), QString("running"), kLimitMs);
    QCOMPARE(again.enrolAddress(), address);
  }
  // Its nodes know these ports, so it does not take others.
  const QString port = address.section(':', 1);
  const TakenPort other(port.toInt());
  QVERIFY(other.port() != 0);
  Backend blocked(plain);
  blocked.start();
  QTRY_COMPARE_WITH_TIMEOUT(blocked.state(), QString("crashed"), kLimitMs);
  QCOMPARE(blocked.problem(), "port " + port + " is in use by another program; end it, then restart");
}

void TestBackend::an_open_directory_is_refused_with_the_fix() {
  QVERIFY(QDir().mkdir(options().data));
  QFile::setPermissions(options().data,
                        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther);
  Backend backend(options());
  backend.start();
  QCOMPARE(backend.state(), QString("crashed"));
  QVERIFY2(backend.problem().contains("chmod"), qPrintable(backend.problem()));
}

void TestBackend::a_program_that_is_not_there_is_reported() {
  BackendOptions wrong = options();
  wrong.program = folder_->filePath("nothing");
  Backend backend(wrong);
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  QVERIFY2(backend.problem().contains("nothing cannot be started"), qPrintable(backend.problem()));
}

void TestBackend::one_that_never_serves_is_given_up() {
  BackendOptions slow = options();
  slow.program = script("echo 'waiting for a disk' >&2\nexec tail -f \"$0\"\n");
  slow.startLimit = 1s;
  Backend backend(slow);
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  QVERIFY2(backend.problem().contains("waiting for a disk"), qPrintable(backend.problem()));
}

void TestBackend::ends_its_flotillad_with_itself() {
  qint64 pid = 0;
  {
    Backend backend(options());
    backend.start();
    QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
    pid = backend.processId();
    QVERIFY(isAlive(pid));
  }
  QVERIFY(!isAlive(pid));
}

void TestBackend::kills_one_that_does_not_listen() {
  BackendOptions deaf = options();
  deaf.program = script("trap '' TERM\necho deaf >&2\ntouch \"$2/ports.json\"\nwhile :; do read x; done\n");
  deaf.grace = 200ms;
  qint64 pid = 0;
  {
    Backend backend(deaf);
    backend.start();
    QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
    pid = backend.processId();
  }
  QVERIFY(pid != 0 && !isAlive(pid));
}

void TestBackend::a_killed_console_takes_its_flotillad_along() {
  Host host(options().data);
  const qint64 pid = host.waitUntilRunning();
  QVERIFY(pid != 0 && isAlive(pid));
  host.process().kill();
  QVERIFY(host.process().waitForFinished(kLimitMs));
  QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pid), kLimitMs);
}

void TestBackend::a_console_that_ends_takes_its_flotillad_along() {
  Host host(options().data);
  const qint64 pid = host.waitUntilRunning();
  QVERIFY(pid != 0 && isAlive(pid));
  host.process().closeWriteChannel();
  QVERIFY(host.process().waitForFinished(kLimitMs));
  QCOMPARE(host.process().exitCode(), 0);
  QVERIFY(!isAlive(pid));
}

void TestBackend::one_that_runs_already_is_used_and_left_alone() {
  Host host(options().data);
  const qint64 pid = host.waitUntilRunning();
  QVERIFY(pid != 0);
  {
    Backend backend(options());
    backend.start();
    QCOMPARE(backend.state(), QString("running"));
    QVERIFY(backend.isForeign());
    QCOMPARE(backend.processId(), qint64{0});
    QVERIFY(backend.enrolAddress().startsWith("127.0.0.1:"));
  }
  QVERIFY(isAlive(pid));
}

void TestBackend::the_end_of_one_that_ran_already_is_noticed() {
  Host host(options().data);
  QVERIFY(host.waitUntilRunning() != 0);
  Backend backend(options());
  backend.start();
  QVERIFY(backend.isForeign());
  host.process().closeWriteChannel();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("crashed"), kLimitMs);
  backend.start();
  QTRY_COMPARE_WITH_TIMEOUT(backend.state(), QString("running"), kLimitMs);
  QVERIFY(!backend.isForeign());
}

QTEST_GUILESS_MAIN(TestBackend)
#include "tst_backend.moc"
