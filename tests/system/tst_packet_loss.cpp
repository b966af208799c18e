// Telemetry over a network that loses 30 % of all packets, each way: real programs in a network namespace of this test,
// in which nft drops them. Only root may make one; elsewhere it is skipped. FLOTILLA_LOSS_SECONDS says how long (180
// unless given). The slots run in order.
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QtTest>
#include <cerrno>
#include <cstring>

#include "tests/support/cluster.h"
#include "tests/support/delivery_books.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr int kNodes = 3, kRate = 20;
constexpr int kSmall = 2;  // the node whose queue is small
int whyNotAlone = 0;       // errno

// The loopback interface of a new namespace is down.
bool raiseLoopback() {
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  request.ifr_flags = IFF_UP;
  const bool done = any >= 0 && ::ioctl(any, SIOCSIFFLAGS, &request) == 0;
  if (any >= 0) ::close(any);
  return done;
}

QString nft() {
  const QString found = QStandardPaths::findExecutable("nft");
  return found.isEmpty() ? QStandardPaths::findExecutable("nft", {"/usr/sbin", "/sbin"}) : found;
}

QByteArray runNft(const QStringList& arguments, const QByteArray& input = {}) {
  QProcess process;
  process.start(nft(), arguments);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(30'000) || process.exitCode() != 0) {
    qWarning() << "nft:" << process.errorString() << process.readAllStandardError();
    return "failed";
  }
  return process.readAllStandardOutput();
}

bool setLoss(int percent) {
  QByteArray rules = "flush ruleset\n";
  if (percent > 0)
    rules +=
        "table inet loss {\n chain in {\n  type filter hook input priority 0; policy accept;\n"
        "  meta l4proto tcp counter\n  meta l4proto tcp " +
        (percent < 100 ? "numgen random mod 100 < " + QByteArray::number(percent) : QByteArray()) +
        " counter drop\n }\n}\n";
  return runNft({"-f", "-"}, rules).isEmpty();
}

struct Packets {
  qint64 all = 0, dropped = 0;
};
Packets packets() {
  QList<qint64> counters;
  for (const QJsonValue item :
       QJsonDocument::fromJson(runNft({"-j", "list", "ruleset"})).object()["nftables"].toArray())
    for (const QJsonValue part : item["rule"]["expr"].toArray())
      if (part.toObject().contains("counter")) counters << number(part["counter"]["packets"]);
  return counters.size() == 2 ? Packets{counters[0], counters[1]} : Packets{};
}

}  // namespace

