// flotillad is killed at random moments during game days: while they are previewed, started, told to nodes, aborted and
// over. Nothing that was acknowledged is lost, and no fault is given twice. The number of kills comes from
// FLOTILLA_KILLS (6 unless given), the seed from FLOTILLA_SEED (random unless given; printed).
#include <QJsonArray>
#include <QRegularExpression>
#include <QtTest>

#include "tests/support/game_days.h"
#include "tests/support/kills.h"

using namespace flotilla::test;
using namespace std::chrono_literals;

namespace {

// States only go forward; what is unknown may become known.
int rankOf(const QString& state) {
  const QStringList order{"WAITING", "TOLD", "UNKNOWN", "UNDER_WAY", "OVER", "REFUSED", "LEFT"};
  return static_cast<int>(order.indexOf(state.mid(12)));
}

}  // namespace

class TstGameDayKills : public QObject {
  Q_OBJECT

  Cluster cluster_{{.server = {}, .agents = {"drills=allow"}, .serverData = {}}};
  const GameDays games_{cluster_};
  Kills kills_{cluster_, 6, 1200};
  QMap<QString, QMap<QString, int>> seen_;  // by game day and "fault on node": how far it was

  QString randomFault() {
    const QStringList all{"skew-clock for=2s by=1m where=region:eu-west", "fill-quota for=3s where=region:eu-west",
                          "slow-link for=2s delay=50ms where=region:eu-west", "cut-link for=2s where=region:eu-west",
                          "skew-clock for=2s by=1m after=1s where=name:rotterdam-1"};
    return all[kills_.below(all.size())];
  }

  void remember(const QJsonObject& gameDay) {
    const QString id = gameDay["id"].toString();
    if (id.isEmpty()) return;
    QMap<QString, int>& known = seen_[id];
    const QJsonArray nodes = gameDay["nodes"].toArray();
    QVERIFY2(nodes.size() >= known.size(), qPrintable(id + " has lost a node"));
    for (const QJsonValue one : nodes) {
      const QString key = QString::number(one["fault"].toInt()) + " on " + one["name"].toString();
      const int rank = rankOf(one["state"].toString());
      QVERIFY2(rank >= known.value(key, 0), qPrintable(id + ", " + key + ": " + one["state"].toString()));
      known[key] = rank;
    }
  }

  // What comes next: one is started, looked at, or aborted.
  QStringList next() {
    const QStringList words = nextWords();
    if (words.isEmpty()) return {};
    return QStringList{"--data", cluster_.serverData(), "-o", "json", "--timeout", "5s"} + words;
  }
  QStringList nextWords() {
    const Answer open = cluster_.ctl({"game-days", "list", "--filter", "open:yes"});
    if (!open.ok()) return {};
    const QJsonArray all = open.json["game_days"].toArray();
    if (!all.isEmpty()) {
      const QString id = all[0].toObject()["id"].toString();
      if (kills_.below(4) == 0) return {"game-days", "abort", id, "--reason", "enough"};
      return {"game-days", "show", id};
    }
    const QStringList words{"practice", "--most-traffic", "100", "--fault", randomFault()};
    const Answer read = cluster_.ctl(QStringList{"game-days", "preview"} + words);
    if (!read.ok()) return {};
    return QStringList{"game-days", "start"} + words + QStringList{"--digest", read.json["digest"].toString()};
  }

  void lookAtAll() {
    for (const QString& id : seen_.keys()) {
      const QJsonObject shown = games_.shown(id);
      QCOMPARE(shown["game_day"].toObject()["id"].toString(), id);
      remember(shown["game_day"].toObject());
    }
  }

 private slots:
  void initTestCase() {
    kills_.print();
    QVERIFY2(cluster_.startAll(2), cluster_.lastProblem());
    QVERIFY2(
        cluster_.eventually("both allow drills", 20s,
                            [&] {
                              const QStringList allowing{"nodes", "list", "--filter", "drills:allow liveness:live"};
                              return cluster_.ctl(allowing).json["nodes"].toArray().size() == 2;
                            }),
        cluster_.lastProblem());
  }
  void cleanup() {
    if (QTest::currentTestFailed()) cluster_.printLogs();
  }

  void nothing_acknowledged_is_lost() {
    kills_.goOn([this] { return next(); },
                [this](const QJsonObject& answer) { remember(answer["game_day"].toObject()); },
                [this] { lookAtAll(); });
  }

  void all_of_them_end_by_themselves() {
    QVERIFY2(cluster_.eventually("none is open", 240s,
                                 [&] {
                                   const Answer open = cluster_.ctl({"game-days", "list", "--filter", "open:yes"});
                                   return open.ok() && open.json["game_days"].toArray().isEmpty();
                                 }),
             cluster_.lastProblem());
  }

  void no_fault_was_given_twice() {
    int began = 0, told = 0, given = 0;
    for (int node = 0; node < 2; ++node) {
      QSet<QString> ids;
      static const QRegularExpression kBegan("a fault (?:began|was refused)[^\n]*(GAME-\\d+/\\d+)");
      for (auto at = kBegan.globalMatch(cluster_.agent(node).log()); at.hasNext(); ++began) {
        const QString id = at.next().captured(1);
        QVERIFY2(!ids.contains(id), qPrintable(id + " was given twice"));
        ids << id;
      }
    }
    for (const QJsonValue game : cluster_.ctl({"game-days", "list", "--limit", "1000"}).json["game_days"].toArray()) {
      remember(game.toObject());
      for (const QJsonValue one : game["nodes"].toArray()) told += one["told"].toString().isEmpty() ? 0 : 1;
    }
    for (const QJsonValue entry : cluster_.ctl({"audit", "list", "--limit", "1000"}).json["entries"].toArray())
      given += entry["action"] == "GiveFault" ? 1 : 0;
    QVERIFY2(began > 0 && began <= told, qPrintable(QString("%1 began, %2 told").arg(began).arg(told)));
    QCOMPARE(given, told);
    QVERIFY(cluster_.auditIsIntact());
    qInfo("%lld game days, %d faults told, %d began", qint64{seen_.size()}, told, began);
  }
};

QTEST_GUILESS_MAIN(TstGameDayKills)
#include "tst_game_day_kills.moc"
