// What people and machines do wrong: tokens used twice, trust of strangers, wrong configuration, open folders, uploads
// that are cut and disks that are full. Each ends in a clear sentence, nothing crashes, and things work again
// afterwards.
#include <sys/mount.h>
#include <unistd.h>

#include <QDir>
#include <QRandomGenerator>
#include <QStorageInfo>
#include <QtTest>

#include "services/crypto/ed25519.h"
#include "tests/support/cluster.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kMiB = 1 << 20;

// A small disk of its own, where a test may mount one.
class SmallDisk {
 public:
  SmallDisk(QString path, int megabytes) : path_(std::move(path)) {
    const QByteArray options = QString("size=%1m,mode=0700").arg(megabytes).toUtf8();
    mounted_ = ::geteuid() == 0 && QDir().mkpath(path_) &&
               ::mount("none", path_.toUtf8().constData(), "tmpfs", 0, options.constData()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.toUtf8().constData(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  // To the last byte; what others write meanwhile makes the filler shorter.
  void fill() const { (void)writeFile(filler(), QByteArray(QStorageInfo(path_).bytesAvailable(), 'x')); }
  void free() const { QFile::remove(filler()); }

 private:
  QString filler() const { return path_ + "/filler"; }
  QString path_;
  bool mounted_ = false;
};

QByteArray randomBytes(qint64 count) {
  QByteArray out(count, Qt::Uninitialized);
  QRandomGenerator::global()->generate(out.begin(), out.end());
  return out;
}

}  // namespace

class TstBadInput : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void a_token_is_refused_to_a_second_machine_and_void_from_then_on();
  void a_token_of_another_fleet_is_refused();
  void a_damaged_root_document_is_refused_at_enrolment();
  void the_root_document_of_another_fleet_is_refused_at_enrolment();
  void a_node_whose_root_document_was_exchanged_is_not_healthy();
  void enrolling_at_another_port_says_which_one_is_meant_data();
  void enrolling_at_another_port_says_which_one_is_meant();
  void a_node_that_trusts_strangers_refuses_our_releases();
  void an_unknown_key_in_a_configuration_is_named_with_line_and_nearest_key_data();
  void an_unknown_key_in_a_configuration_is_named_with_line_and_nearest_key();
  void a_data_directory_that_others_may_enter_is_refused();
  void a_second_flotillad_on_the_same_data_is_refused();
  void an_upload_that_is_cut_leaves_nothing_and_can_be_repeated();
  void a_full_disk_of_the_server_loses_nothing_and_heals();
  void a_full_disk_of_a_node_refuses_the_release_and_heals();

 private:
  Cluster cluster_;

  // A root document that names the assignment key of a fleet elsewhere.
  static bool makeForeignKeys(Cluster& cluster) {
    const std::string pem = flotilla::publicKeyToPem(flotilla::SigningKey::generate().publicKey());
    const QString key = cluster.path("elsewhere.pub");
    return writeFile(key, QByteArray::fromStdString(pem)) && cluster.makeKeys("elsewhere", key);
  }

  bool serves(Cluster& cluster) { return cluster.server().running() && cluster.ctl({"status"}).ok(); }
  static QString makeBundle(Cluster& cluster, const QString& name, qint64 bytes) {
    const QString folder = cluster.path(name);
    for (const QString& file : QDir(Cluster::sampleBundle("1.0.0")).entryList(QDir::Files)) {
      QDir().mkpath(folder);
      QFile::copy(Cluster::sampleBundle("1.0.0") + "/" + file, folder + "/" + file);
    }
    return writeFile(folder + "/weights.bin", randomBytes(bytes)) ? folder : QString();
  }
};

void TstBadInput::initTestCase() {
  QVERIFY2(cluster_.startAll(0), cluster_.lastProblem());
  QVERIFY2(cluster_.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), cluster_.lastProblem());
}

void TstBadInput::cleanup() {
  if (QTest::currentTestFailed()) cluster_.printLogs();
}

void TstBadInput::a_token_is_refused_to_a_second_machine_and_void_from_then_on() {
  const QString token = cluster_.newToken();
  QVERIFY(cluster_.enrol(cluster_.path("first"), token).ok());
  const Answer second = cluster_.enrol(cluster_.path("second"), token);
  QCOMPARE(second.exitCode, 1);
  QVERIFY2(second.err.contains("used by another machine"), qPrintable(second.err));
  const Answer third = cluster_.enrol(cluster_.path("third"), token);
  QCOMPARE(third.exitCode, 1);
  QVERIFY2(third.err.contains("void"), qPrintable(third.err));
  QCOMPARE(number(cluster_.ctl({"status"}).json["nodes"]), 1);
}

