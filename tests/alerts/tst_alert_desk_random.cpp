// Whatever happens, in whatever order: nobody is told the same twice, and everybody is told in time.
#include <QtTest>

#include <random>
#include <set>

#include "tests/alerts/alert_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;

namespace {

constexpr Duration kWait = 30s, kInterval = 5min, kRepeat = 4h;

struct Story {
  std::mt19937 random;
  Rig rig;
  std::map<AlertId, TimePoint> freeSince;  // fires, and nothing holds it back
  std::map<AlertId, TimePoint> toldAt;     // in its present firing
  std::map<std::string, Notification> last;
  std::size_t checked = 0;
  std::string problem;

  explicit Story(unsigned seed) : random(seed), rig(alerting()) {}
  static Alerting alerting() {
    Alerting out = simpleAlerting();
    out.route.groupBy = {"alertname"};
    out.inhibitions = {{"x", {is("n", "0")}, {isNot("n", "0")}, {"alertname"}}};
    out.windows = {{.name = "w", .matchers = {is("alertname", "C")}, .from = kNoon + 1h, .to = kNoon + 2h}};
    return out;
  }
  std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); }
  Labels anyLabels() {
    return {{"alertname", std::string(1, static_cast<char>('A' + pick(3)))}, {"n", std::to_string(pick(4))}};
  }
  void act() {
    const Labels labels = anyLabels();
    const auto at = std::find_if(rig.own.begin(), rig.own.end(), [&](const Alert& a) { return a.labels == labels; });
    switch (pick(6)) {
      case 0:
      case 1:
        if (at == rig.own.end()) rig.raise(labels);
        break;
      case 2:
      case 3:
        rig.cease(labels);
        break;
      case 4:
        rig.silence({is("alertname", labels.at("alertname")), is("n", labels.at("n"))},
                    std::chrono::minutes(1 + pick(30)));
        break;
      default:
        if (pick(4) == 0) rig.acknowledge(labels);
    }
    if (pick(10) == 0) rig.reachable = !rig.reachable;
  }
  void fail(const std::string& what) {
    if (problem.empty()) problem = toRfc3339(rig.now) + ": " + what;
  }
  void step() {
    const std::size_t before = rig.sent.size();
    rig.now += 5s;
    rig.tick();
    for (std::size_t i = before; i < rig.sent.size(); ++i) checkMessage(rig.sent[i]);
    checkTimes();
  }
  void checkMessage(const Notification& message) {
    if (!rig.reachable) return;
    const auto at = last.find(message.groupKey);
    // Firings and ends, each by the alert and when it began.
    const auto contentOf = [](const Notification& one, bool fires) {
      std::set<std::pair<AlertId, TimePoint>> out;
      for (const Alert& alert : one.alerts)
        if (alert.firesAt(one.at) == fires) out.emplace(alertIdOf(alert.labels), alert.startsAt);
      return out;
    };
    const auto same = [&](bool fires) { return contentOf(at->second, fires) == contentOf(message, fires); };
    if (at != last.end() && same(true) && same(false) && message.at - at->second.at < kRepeat)
      fail("the same again: " + std::string(toText(message.reason)) + " " + message.groupKey);
    last[message.groupKey] = message;
    for (const auto& [id, since] : contentOf(message, true)) toldAt[id] = message.at;
  }
  void checkTimes() {
    std::map<AlertId, TimePoint> now;
    for (const AlertStatus& status : rig.desk.view(rig.now).alerts) {
      const AlertId id = alertIdOf(status.alert.labels);
      const auto told = toldAt.find(id);
      if (told != toldAt.end() && told->second < status.alert.startsAt) toldAt.erase(told);
      if (!status.fires || status.isSuppressed()) continue;
      const auto at = freeSince.find(id);
      now[id] = at == freeSince.end() ? rig.now : std::max(at->second, status.alert.startsAt);
      if (!rig.reachable) now[id] = rig.now;  // what cannot be told is not late
      ++checked;
      if (!toldAt.contains(id) && rig.now - now[id] > kWait + kInterval + 5s)
        fail("not told: " + toText(is("n", status.alert.labels.at("n"))) + " " + status.why);
    }
    freeSince = std::move(now);
  }
};

}  // namespace

class TstAlertDeskRandom : public QObject {
  Q_OBJECT

 private slots:
  void nothing_is_told_twice_and_everything_in_time() {
    const unsigned base = std::random_device{}();
    std::size_t messages = 0, checked = 0;
    for (unsigned i = 0; i < 4; ++i) {
      Story story(base + i);
      for (int minute = 0; minute < 6 * 60 && story.problem.empty(); ++minute) {
        if (story.pick(3) == 0) story.act();
        for (int tick = 0; tick < 12; ++tick) story.step();
      }
      QVERIFY2(story.problem.empty(), ("seed " + std::to_string(base + i) + ": " + story.problem).c_str());
      messages += story.rig.sent.size();
      checked += story.checked;
    }
    qInfo("seed %u: %zu messages, %zu times that an alert was looked at", base, messages, checked);
    QVERIFY(messages > 100 && checked > 1000);
  }
};

QTEST_GUILESS_MAIN(TstAlertDeskRandom)
#include "tst_alert_desk_random.moc"
