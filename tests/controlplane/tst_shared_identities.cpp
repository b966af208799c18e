// Two machines with one identity are told from one machine whose agent comes and goes.
#include <QtTest>

#include "services/controlplane/core/identity/shared_identities.h"
#include "tests/controlplane/fencing_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;
using namespace std::chrono_literals;

namespace {

// Sessions of one node, a second apart.
struct Sessions {
  SharedIdentities shared;
  TimePoint now{std::chrono::hours(1000)};
  std::string fingerprint = "aa";

  bool begins(const std::string& boot, Duration later = 1s) {
    now += later;
    return shared.begins(kFirst, fingerprint, boot, now);
  }
  int said(const std::vector<std::string>& boots) {
    int out = 0;
    for (const std::string& boot : boots) out += begins(boot) ? 1 : 0;
    return out;
  }
};

}  // namespace

class TstSharedIdentities : public QObject {
  Q_OBJECT

  static std::size_t entries(const FencedPlane& plane) {
    return static_cast<std::size_t>(
        std::count_if(plane.store.audit.begin(), plane.store.audit.end(),
                      [](const AuditEntry& entry) { return entry.action == kSharedIdentity; }));
  }

 private slots:
  void two_that_take_over_from_each_other_are_said_once() {
    Sessions sessions;
    QCOMPARE(sessions.said({"a", "b", "a"}), 0);  // once may be a machine that was put back to a snapshot
    QVERIFY(sessions.begins("b"));
    QCOMPARE(sessions.said({"a", "b", "a", "b", "a", "b"}), 0);
    for (int i = 0; i < 3600; ++i) QVERIFY(!sessions.begins(i % 2 == 0 ? "a" : "b", 990ms));
    int later = 0;
    for (int i = 0; i < 60; ++i) later += sessions.begins(i % 2 == 0 ? "a" : "b") ? 1 : 0;
    QCOMPARE(later, 1);  // once more, an hour after the first time
  }

  void an_agent_that_connects_again_is_one() {
    Sessions sessions;
    for (int i = 0; i < 1000; ++i) QVERIFY(!sessions.begins("a"));
  }

  void an_agent_that_is_started_anew_again_and_again_is_one() {
    Sessions sessions;
    for (int i = 0; i < 1000; ++i) QVERIFY(!sessions.begins("boot-" + std::to_string(i)));
    for (int i = 0; i < 1000; ++i) QVERIFY(!sessions.begins("boot-" + std::to_string(i / 3)));
  }

  void agents_without_an_id_and_other_certificates_are_not_compared() {
    Sessions sessions;
    QCOMPARE(sessions.said({"", "a", "", "a", "", "a"}), 0);
    for (const char* boot : {"a", "b", "a", "b", "a", "b"}) {
      sessions.fingerprint += "a";
      QVERIFY(!sessions.begins(boot));
    }
  }

  void returns_that_are_far_apart_are_not_added_up() {
    Sessions sessions;
    for (int i = 0; i < 100; ++i) QVERIFY(!sessions.begins(i % 2 == 0 ? "a" : "b", kSharedWithin));
  }

  // The hub hears of sessions, and writes it down for the alert.
  void the_hub_writes_it_down() {
    const Keys keys;
    FencedPlane plane(FencedPlane::newFleet(), keys, 0, false);
    FakeSession session;
    const auto comes = [&](const char* boot) {
      plane.hub.connect({kFirst, plane.entry(kFirst).record.fingerprint}, {boot, "x86_64", "1.0.0"}, session);
      plane.settle();
    };
    for (const char* boot : {"a", "a", "b", "c"}) comes(boot);
    QCOMPARE(entries(plane), std::size_t{0});
    for (const char* boot : {"a", "b"}) comes(boot);
    QCOMPARE(entries(plane), std::size_t{1});
    QVERIFY(plane.store.audit.back().detail.find("rotterdam-1") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TstSharedIdentities)
#include "tst_shared_identities.moc"