void TstBadInput::a_token_of_another_fleet_is_refused() {
  Cluster other;
  QVERIFY2(other.startServer() && other.declareFleet(), other.lastProblem());
  const QString foreign = other.newToken();
  QVERIFY(!foreign.isEmpty());
  const Answer answer = cluster_.enrol(cluster_.path("foreign"), foreign);
  QVERIFY(answer.exitCode == 1 || answer.exitCode == 3);
  QVERIFY2(answer.err.startsWith("error: "), qPrintable(answer.err));
  QCOMPARE(number(other.ctl({"status"}).json["nodes"]), 0);
}

void TstBadInput::a_damaged_root_document_is_refused_at_enrolment() {
  QByteArray root = readFile(cluster_.path("keys/root.json"));
  const qsizetype at = root.indexOf("\"payload\"") + 40;
  QVERIFY(at > 40 && at < root.size());
  root[at] = root[at] == 'A' ? 'B' : 'A';
  QVERIFY(writeFile(cluster_.path("damaged-root.json"), root));
  const QString token = cluster_.newToken();
  const Answer damaged = cluster_.enrol(cluster_.path("rootless"), token, cluster_.path("damaged-root.json"));
  QCOMPARE(damaged.exitCode, 1);
  QVERIFY2(damaged.err.startsWith("error: "), qPrintable(damaged.err));
  // The token was not spent on it.
  QVERIFY(cluster_.enrol(cluster_.path("rootless"), token).ok());
}

void TstBadInput::the_root_document_of_another_fleet_is_refused_at_enrolment() {
  QVERIFY2(makeForeignKeys(cluster_), cluster_.lastProblem());
  const QString token = cluster_.newToken();
  const QString data = cluster_.path("misled");
  const Answer answer = cluster_.enrol(data, token, cluster_.path("elsewhere/root.json"));
  QCOMPARE(answer.exitCode, 1);
  QCOMPARE(answer.err, QString("error: --root: root.json does not trust the assignment key of this control plane\n"
                               "  fix: use the root.json made for this fleet\n"));
  // Neither the token nor the data directory was spent on it.
  const Answer right = cluster_.enrol(data, token);
  QVERIFY2(right.ok(), qPrintable(right.err));
}

void TstBadInput::a_node_whose_root_document_was_exchanged_is_not_healthy() {
  Cluster fleet;
  QVERIFY2(fleet.startAll(0) && makeForeignKeys(fleet), fleet.lastProblem());
  QVERIFY2(fleet.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), fleet.lastProblem());
  QVERIFY2(fleet.enrolNode(0), fleet.lastProblem());
  QVERIFY(writeFile(fleet.agentData(0) + "/trust/root.json", readFile(fleet.path("elsewhere/root.json"))));
  QVERIFY2(fleet.startAgent(0), fleet.lastProblem());
  QVERIFY(fleet.ctl({"deploy", "meter-reader", "1.0.0"}).ok());
  const QString name = "rotterdam-1";
  QVERIFY2(fleet.eventually("the node is degraded", 20s,
                            [&] { return fleet.node(name)["health"].toString() == "NODE_HEALTH_DEGRADED"; }),
           fleet.lastProblem());
  const QJsonObject workload = fleet.workloadOf(name);
  QCOMPARE(workload["reason"].toString(), QString("V16_foreign_root"));
  QVERIFY(workload["message"].toString().endsWith("this node has the root.json of another fleet"));
}

void TstBadInput::enrolling_at_another_port_says_which_one_is_meant_data() {
  QTest::addColumn<QString>("listener");
  for (const char* listener : {"agents", "operators", "web", "artifacts"}) QTest::newRow(listener) << listener;
}

void TstBadInput::enrolling_at_another_port_says_which_one_is_meant() {
  QFETCH(QString, listener);
  const QByteArray token = cluster_.newToken().toUtf8();
  const Answer answer = cluster_.run("flotilla-agent",
                                     {"enrol", "--data", cluster_.path("lost"), "--server", cluster_.address(listener),
                                      "--token-file", "-", "--root", cluster_.path("keys/root.json")},
                                     token);
  QVERIFY(answer.exitCode == 1 || answer.exitCode == 3);
  QVERIFY2(answer.err.startsWith("error: this is not the enrolment port; enrolment is usually 7447\n"),
           qPrintable(answer.err));
}

