// What people who followed a run say of its runbook: who may, when, what is refused, and where it is shown.
#include <QtTest>

#include "services/controlplane/core/runbooks/run_feedback.h"
#include "tests/runbooks/run_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

class TstRunFeedback : public QObject {
  Q_OBJECT

  static void endRun(RunRig& rig) { QCOMPARE(rig.say({{}, RunVerb::Cancel, 0, {}, {}, "enough"}), QString()); }
  // Empty if it was kept, "nothing" if nothing changed, or the reason of the error.
  static QString give(RunRig& rig, const std::string& unclear, const std::string& missing,
                      const Caller& caller = kAlice) {
    const auto decided = give(rig, NewRunFeedback{rig.id, unclear, missing}, caller);
    if (!decided) return reasonOf(decided);
    rig.keep(decided->mutation);
    return decided->mutation.empty() ? "nothing" : QString();
  }
  static Result<Decision<Run>> give(RunRig& rig, const NewRunFeedback& said, const Caller& caller) {
    return rig.in<Result<Decision<Run>>>([&](const RunRoom& room) {
      return giveRunFeedback(room.runbook, rig.state.runs.at(said.run), said, caller, rig.now);
    });
  }

 private slots:
  void it_is_kept_with_the_run() {
    RunRig rig;
    rig.bringToAct();
    QCOMPARE(give(rig, "out", ""), QString("run_goes_on"));
    endRun(rig);
    const std::uint64_t moves = rig.run().moves;
    QCOMPARE(give(rig, "out", "whom to call\npassword: hunter2hunter2"), QString());
    QCOMPARE(rig.run().feedback.size(), std::size_t{1});
    const RunFeedback& kept = rig.run().feedback[0];
    QVERIFY(kept.actor == "alice" && kept.unclear == "out" && kept.at == rig.now);
    QVERIFY(kept.missing.starts_with("whom to call\n") && kept.missing.find("hunter2") == std::string::npos);
    QCOMPARE(rig.run().moves, moves);
    QVERIFY(!rig.run().attempts.empty() && isIntact(rig.run(), rig.evidence[rig.id]));
  }

  void what_is_said_again_replaces_it() {
    RunRig rig;
    rig.bringToAct();
    endRun(rig);
    QCOMPARE(give(rig, "out", "whom to call"), QString());
    rig.now += 1min;
    QCOMPARE(give(rig, "out", "whom to call"), QString("nothing"));
    QCOMPARE(give(rig, "", "a map"), QString());
    QCOMPARE(rig.run().feedback.size(), std::size_t{1});
    QVERIFY(rig.run().feedback[0].missing == "a map" && rig.run().feedback[0].unclear.empty());
  }

  void it_is_for_those_who_took_a_part() {
    RunRig rig;
    rig.bringToAct();
    QCOMPARE(rig.review(true, kBob, "go"), QString());
    endRun(rig);
    QCOMPARE(give(rig, "out", "", kCarol), QString("not_of_run"));
    QCOMPARE(give(rig, "out", "", {"alice", {{Role::Viewer, {}}}}), QString("out_of_scope"));
    QCOMPARE(give(rig, "out", "", kBob), QString());
    QCOMPARE(give(rig, "look", ""), QString());
    QCOMPARE(rig.run().feedback.size(), std::size_t{2});
  }

  void what_has_no_meaning_is_refused_by_its_field_data() {
    QTest::addColumn<QString>("unclear");
    QTest::addColumn<QString>("missing");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    QTest::newRow("nothing") << ""
                             << ""
                             << "nothing_said"
                             << "missing";
    QTest::newRow("blank") << ""
                           << " \n"
                           << "nothing_said"
                           << "missing";
    QTest::newRow("no such step") << "oot"
                                  << ""
                                  << "no_step"
                                  << "unclear";
    QTest::newRow("too long") << "out" << QString(1001, 'x') << "bad_missing"
                              << "missing";
    QTest::newRow("controls") << "out" << QString("a\x1b[31m") << "bad_missing"
                              << "missing";
    QTest::newRow("as long as it may be") << "out" << QString(1000, 'x') << ""
                                          << "";
  }
  void what_has_no_meaning_is_refused_by_its_field() {
    QFETCH(QString, unclear);
    QFETCH(QString, missing);
    QFETCH(QString, field);
    RunRig rig;
    rig.bringToAct();
    endRun(rig);
    const auto said = give(rig, NewRunFeedback{rig.id, unclear.toStdString(), missing.toStdString()}, kAlice);
    QTEST(said ? QString() : reasonOf(said), "reason");
    if (!said) QCOMPARE(QString::fromStdString(said.error().field), field);
    if (!said && field == "unclear") QVERIFY(said.error().fix.find("out") != std::string::npos);
  }

  void no_more_than_twenty_people_of_one_run() {
    RunRig rig;
    rig.bringToAct();
    endRun(rig);
    Run& run = rig.state.runs.at(rig.id);
    for (std::size_t i = 0; i < kMaxRunFeedback; ++i) run.feedback.push_back({std::to_string(i), "out", "", rig.now});
    QCOMPARE(give(rig, "out", ""), QString("too_much_feedback"));
    run.feedback.back().actor = "alice";
    QCOMPARE(give(rig, "look", ""), QString());
  }

  void the_runbook_shows_the_newest_of_all_versions() {
    RunRig rig;
    rig.bringToAct();
    endRun(rig);
    QCOMPARE(give(rig, "out", "whom to call"), QString());
    std::string changed = kQuarantineBook;
    rig.apply(changed.replace(changed.find("Let it settle"), 13, "Wait for it"));
    for (int i = 2; i <= 12; ++i) {
      rig.id = RunId("RUN-" + std::to_string(i));
      rig.now += 1min;
      QCOMPARE(rig.start(kEast.value), QString());
      endRun(rig);
      if (i != 4) QCOMPARE(give(rig, "", "number " + std::to_string(i)), QString());
    }
    auto shown = suggestionsFor(rig.state, RunbookName("quarantine"), kAlice);
    QCOMPARE(shown.size(), kSuggestionsShown);
    QVERIFY(shown[0].run == RunId("RUN-12") && shown[0].version == 2 && shown[0].feedback.missing == "number 12");
    QCOMPARE(shown.back().run, RunId("RUN-2"));
    shown = suggestionsFor(rig.state, RunbookName("quarantine"), kCarol);  // sees runs of eu-west
    QCOMPARE(shown.size(), std::size_t{1});
    QVERIFY(shown[0].version == 1 && shown[0].feedback.unclear == "out");
    QVERIFY(suggestionsFor(rig.state, RunbookName("other"), kAlice).empty());
  }
};

QTEST_GUILESS_MAIN(TstRunFeedback)
#include "tst_run_feedback.moc"
