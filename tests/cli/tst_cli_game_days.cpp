// flotillactl game-days against a control plane that says what each test needs.
#include <QtTest>

#include "services/wire/game_day_wire.h"
#include "tests/cli/cli_fleet.h"

using namespace flotilla;
using namespace std::chrono_literals;
using test::CliResult;
using test::FakeAnswer;
using test::FakeRequest;
using test::Fleet;

namespace {

const TimePoint kAt = parseRfc3339("2026-03-01T12:00:00Z").value();
const QString kDigest = QString("3f").repeated(32);
const QStringList kWords{"Who \x1b[31mnotices?", "--fault", "cut-link for=30s where=name:boston-1"};

GameDayDetail detailOf() {
  GameDayDetail out;
  GameDay& gameDay = out.gameDay;
  gameDay = {
      GameDayId("GAME-7"), "Who \x1b[31mnotices?", {}, GameDayState::Recovering, "alice", kAt, kAt + 5min, {}, {}, {}};
  gameDay.faults = {{FaultKind::CutLink, "name:boston-1", {}, 30s, {}, {}},
                    {FaultKind::SlowLink, "name:boston-2", {}, 30s, 2s, {}}};
  gameDay.nodes = {{gameDay.id, 0, NodeId("1"), "boston-1", RegionName("us-east"), FaultState::UnderWay, {}, kAt, kAt},
                   {gameDay.id, 1, NodeId("2"), "boston-2", RegionName("us-east"), FaultState::Refused,
                    "the configuration of this node says drills: refuse", kAt}};
  out.scores = {{0, kAt, kAt + 14s, kAt + 20s, kAt + 90s, AlertId("aa"), "NodeOffline of boston-1 in us-east",
                 IncidentId("INC-3")},
                {1, kAt, {}, {}, {}, {}, {}, {}}};
  return out;
}

GameDayPreview previewOf(const std::vector<std::string>& problems = {}) {
  return {{{0, NodeId("1"), "boston-1", RegionName("us-east"), DrillConsent::Allow, Liveness::Live}},
          1,
          {1, 1, 0.125},
          30s,
          problems,
          test::digestOf(0x3f)};
}

FakeAnswer answerTo(const FakeRequest& request, const std::vector<std::string>& problems = {}) {
  if (request.method.ends_with("GetGameDay")) return FakeAnswer::of(wire::toProto(detailOf()));
  if (request.method.ends_with("PrepareGameDay")) return FakeAnswer::of(wire::toProto(previewOf(problems)));
  if (request.method.ends_with("ListGameDays")) {
    v1::ListGameDaysResponse out;
    *out.add_game_days() = wire::toProto(detailOf().gameDay);
    out.mutable_page()->set_total(1);
    return FakeAnswer::of(out);
  }
  return FakeAnswer::of(wire::toProto(detailOf().gameDay));
}

}  // namespace

class TstCliGameDays : public QObject {
  Q_OBJECT

 private slots:
  void a_preview_says_what_it_touches_and_how_to_start_it() {
    const Fleet fleet([](const FakeRequest& request) { return answerTo(request); });
    const CliResult done = fleet.run(QStringList{"game-days", "preview"} + kWords);
    QCOMPARE(done.exitCode, 0);
    for (const char* word : {"1 node, 1 region, 12.5 % of the traffic", "1 of 1", "boston-1", "allow", "live",
                             "--digest 3f3f3f3f", "cut-link for 30s, where name:boston-1"})
      QVERIFY2(done.out.contains(word), qPrintable(done.out));
    QVERIFY(!done.out.contains('\x1b'));
  }

  void what_keeps_it_from_starting_fails() {
    const Fleet fleet([](const FakeRequest& request) { return answerTo(request, {"INC-3 is open in us-east"}); });
    const CliResult done = fleet.run(QStringList{"game-days", "preview"} + kWords);
    QVERIFY(done.exitCode != 0);
    QVERIFY(done.out.contains("it cannot be started now: INC-3 is open in us-east"));
  }

  void it_starts_what_was_previewed_and_nothing_else() {
    std::vector<v1::StartGameDayRequest> sent;
    const Fleet fleet([&](const FakeRequest& request) {
      if (request.method.ends_with("StartGameDay")) sent.emplace_back().ParseFromString(request.bytes);
      return answerTo(request);
    });
    const QStringList start = QStringList{"game-days", "start"} + kWords;
    QVERIFY(fleet.run(start + QStringList{"--digest", "deadbeef"}).exitCode != 0);
    QVERIFY(sent.empty());
    const CliResult done = fleet.run(
        start + QStringList{"--digest", "3f3f3f3f", "--most-nodes", "3", "--most-traffic", "50", "--note", "see"});
    QVERIFY2(done.exitCode == 0, qPrintable(done.err));
    QCOMPARE(sent.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(sent[0].digest()), "sha256:" + kDigest);
    const NewGameDay wanted = wire::fromProto(sent[0].wanted()).value();
    QVERIFY(wanted.faults == std::vector{parseFault("cut-link for=30s where=name:boston-1").value()});
    QVERIFY((wanted.limits == BlastLimits{3, 1, 0.5}));
    QCOMPARE(wanted.note, std::string("see"));
  }

  void what_became_of_it_is_shown_with_the_score() {
    const Fleet fleet([](const FakeRequest& request) { return answerTo(request); });
    const CliResult done = fleet.run({"game-days", "show", "GAME-7"});
    QCOMPARE(done.exitCode, 0);
    for (const char* word : {"recovering", "under-way", "refused", "drills: refuse", "14s", "6s", "1m 30s",
                             "not detected", "INC-3", "NodeOffline of boston-1"})
      QVERIFY2(done.out.contains(word), qPrintable(done.out));
    QVERIFY(!done.out.contains('\x1b'));
    const CliResult json = fleet.run({"-o", "json", "game-days", "show", "GAME-7"});
    QVERIFY(json.out.contains("\"GAME_DAY_STATE_RECOVERING\""));
  }

  void they_are_listed_and_aborted() {
    v1::AbortGameDayRequest sent;
    const Fleet fleet([&](const FakeRequest& request) {
      if (request.method.ends_with("AbortGameDay")) sent.ParseFromString(request.bytes);
      return answerTo(request);
    });
    const CliResult list = fleet.run({"game-days", "list", "--filter", "open:yes"});
    QVERIFY2(list.out.contains("GAME-7") && list.out.contains("cut-link,slow-link"), qPrintable(list.out + list.err));
    QCOMPARE(fleet.run({"game-days", "abort", "GAME-7"}).exitCode, 2);
    QCOMPARE(fleet.run({"game-days", "abort", "GAME-7", "--reason", "a call"}).exitCode, 0);
    QCOMPARE(sent.game_day() + ", " + sent.reason(), std::string("GAME-7, a call"));
  }

  void a_fault_that_makes_no_sense_is_wrong_usage() {
    const Fleet fleet([](const FakeRequest& request) { return answerTo(request); });
    const CliResult done = fleet.run({"game-days", "preview", "x", "--fault", "burn where=name:a"});
    QCOMPARE(done.exitCode, 2);
    QVERIFY2(done.err.contains("there are cut-link"), qPrintable(done.err));
  }
};

QTEST_GUILESS_MAIN(TstCliGameDays)
#include "tst_cli_game_days.moc"