void TstBadInput::a_node_that_trusts_strangers_refuses_our_releases() {
  Cluster fleet;
  QVERIFY2(fleet.startAll(0) && fleet.makeKeys("strangers"), fleet.lastProblem());
  QVERIFY2(fleet.publish({.version = "1.0.0", .counter = 1, .bundle = {}, .keys = "strangers"}), fleet.lastProblem());
  QVERIFY2(fleet.enrolNode(0) && fleet.startAgent(0), fleet.lastProblem());
  const Answer begun = fleet.ctl({"deploy", "meter-reader", "1.0.0"});
  QVERIFY2(begun.ok(), qPrintable(begun.err));
  const QString id = begun.json["id"].toString();
  QVERIFY2(fleet.eventually("the node refuses", 20s,
                            [&] {
                              const QJsonValue node = fleet.rollout(id)["nodes"][0];
                              return node["reason"].toString() == "V16_threshold";
                            }),
           fleet.lastProblem());
}

void TstBadInput::an_unknown_key_in_a_configuration_is_named_with_line_and_nearest_key_data() {
  QTest::addColumn<QString>("program");
  QTest::addColumn<QStringList>("command");
  QTest::addColumn<QByteArray>("yaml");
  QTest::addColumn<QString>("nearest");
  QTest::newRow("flotillad") << "flotillad" << QStringList{} << QByteArray("listen:\n  agentz: 0\n") << "agents";
  QTest::newRow("agent") << "flotilla-agent" << QStringList{"run"}
                         << QByteArray("paused: false\nreport_intervall: 1s\n") << "report_interval";
}

void TstBadInput::an_unknown_key_in_a_configuration_is_named_with_line_and_nearest_key() {
  QFETCH(QString, program);
  QFETCH(QStringList, command);
  QFETCH(QByteArray, yaml);
  QFETCH(QString, nearest);
  const QString file = cluster_.path(program + ".yaml");
  QVERIFY(writeFile(file, yaml));
  const Answer answer =
      cluster_.run(program, command + QStringList{"--data", cluster_.path("unused"), "--config", file});
  QCOMPARE(answer.exitCode, 2);
  QVERIFY2(answer.err.contains("line 2") || answer.err.contains(":2"), qPrintable(answer.err));
  QVERIFY2(answer.err.contains("\"" + nearest) || answer.err.contains(nearest + "\""), qPrintable(answer.err));
  QVERIFY(!QDir(cluster_.path("unused")).exists());
}

void TstBadInput::a_data_directory_that_others_may_enter_is_refused() {
  const QString open = cluster_.path("open");
  QVERIFY(QDir().mkpath(open));
  QVERIFY(QFile::setPermissions(open, QFile::Permissions(0x7755)));
  const Answer server = cluster_.run("flotillad", cluster_.serverArguments(open));
  QCOMPARE(server.exitCode, 1);
  QVERIFY2(server.err.contains("0700") || server.err.contains("chmod"), qPrintable(server.err));
  const Answer agent = cluster_.run("flotilla-agent", {"run", "--data", open});
  QCOMPARE(agent.exitCode, 1);
  QVERIFY2(agent.err.contains("0700") || agent.err.contains("chmod"), qPrintable(agent.err));
}

void TstBadInput::a_second_flotillad_on_the_same_data_is_refused() {
  const Answer second = cluster_.run("flotillad", cluster_.serverArguments(cluster_.serverData()));
  QCOMPARE(second.exitCode, 1);
  QVERIFY2(second.err.contains(cluster_.serverData()), qPrintable(second.err));
  QVERIFY(serves(cluster_));
}

void TstBadInput::an_upload_that_is_cut_leaves_nothing_and_can_be_repeated() {
  const QString folder = makeBundle(cluster_, "large", 60 * kMiB);
  const QString layout = cluster_.sign({.version = "5.0.0", .counter = 5, .bundle = folder});
  QVERIFY2(!layout.isEmpty(), cluster_.lastProblem());
  const QDir uploads(cluster_.serverData() + "/uploads");
  QProcess publisher;
  publisher.start(Cluster::program("flotillactl"), cluster_.publishArguments(layout));
  // The server has a part of the large file and not the whole.
  const bool begun = cluster_.eventually("the upload begins", 20s, [&] {
    for (const QFileInfo& file : uploads.entryInfoList(QDir::Files))
      if (file.size() > kMiB) return true;
    return publisher.state() == QProcess::NotRunning;
  });
  publisher.kill();
  QVERIFY(publisher.waitForFinished());
  QVERIFY2(begun && publisher.exitStatus() == QProcess::CrashExit, "the upload was over before it could be cut");
  QVERIFY2(cluster_.eventually("the part is gone", 20s, [&] { return uploads.entryList(QDir::Files).isEmpty(); }),
           cluster_.lastProblem());
  QVERIFY(serves(cluster_));
  const Answer again = cluster_.run("flotillactl", cluster_.publishArguments(layout));
  QVERIFY2(again.ok(), qPrintable(again.err));
  QVERIFY(again.out.contains("\npublished meter-reader 5.0.0 as "));
  const Answer known = cluster_.run("flotillactl", cluster_.publishArguments(layout));
  QVERIFY2(known.out.contains("\nmeter-reader 5.0.0 was published already"), qPrintable(known.out + known.err));
  QVERIFY(uploads.entryList(QDir::Files).isEmpty());
}

