// The real hashes, with little memory, and the limits that keep a flood of log-ins from taking the server's.
#include <QtTest>

#include <future>

#include "services/controlplane/core/accounts/account_desk.h"
#include "services/controlplane/passwords/password_workers.h"
#include "tests/controlplane/fleet_rig.h"

using namespace flotilla;
using namespace flotilla::controlplane;
using namespace flotilla::controlplane::test;

namespace {

// A mebibyte and one pass.
PasswordCost cheap() {
  return {1 << 20, 1, 4, 16};
}

std::string hashOf(SerialLoop& loop, PasswordWorkers& workers, const std::string& password) {
  std::promise<std::string> promise;
  loop.post([&] { workers.hash(password, [&](const std::string& out) { promise.set_value(out); }); });
  return promise.get_future().get();
}

PasswordVerdict verdictOf(SerialLoop& loop, PasswordWorkers& workers, const std::string& password,
                          const std::string& kept) {
  std::promise<PasswordVerdict> promise;
  loop.post([&] { workers.verify(password, kept, [&](const PasswordVerdict& out) { promise.set_value(out); }); });
  return promise.get_future().get();
}

}  // namespace

class TstPasswordWorkers : public QObject {
  Q_OBJECT

 private slots:
  void a_hash_is_argon2id_with_its_own_salt_and_only_its_password_matches() {
    SerialLoop loop;
    PasswordWorkers workers(loop, cheap());
    const std::string first = hashOf(loop, workers, "a good password");
    QVERIFY(first.starts_with("$argon2id$v=19$m=1024,t=1,p=1$"));
    QVERIFY(first != hashOf(loop, workers, "a good password"));
    const PasswordVerdict right = verdictOf(loop, workers, "a good password", first);
    QVERIFY(right.matches && right.renewed.empty());
    for (const std::string& wrong : {std::string("a good passwor"), std::string("A good password"), std::string(),
                                     std::string("a good password\0", 16)})
      QVERIFY(!verdictOf(loop, workers, wrong, first).matches);
    QVERIFY(!verdictOf(loop, workers, "a good password", "").matches);
    QVERIFY(!verdictOf(loop, workers, "a good password", "not a hash").matches);
  }

  void what_was_hashed_with_other_parameters_is_renewed_when_it_matches() {
    SerialLoop loop;
    PasswordCost more = cheap();
    more.memoryBytes *= 2;
    PasswordWorkers before(loop, cheap()), after(loop, more);
    const std::string old = hashOf(loop, before, "a good password");
    QVERIFY(verdictOf(loop, after, "another password", old).renewed.empty());
    const PasswordVerdict verdict = verdictOf(loop, after, "a good password", old);
    QVERIFY(verdict.matches);
    QVERIFY(verdict.renewed.starts_with("$argon2id$v=19$m=2048,t=1,p=1$"));
    QVERIFY(verdictOf(loop, after, "a good password", verdict.renewed).renewed.empty());
  }

  void ten_thousand_log_ins_at_once_keep_four_hashes_and_sixteen_waiting() {
    SerialLoop loop;
    PasswordWorkers workers(loop, cheap());
    MemoryStore store;
    Fleet fleet(loop, store);
    SystemRandom random;
    SystemClock clock;
    constexpr int kTries = 10'000;
    int answers = 0, busy = 0;
    std::promise<void> all;
    std::unique_ptr<AccountDesk> desk;
    loop.post([&] {
      desk = std::make_unique<AccountDesk>(AccountDesk::Ports{fleet, clock, random, workers});
      for (int i = 0; i < kTries; ++i) {
        const Asker asker{{}, false, "source " + std::to_string(i), {}};
        desk->logIn({"name " + std::to_string(i), "a good password"}, asker, [&](const Settled<LoggedIn>& out) {
          busy += out.answer.error().reason == "too_many_attempts" ? 1 : 0;
          if (++answers == kTries) all.set_value();
        });
      }
    });
    all.get_future().get();
    const PasswordLoad load = workers.load();
    QVERIFY(load.mostRunning <= 4);
    QVERIFY(load.mostRunning >= 1);
    QCOMPARE(load.mostWaiting, std::size_t{16});
    QVERIFY(busy > kTries / 2);
    QVERIFY(busy < kTries);
  }
};

QTEST_GUILESS_MAIN(TstPasswordWorkers)
#include "tst_password_workers.moc"
