// How a game day is previewed and started, and what keeps it from that.
#include <QtTest>

#include "tests/game_days/game_day_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

class TstGameDays : public QObject {
  Q_OBJECT

  const std::string skewA_ = "skew-clock for=1m by=1m where=name:a";

  // The only problem of the preview, which is the reason why it does not start.
  static QString problemOf(GameDayRig& rig, const NewGameDay& wanted) {
    const auto problems = rig.preview(wanted).problems;
    if (problems.size() != 1) return QString("%1 problems").arg(problems.size());
    return rig.startIt(wanted);
  }

 private slots:
  void a_preview_names_the_nodes_and_what_they_allow() {
    GameDayRig rig;
    rig.allow("b", DrillConsent::Refuse);
    const GameDayPreview preview = rig.preview(rig.wanted({"skew-clock for=2m after=3m by=1m where=region:eu-west"}));
    QCOMPARE(preview.nodes.size(), std::size_t{2});
    QCOMPARE(preview.nodes[0].name, std::string("a"));
    QCOMPARE(preview.nodes[1].consent, DrillConsent::Refuse);
    QCOMPARE(preview.allowing, 1U);
    QCOMPARE(preview.blast.nodes, 2U);
    QCOMPARE(preview.blast.regions, 1U);
    QCOMPARE(preview.lasts, Duration(minutes(5)));
    QVERIFY(preview.problems.empty());
    QVERIFY(rig.state.gameDays.empty());
  }

  void it_starts_with_the_nodes_that_were_previewed() {
    GameDayRig rig;
    QCOMPARE(rig.start({skewA_}), QString());
    QCOMPARE(rig.gameDay().id.value, std::string("GAME-1"));
    QCOMPARE(rig.gameDay().state, GameDayState::Running);
    QCOMPARE(rig.fault("a").state, FaultState::Waiting);
    QCOMPARE(rig.gameDay().endsBy, rig.now + minutes(1) + kAnswersTake);
    QCOMPARE(rig.preview(rig.wanted({"skew-clock by=1m where=name:c"})).problems.size(), std::size_t{0});
    QCOMPARE(rig.start({"skew-clock by=1m where=name:c"}), QString());
    QCOMPARE(rig.id.value, std::string("GAME-2"));
  }

  void what_changed_since_the_preview_is_not_started() {
    GameDayRig rig;
    const NewGameDay wanted = rig.wanted({"skew-clock for=1m by=1m where=drills:allow region:eu-west"});
    const Digest seen = rig.preview(wanted).digest;
    rig.allow("b", DrillConsent::Refuse);
    QCOMPARE(reasonOf(startGameDay(rig.room(), wanted, seen, rig.caller)), QString("targets_changed"));
    rig.allow("b");
    rig.pass(minutes(1));  // time alone changes nothing
    QVERIFY(startGameDay(rig.room(), wanted, seen, rig.caller).ok());
    NewGameDay other = wanted;
    other.faults[0].lasts = minutes(2);
    QCOMPARE(reasonOf(startGameDay(rig.room(), other, seen, rig.caller)), QString("targets_changed"));
  }

  void it_needs_nodes_that_allow_it() {
    GameDayRig rig;
    QCOMPARE(problemOf(rig, rig.wanted({"cut-link where=name:nobody"})), QString("no_nodes"));
    rig.allow("a", DrillConsent::Unknown);
    QCOMPARE(problemOf(rig, rig.wanted({skewA_})), QString("none_allow"));
    rig.allow("a");
    rig.node("a").record.identity = NodeIdentity::Quarantined;
    QCOMPARE(problemOf(rig, rig.wanted({skewA_})), QString("no_nodes"));
  }

  void it_keeps_to_its_limits() {
    GameDayRig rig;
    NewGameDay wanted = rig.wanted({"skew-clock for=1m by=1m where=drills:allow"});
    QCOMPARE(problemOf(rig, wanted), QString("beyond_limits"));  // two regions
    wanted.limits.regions = 2;
    wanted.limits.nodes = 2;
    QCOMPARE(problemOf(rig, wanted), QString("beyond_limits"));
    wanted.limits.nodes = 3;
    ArmCounts counts;
    counts.requests = 100;
    rig.node("a").totals[{kWorkload, parseVersion("1.0.0").value()}] = counts;
    QCOMPARE(problemOf(rig, wanted), QString("beyond_limits"));  // all of the traffic
    wanted.limits.traffic = 1;
    QCOMPARE(rig.startIt(wanted), QString());
    wanted.limits.nodes = 101;
    QCOMPARE(reasonOf(prepareGameDay(rig.room(), wanted, rig.caller)), QString("beyond_limits"));
  }

