#include <QtTest>

#include "services/controlplane/core/alerts/replay.h"
#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

Words told(const ReplayInput& input) {
  Words out;
  const auto messages = replay(input);
  for (const Notification& one : messages.value())
    out.push_back(std::to_string((one.at - kNoon) / 1s) + " " + std::string(toText(one.reason)));
  return out;
}

ReplayInput recorded() {
  const Labels a{{"alertname", "A"}}, b{{"alertname", "A"}, {"n", "2"}};
  ReplayInput out;
  out.alerting = simpleAlerting();
  out.alerts = {{kNoon + 60s, firing(b, kNoon + 60s, kNoon + 30min)}, {kNoon, firing(a, kNoon, kNoon + 1h)}};
  return out;
}

}  // namespace

class TstAlertReplay : public QObject {
  Q_OBJECT

 private slots:
  void it_tells_what_would_have_been_told_and_when() {
    QCOMPARE(told(recorded()), (Words{"30 first", "330 new_in_group", "1800 some_resolved", "3600 all_resolved"}));
  }

  void other_rules_tell_otherwise() {
    ReplayInput input = recorded();
    input.alerting.route.groupWait = 2min;
    QCOMPARE(told(input), (Words{"120 first", "1800 some_resolved", "3600 all_resolved"}));
    Silence silence;
    silence.id = SilenceId("s");
    silence.matchers = {is("n", "2")};
    silence.startsAt = kNoon;
    silence.endsAt = kNoon + 2h;
    input.silences = {silence};
    QCOMPARE(told(input), (Words{"120 first", "3600 all_resolved"}));
    input.alerting.route.receiver = "who";
    QCOMPARE(replay(input).error().field, std::string("route.receiver"));
  }

  void a_silence_ends_in_a_replay_too() {
    ReplayInput input = recorded();
    Silence silence;
    silence.id = SilenceId("s");
    silence.matchers = {is("alertname", "A")};
    silence.startsAt = kNoon;
    silence.endsAt = kNoon + 40min;
    input.silences = {silence};
    const Words words = told(input);
    QCOMPARE(words.size(), std::size_t{2});
    const int second = std::stoi(words[0]);
    QVERIFY2(second >= 2400 + 30 && second <= 2400 + 90, words[0].c_str());
    QCOMPARE(words[1], std::string("3600 all_resolved"));
  }

  // The desk of a running control plane is ticked every second.
  void it_tells_the_same_as_a_desk_that_was_there() {
    const ReplayInput input = recorded();
    Rig rig(input.alerting);
    for (int second = 0; second < 4000; ++second) {
      for (const auto& [at, alert] : input.alerts)
        if (at == rig.now) rig.desk.take({alert}, rig.now);
      rig.tick();
      rig.now += 1s;
    }
    Words lived;
    for (const Notification& one : rig.sent)
      lived.push_back(std::to_string((one.at - kNoon) / 1s) + " " + std::string(toText(one.reason)));
    QCOMPARE(told(input), lived);
  }

  void a_month_of_quiet_takes_no_time() {
    ReplayInput input = recorded();
    Alert late = input.alerts[0].second;
    late.startsAt += 30 * 24h;
    late.endsAt += 30 * 24h;
    input.alerts.emplace_back(kNoon + 30 * 24h + 60s, late);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(told(input).size(), std::size_t{6});
    QVERIFY(timer.elapsed() < 5000);
  }

  void nothing_recorded_tells_nothing() { QCOMPARE(told({.alerts = {}, .alerting = simpleAlerting()}), Words{}); }
};

QTEST_GUILESS_MAIN(TstAlertReplay)
#include "tst_alert_replay.moc"