void TstBadInput::a_full_disk_of_the_server_loses_nothing_and_heals() {
  QTemporaryDir place;
  const SmallDisk disk(place.filePath("disk"), 24);
  if (!disk.mounted()) QSKIP("mounting a small disk needs root");
  Cluster fleet({.server = {}, .agents = {}, .serverData = place.filePath("disk") + "/server"});
  QVERIFY2(fleet.startAll(0), fleet.lastProblem());
  QVERIFY(fleet.ctl({"operator", "add", "before", "--role", "viewer"}).ok());
  const QString folder = makeBundle(fleet, "large", 40 * kMiB);
  const QString layout = fleet.sign({.version = "1.0.0", .counter = 1, .bundle = folder});
  QVERIFY2(!layout.isEmpty(), fleet.lastProblem());
  const Answer upload = fleet.run("flotillactl", fleet.publishArguments(layout));
  QCOMPARE(upload.exitCode, 1);
  QVERIFY2(upload.err.contains("space") || upload.err.contains("full"), qPrintable(upload.err));
  QVERIFY(serves(fleet));
  // Orders until the full disk refuses one: whatever was acknowledged has to be there afterwards.
  disk.fill();
  int acknowledged = 0;
  Answer refused;
  for (int i = 0; i < 40 && refused.exitCode != 1; ++i) {
    refused = fleet.ctl({"operator", "add", "full-" + QString::number(i), "--role", "viewer"});
    acknowledged += refused.ok() ? 1 : 0;
  }
  QVERIFY2(fleet.server().running(), "flotillad ended on a full disk");
  QVERIFY2(refused.exitCode == 1, "a full disk refused nothing");
  QVERIFY2(refused.err.contains("space") || refused.err.contains("full"), qPrintable(refused.err));
  disk.free();
  QVERIFY2(fleet.eventually("orders are taken again", 10s,
                            [&] {
                              return fleet.ctl({"token", "create", "--site", "antwerp"}).ok();
                            }),
           fleet.lastProblem());
  QCOMPARE(fleet.ctl({"operator", "list"}).json["operators"].toArray().size(), acknowledged + 1);
  QVERIFY(fleet.auditIsIntact());
  fleet.server().kill();
  QVERIFY2(fleet.startServer(), fleet.lastProblem());
  QCOMPARE(fleet.ctl({"operator", "list"}).json["operators"].toArray().size(), acknowledged + 1);
}

void TstBadInput::a_full_disk_of_a_node_refuses_the_release_and_heals() {
  Cluster fleet;
  const SmallDisk disk(fleet.agentData(0), 24);
  if (!disk.mounted()) QSKIP("mounting a small disk needs root");
  QVERIFY2(fleet.startAll(1), fleet.lastProblem());
  QVERIFY2(fleet.publish({.version = "1.0.0", .counter = 1, .bundle = {}}), fleet.lastProblem());
  const QString folder = makeBundle(fleet, "large", 40 * kMiB);
  QVERIFY2(fleet.publish({.version = "2.0.0", .counter = 2, .bundle = folder}), fleet.lastProblem());
  QVERIFY2(fleet.deploy("1.0.0"), fleet.lastProblem());
  const Answer begun = fleet.ctl({"deploy", "meter-reader", "2.0.0"});
  QVERIFY2(begun.ok(), qPrintable(begun.err));
  const QString id = begun.json["id"].toString();
  QVERIFY2(fleet.eventually("the node has no room", 20s,
                            [&] {
                              const QJsonValue node = fleet.rollout(id)["nodes"][0];
                              return node["reason"].toString() == "V29_disk_full";
                            }),
           fleet.lastProblem());
  // Not one byte left: reports cannot be stored, and what runs goes on.
  disk.fill();
  QVERIFY2(fleet.eventually("the node says that its disk is full", 20s,
                            [&] { return fleet.agent(0).log().contains("could not be stored"); }),
           fleet.lastProblem());
  const qint64 before = fleet.requests("rotterdam-1", "1.0.0");
  QVERIFY(fleet.agent(0).running());
  disk.free();
  QVERIFY2(
      fleet.eventually("reports arrive again", 20s, [&] { return fleet.requests("rotterdam-1", "1.0.0") > before; }),
      fleet.lastProblem());
  QVERIFY2(fleet.publish({.version = "3.0.0", .counter = 3, .bundle = {}}), fleet.lastProblem());
  QVERIFY2(fleet.deploy("3.0.0"), fleet.lastProblem());
}

QTEST_GUILESS_MAIN(TstBadInput)
#include "tst_bad_input.moc"