  void it_lasts_an_hour_at_most() {
    GameDayRig rig;
    QCOMPARE(problemOf(rig, rig.wanted({"cut-link for=2m after=59m where=name:a"})), QString("too_long"));
    QCOMPARE(rig.start({"cut-link for=1m after=59m where=name:a"}), QString());
  }

  void one_kind_is_not_twice_at_once_on_a_node() {
    GameDayRig rig;
    QCOMPARE(
        problemOf(rig, rig.wanted({"cut-link for=2m where=name:a", "cut-link for=1m after=1m where=region:eu-west"})),
        QString("twice"));
    QCOMPARE(rig.start({"cut-link for=2m where=name:a", "cut-link for=1m after=2m where=region:eu-west"}), QString());
  }

  void only_one_game_day_is_on_a_node() {
    GameDayRig rig;
    QCOMPARE(rig.start({skewA_}), QString());
    QCOMPARE(problemOf(rig, rig.wanted({"fill-quota where=region:eu-west"})), QString("game_day_there"));
    QCOMPARE(rig.start({"fill-quota where=name:b"}), QString());
  }

  void real_trouble_comes_first() {
    GameDayRig rig;
    rig.page(pageLabels("answers", kWest.value));
    rig.follow();
    QCOMPARE(problemOf(rig, rig.wanted({skewA_})), QString("incident_there"));
    QCOMPARE(rig.start({"skew-clock by=1m where=name:c"}), QString());  // elsewhere
    rig.state.incidents.begin()->second.drill = true;
    QCOMPARE(rig.start({skewA_}), QString());
  }

  void a_rollout_is_not_disturbed() {
    GameDayRig rig;
    rig.roll("meter-reader-1", {"b"}, rig.now);
    QCOMPARE(problemOf(rig, rig.wanted({skewA_})), QString("rollout_there"));
    rig.state.rollouts.begin()->second.state = RolloutState::Succeeded;
    QCOMPARE(rig.start({skewA_}), QString());
  }

  void it_takes_an_operator_of_each_region() {
    GameDayRig rig;
    rig.caller = {"ann", {{Role::Operator, {kEast}}, {Role::Viewer, {}}}};
    QCOMPARE(problemOf(rig, rig.wanted({skewA_})), QString("out_of_scope"));
    QCOMPARE(rig.start({"skew-clock by=1m where=name:c"}), QString());
    rig.caller = {"bob", {{Role::Viewer, {kEast}}}};
    QCOMPARE(rig.abort("no"), QString("out_of_scope"));
    rig.caller = {"cid", {{Role::Operator, {kWest}}}};
    QCOMPARE(rig.abort("no"), QString("no_game_day"));
  }

  void what_makes_no_sense_is_refused_with_its_field() {
    GameDayRig rig;
    const auto reason = [&](const NewGameDay& wanted) {
      const auto read = prepareGameDay(rig.room(), wanted, rig.caller);
      return read ? QString("ok") : reasonOf(read) + " " + QString::fromStdString(read.error().field);
    };
    NewGameDay wanted = rig.wanted({skewA_});
    wanted.title = "two\nlines";
    QCOMPARE(reason(wanted), QString("bad_title title"));
    wanted = rig.wanted({});
    QCOMPARE(reason(wanted), QString("no_faults faults"));
    wanted = rig.wanted(std::vector<std::string>(21, skewA_));
    QCOMPARE(reason(wanted), QString("too_many_faults faults"));
    wanted = rig.wanted({skewA_});
    wanted.faults[0].lasts = minutes(16);
    QCOMPARE(reason(wanted), QString("fault_out_of_range faults[0].lasts"));
    wanted = rig.wanted({"cut-link where=nam:a"});
    QVERIFY(reason(wanted).endsWith(" faults"));
  }

  void secrets_are_not_kept() {
    GameDayRig rig;
    NewGameDay wanted = rig.wanted({skewA_});
    wanted.note = "password=correcthorsebattery and more";
    QCOMPARE(rig.startIt(wanted), QString());
    QVERIFY(rig.gameDay().note.find("correcthorse") == std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TstGameDays)
#include "tst_game_days.moc"
