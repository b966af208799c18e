#include <QtTest>

#include "services/controlplane/core/alerts/notify_decision.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

std::vector<AlertId> ids(const QString& letters) {
  std::vector<AlertId> out;
  for (const QChar letter : letters) out.emplace_back(std::string(1, letter.toLatin1()));
  return out;
}

std::string word(const std::optional<NotificationReason>& reason) {
  return reason ? std::string(toText(*reason)) : "nothing";
}

NotificationEntry entry(const QString& firing, const QString& resolved, TimePoint at) {
  return {"g", "ops", ids(firing), ids(resolved), at, at, 0};
}

}  // namespace

class TstNotifyDecision : public QObject {
  Q_OBJECT

 private slots:
  void alertmanagers_table_holds_row_by_row_data() {
    QTest::addColumn<bool>("has");
    QTest::addColumn<QString>("lastFiring");
    QTest::addColumn<QString>("lastResolved");
    QTest::addColumn<int>("minutesAgo");
    QTest::addColumn<QString>("firing");
    QTest::addColumn<QString>("resolved");
    QTest::addColumn<bool>("sendResolved");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, bool has, const char* lastFiring, const char* lastResolved, int ago,
                        const char* firing, const char* resolved, bool sendResolved, const char* says) {
      QTest::newRow(name) << has << lastFiring << lastResolved << ago << firing << resolved << sendResolved << says;
    };
    // The repeat interval is 10 min. The first eleven rows are those of Alertmanager's own test.
    row("nothing told, some fire", false, "", "", 0, "bcd", "", false, "first");
    row("nothing told, none fires", false, "", "", 0, "", "bcd", false, "nothing");
    row("another one fires", true, "abc", "", 1, "bcd", "", false, "new_in_group");
    row("told at no time", true, "abc", "", 1000000, "abc", "", false, "repeat");
    row("the same, before repeat", true, "abc", "", 9, "abc", "", false, "nothing");
    row("the same, after repeat", true, "abc", "", 11, "abc", "", false, "repeat");
    row("others resolved, none fired", true, "", "abc", 11, "", "cde", true, "nothing");
    row("some resolved, not wanted", true, "ab", "c", 9, "a", "bc", false, "nothing");
    row("some resolved, wanted", true, "ab", "c", 9, "a", "bc", true, "some_resolved");
    row("all resolved, not wanted", true, "ab", "c", 9, "", "abc", false, "all_resolved");
    row("all resolved, wanted", true, "ab", "c", 9, "", "abc", true, "all_resolved");
    row("fires after all was over", true, "", "abc", 1, "a", "", true, "first");
    row("fewer fire", true, "abc", "", 9, "ab", "", true, "nothing");
    row("the same resolved again", true, "ab", "c", 9, "ab", "c", true, "nothing");
    row("exactly at repeat", true, "abc", "", 10, "abc", "", false, "repeat");
    row("new before resolved", true, "ab", "", 9, "bc", "a", true, "new_in_group");
    row("nothing at all", true, "", "", 100, "", "", true, "nothing");
  }
  void alertmanagers_table_holds_row_by_row() {
    QFETCH(bool, has);
    QFETCH(QString, lastFiring);
    QFETCH(QString, lastResolved);
    QFETCH(int, minutesAgo);
    QFETCH(QString, firing);
    QFETCH(QString, resolved);
    QFETCH(bool, sendResolved);
    QFETCH(QString, says);
    const NotificationEntry last = entry(lastFiring, lastResolved, kNoon - std::chrono::minutes(minutesAgo));
    const auto reason = needsUpdate(has ? &last : nullptr, ids(firing), ids(resolved), sendResolved, 10min, kNoon);
    QCOMPARE(word(reason), says.toStdString());
  }

  void each_reason_has_its_time() {
    const GroupTimes times{30s, 5min, 4h, true};
    const NotificationEntry told = entry("a", "", kNoon), two = entry("ab", "", kNoon);
    const auto due = [&](const NotificationEntry* last, const GroupNow& group, TimePoint now, TimePoint failedAt = {}) {
      const auto next = nextMessage(last, group, times, now, failedAt);
      return next ? (next->dueAt - kNoon) / 1s : -1;
    };
    QCOMPARE(due(nullptr, {ids("a"), {}, kNoon}, kNoon), 30);
    QCOMPARE(due(nullptr, {ids("a"), {}, kNoon}, kNoon, kNoon + 40s), 340);
    QCOMPARE(due(&told, {ids("ab"), {}, kNoon + 10s}, kNoon + 10s), 300);
    QCOMPARE(due(&told, {ids("ab"), {}, kNoon + 1h}, kNoon + 1h), 3630);
    QCOMPARE(due(&two, {ids("a"), ids("b"), {}}, kNoon + 10s), 300);
    QCOMPARE(due(&told, {{}, ids("a"), {}}, kNoon + 10s), 10);
    QCOMPARE(due(&told, {ids("a"), {}, {}}, kNoon + 10s), 4 * 3600);
    QCOMPARE(due(&told, {ids("a"), {}, {}, false}, kNoon + 5h), -1);
    QCOMPARE(due(&told, {{}, {}, {}}, kNoon + 5h), -1);
  }
};

QTEST_GUILESS_MAIN(TstNotifyDecision)
#include "tst_notify_decision.moc"
