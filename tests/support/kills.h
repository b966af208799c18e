// Kills flotillad at random moments while orders are on their way, and starts it again. The number of kills comes from
// FLOTILLA_KILLS, the seed from FLOTILLA_SEED (random unless given; printed). Thread: the caller's, blocking.
#pragma once

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QtTest>

#include "tests/support/cluster.h"

namespace flotilla::test {

class Kills {
 public:
  // `usual` kills unless another number is given, each within so many ms after its order began.
  Kills(Cluster& cluster, int usual, int withinMs)
      : cluster_(cluster), kills_(fromEnvironmentOr("FLOTILLA_KILLS", usual)), withinMs_(withinMs) {}

  void print() const { qInfo("seed %u, %d kills of flotillad (FLOTILLA_SEED, FLOTILLA_KILLS)", seed_, kills_); }
  QRandomGenerator& random() { return random_; }
  int below(qsizetype limit) { return random_.bounded(static_cast<int>(limit)); }

  // Until all kills are done: every third order meets one. `next() -> QStringList` are the arguments of flotillactl;
  // none: only time passes. `heard(json)` is what was acknowledged, after the restart if there was one. `after()`
  // follows each restart. They check by QVERIFY; the first that fails ends it.
  template <class Next, class Heard, class After>
  void goOn(Next next, Heard heard, After after) {
    int killed = 0;
    for (int turns = 0; killed < kills_; ++turns) {
      QVERIFY2(turns < kills_ * 60, "it does not get on");
      const QStringList order = next();
      if (QTest::currentTestFailed()) return;
      if (random_.bounded(3) == 0) {
        sayAndKill(order, heard);
        if (!QTest::currentTestFailed()) after();
        ++killed;
      } else if (order.isEmpty()) {
        QTest::qWait(100);
      } else if (const Answer answer = cluster_.run("flotillactl", order); answer.ok()) {
        heard(answer.json);
      }
      if (QTest::currentTestFailed()) return;
    }
  }

 private:
  static int fromEnvironmentOr(const char* name, int otherwise) {
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
  }

  template <class Heard>
  void sayAndKill(const QStringList& order, Heard heard) {
    QProcess said;
    if (!order.isEmpty()) said.start(Cluster::program("flotillactl"), order);
    QTest::qWait(random_.bounded(withinMs_));
    QVERIFY2(cluster_.server().running(), "flotillad ended by itself");
    cluster_.server().kill();
    if (!order.isEmpty()) QVERIFY(said.state() == QProcess::NotRunning || said.waitForFinished());
    const bool acknowledged = !order.isEmpty() && said.exitStatus() == QProcess::NormalExit && said.exitCode() == 0;
    QVERIFY2(cluster_.startServer(), cluster_.lastProblem());
    if (acknowledged) heard(QJsonDocument::fromJson(said.readAllStandardOutput()).object());
  }

  Cluster& cluster_;
  const int kills_;
  const int withinMs_;
  const quint32 seed_ = static_cast<quint32>(
      fromEnvironmentOr("FLOTILLA_SEED", static_cast<int>(QRandomGenerator::global()->bounded(1'000'000))));
  QRandomGenerator random_{seed_};
};

}  // namespace flotilla::test
