// Alerts for the console's models: a page of an objective, three nodes that are gone in one group of which one is
// silenced, and something that is over. Thread: the test's.
#pragma once

#include <QSignalSpy>

#include "models/view/alert_board.h"
#include "tests/view/fake_api.h"
#include "tests/view/view_rig.h"

namespace flotilla::view::test {

inline AlertStatus alertStatusOf(Labels labels, Duration ago, const std::string& summary = "something is wrong") {
  AlertStatus out;
  out.alert = {std::move(labels), {{"summary", summary}}, kNow - ago, kNow + std::chrono::minutes(5), kNow};
  out.receivers = {out.alert.labels["severity"] == "page" ? "on-call" : "chat"};
  out.why = "route {} leads to " + out.receivers.front() + ", told at 2026-03-01T11:50:30Z";
  return out;
}

inline AlertStatus burnOf(const std::string& region) {
  return alertStatusOf(
      {{"alertname", "BudgetBurn"}, {"objective", "answers"}, {"region", region}, {"severity", "page"}},
      std::chrono::minutes(10), "answers in " + region + ": 300 of 900 bad in 1h");
}

inline AlertStatus goneOf(const std::string& node, Duration ago = std::chrono::minutes(30)) {
  return alertStatusOf({{"alertname", "NodeOffline"},
                        {"node", node},
                        {"site", "lyon"},
                        {"region", "eu-west"},
                        {"severity", "ticket"},
                        {"cause", "silent"}},
                       ago);
}

inline AlertGroup groupOf(const std::string& key, Labels labels, std::vector<AlertStatus> alerts) {
  AlertGroup out;
  out.key = key;
  out.receiver = alerts.front().receivers.front();
  out.labels = std::move(labels);
  out.alerts = std::move(alerts);
  out.notifiedAt = kNow - std::chrono::minutes(9);
  return out;
}

inline const char* const kNodesKey = "{}:{cause=\"silent\", site=\"lyon\"}";
inline const char* const kBurnKey = "{}/{severity=\"page\"}:{objective=\"answers\", region=\"us-east\"}";

inline Page<AlertGroup> twoGroups() {
  Page<AlertGroup> out;
  out.items = {groupOf(kNodesKey, {{"cause", "silent"}, {"site", "lyon"}},
                       {goneOf("lyon-1"), goneOf("lyon-2"), goneOf("lyon-3", std::chrono::minutes(5))}),
               groupOf(kBurnKey, {{"objective", "answers"}, {"region", "us-east"}}, {burnOf("us-east")})};
  out.items[0].alerts[1].silencedBy = {SilenceId("silence-2")};
  out.total = out.items.size();
  return out;
}

inline Page<AlertStatus> onePast() {
  AlertStatus over = goneOf("lyon-9", std::chrono::hours(3));
  over.fires = false;
  over.alert.endsAt = kNow - std::chrono::hours(2);
  Page<AlertStatus> out;
  out.items = {over};
  out.total = 1;
  return out;
}

struct AlertRig : Rig {
  FakeApi api;
  AlertBoard board{api, mirror, compilePattern};

  AlertRig() {
    api.groupPage = twoGroups();
    api.statusPage = onePast();
  }
  void look() {
    board.setActive(true);
    QVERIFY(QTest::qWaitFor([this] { return board.state() != "loading" && board.state() != "idle"; }, 30'000));
  }
  void askAgain() {
    QSignalSpy ticked(&board, &AlertBoard::ticked);
    board.reload();
    QVERIFY(QTest::qWaitFor([&] { return !ticked.isEmpty(); }, 30'000));
  }
  QString at(int row, int role = AlertBoard::TitleRole) { return board.data(board.index(row, 0), role).toString(); }
  QStringList titles() {
    QStringList out;
    for (int row = 0; row < board.rowCount(); ++row) out << at(row);
    return out;
  }
};

}  // namespace flotilla::view::test