class TstPacketLoss : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {"objectives.slot=1s"}, .agents = {}, .serverData = {}, .ratePerSecond = kRate}};
  std::vector<DeliveryBooks> books_;
  std::array<QElapsedTimer, kNodes> running_;
  int deploys_ = 0;

  static QString nameOf(int node) { return "rotterdam-" + QString::number(node + 1); }

  bool order() {
    const QString version = ++deploys_ % 2 == 0 ? "1.0.0" : "2.0.0";
    return cluster_.eventually("a rollout begins", 180s, [&] {
      return cluster_.ctl({"deploy", "meter-reader", version}).ok();
    });
  }
  QString difference() {
    qint64 missing = 0;
    for (int node = 0; node < kNodes; ++node) {
      DeliveryBooks& books = books_[static_cast<std::size_t>(node)];
      if (const QString why = books.differenceOfNode(); !why.isEmpty()) return nameOf(node) + ": " + why;
      missing += books.missing();
    }
    const qint64 bad = number(books_[0].delivery()["bad"]);
    return bad == missing ? QString() : QString("%1 missing, %2 bad of delivery").arg(missing).arg(bad);
  }
  void expectAgreement() {
    QString why;
    const bool agrees = cluster_.eventually("both sides agree", 180s, [&] { return (why = difference()).isEmpty(); });
    QVERIFY2(agrees, qPrintable(why));
  }
  bool isQuiet(int node) { return number(books_[static_cast<std::size_t>(node)].telemetry()["queue_depth"]) < 5; }
  qint64 secondsTold(int node) { return number(cluster_.node(nameOf(node))["saturation"].toObject()["total"]); }

 private slots:
  void initTestCase() {
    if (whyNotAlone != 0) QSKIP(qPrintable(QString("a network of its own needs root: ") + std::strerror(whyNotAlone)));
    if (nft().isEmpty()) QSKIP("nft is not there: package nftables");
    QVERIFY2(raiseLoopback(), std::strerror(errno));
    QVERIFY2(cluster_.startServer() && cluster_.declareFleet(), cluster_.lastProblem());
    for (int node = 0; node < kNodes; ++node) books_.emplace_back(cluster_, node, nameOf(node));
    QVERIFY2(books_[0].declareObjective(), cluster_.lastProblem());
    QVERIFY2(cluster_.makeKeys("keys"), cluster_.lastProblem());
    for (int node = 0; node < kNodes; ++node) {
      running_[static_cast<std::size_t>(node)].start();
      const QStringList small{"telemetry.metric_quota_kb=16", "telemetry.event_quota_kb=64", "telemetry.segment_kb=4",
                              "report_interval=100ms"};
      QVERIFY2(cluster_.enrolNode(node) && cluster_.startAgent(node, node == kSmall ? small : QStringList()),
               cluster_.lastProblem());
    }
    for (int i = 1; i <= 2; ++i)
      QVERIFY2(cluster_.publish({.version = QString("%1.0.0").arg(i), .counter = i, .bundle = {}}),
               cluster_.lastProblem());
    QVERIFY2(cluster_.deploy("1.0.0"), cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void rollouts_go_on_while_packets_are_lost() {
    QVERIFY(setLoss(30));
    bool given = false;
    const int seconds = qEnvironmentVariableIntValue("FLOTILLA_LOSS_SECONDS", &given);
    const QDeadlineTimer end(std::chrono::seconds(given ? seconds : 180));
    while (!end.hasExpired()) {
      QVERIFY2(order(), cluster_.lastProblem());
      QTest::qWait(2000);  // the installation goes on
    }
    const Packets seen = packets();
    qInfo("%d rollouts, %lld packets, %lld of them lost", deploys_, seen.all, seen.dropped);
    QVERIFY(deploys_ >= 2);
    QVERIFY2(seen.dropped > seen.all / 4 && seen.dropped > 200, "hardly a packet was lost");
  }

  void no_event_is_lost_and_no_report_of_a_queue_with_room() {
    expectAgreement();
    QVERIFY2(cluster_.eventually("hardly anything waits", 180s, [&] { return isQuiet(0) && isQuiet(1); }),
             cluster_.lastProblem());
    for (int node = 0; node < kSmall; ++node) {
      QCOMPARE(books_[static_cast<std::size_t>(node)].missing(), 0);
      QCOMPARE(number(books_[static_cast<std::size_t>(node)].telemetry()["dropped_metrics"]), 0);
    }
  }

  // Every report counts the seconds of its time and the answers that were given in it; a report that was counted twice
  // would tell of more time than there was. A machine with much else to do may look less often than every second.
  void no_report_is_counted_twice() {
    for (int node = 0; node < kNodes; ++node) {
      const qint64 seconds = secondsTold(node);
      const qint64 answers = cluster_.requests(nameOf(node), "1.0.0") + cluster_.requests(nameOf(node), "2.0.0");
      const qint64 passed = running_[static_cast<std::size_t>(node)].elapsed() / 1000 + 1;
      qInfo("%s: %lld s told of %lld s, %lld answers", qPrintable(nameOf(node)), seconds, passed, answers);
      QVERIFY(answers > 0 && seconds > 0);
      QVERIFY2(seconds <= passed, "more seconds are told than have passed");
      QVERIFY2(answers <= passed * kRate + 5 * kRate, "more answers are told than can have been given");
      if (node != kSmall) QVERIFY2(seconds + 15 >= passed * 3 / 4, "seconds are missing");
    }
  }

  void what_a_small_queue_gives_up_is_counted() {
    DeliveryBooks& small = books_[kSmall];
    const qint64 before = small.gaveUp();
    QVERIFY(setLoss(100));
    QVERIFY2(cluster_.eventually("the queue is full", 180s, [&] { return small.gaveUp() >= before + 20; }),
             cluster_.lastProblem());
    QVERIFY(setLoss(30));
    QVERIFY2(cluster_.eventually("what was dropped is told", 180s, [&] { return small.missing() > 0; }),
             cluster_.lastProblem());
    expectAgreement();
    qInfo("%lld records given up, %lld never came", small.gaveUp(), small.missing());
    for (int node = 0; node < kSmall; ++node) QCOMPARE(books_[static_cast<std::size_t>(node)].missing(), 0);
  }
};

// Before there is any thread: what is started later is in the same namespace.
int main(int argc, char** argv) {
  if (::unshare(CLONE_NEWNET) != 0) whyNotAlone = errno;
  QCoreApplication app(argc, argv);
  TstPacketLoss test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_packet_loss.moc"
