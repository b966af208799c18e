// What packaging/demo.sh says when it cannot begin, before it builds or makes anything.
#include <QDir>
#include <QtTest>

#include "tests/support/cluster.h"

using namespace flotilla::test;

namespace {

constexpr int kLimitMs = 20'000;  // a build would take longer

}  // namespace

class TstDemoScript : public QObject {
  Q_OBJECT

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }

  void a_directory_that_is_not_empty_is_refused_before_the_build() {
    QVERIFY(writeFile(folder_->filePath("something"), "x"));
    const Answer answer = demo({"--headless", "--out", folder_->path()});
    QCOMPARE(answer.exitCode, 1);
    QCOMPARE(answer.err, "demo.sh: " + folder_->path() + " is not empty; choose another --out\n");
    QCOMPARE(answer.out, QString());
  }

  void a_directory_that_cannot_be_made_is_refused_in_words() {
    for (const QString& out : {QString("/proc/x"), QString("/dev/null")}) {
      const Answer answer = demo({"--headless", "--out", out, "--bin", bin()});
      QCOMPARE(answer.exitCode, 1);
      QVERIFY2(answer.err.startsWith("demo.sh: " + out + " "), qPrintable(answer.err));
      QVERIFY2(answer.err.endsWith("; choose another --out\n"), qPrintable(answer.err));
    }
  }

  void programs_that_are_not_there_leave_no_directory() {
    const QString out = folder_->filePath("out");
    const Answer answer = demo({"--headless", "--out", out, "--bin", "/nope"});
    QCOMPARE(answer.exitCode, 1);
    QCOMPARE(answer.err, QString("demo.sh: there is no flotillad in /nope; --bin is the bin folder of a build\n"));
    QVERIFY(!QFileInfo::exists(out));
  }

  void stopping_a_fleet_that_has_ended_says_so() {
    QProcess ended;
    ended.start("true", QStringList());
    const qint64 pid = ended.processId();
    QVERIFY(ended.waitForFinished());
    QVERIFY(writeFile(folder_->filePath("pids"), QByteArray::number(pid) + " flotillad\n"));
    const Answer answer = demo({"--stop", "--out", folder_->path()});
    QCOMPARE(answer.exitCode, 0);
    QCOMPARE(answer.out, "the fleet in " + folder_->path() + " has ended already\n");
  }

 private:
  static QString bin() { return FLOTILLA_BINARY_DIR "/bin"; }
  static Answer demo(const QStringList& arguments) {
    QProcess process;
    process.start(FLOTILLA_SOURCE_DIR "/packaging/demo.sh", arguments);
    const bool ended = process.waitForFinished(kLimitMs);
    if (!ended) process.kill();
    Answer answer;
    answer.out = process.readAllStandardOutput();
    answer.err = process.readAllStandardError();
    if (ended) answer.exitCode = process.exitCode();
    return answer;
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(TstDemoScript)
#include "tst_demo_script.moc"
