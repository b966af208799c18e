// The agent's half of a session without any transport: what is said, how far ahead, and what follows each end.
#include <QtTest>
#include <numeric>

#include "tests/agent/uplink_rig.h"

using namespace flotilla;
using namespace flotilla::agent;
using namespace flotilla::agent::fakes;
using namespace std::chrono_literals;

namespace {

constexpr Duration kLife = 90 * 24h;
constexpr Duration kShort = 20min;  // of a certificate that is renewed
constexpr std::size_t kWindow = 64;

const Error kGone{ErrorCode::Unavailable, "broken", "the connection broke"};
const Error kRevoked{ErrorCode::Denied, "revoked", "this node was revoked"};
const Error kSuperseded{ErrorCode::Denied, "superseded_certificate", "a newer certificate of this node is in use"};

std::vector<std::uint64_t> from(std::uint64_t first, std::size_t count) {
  std::vector<std::uint64_t> out(count);
  std::iota(out.begin(), out.end(), first);
  return out;
}

}  // namespace

class TstUplink : public QObject {
  Q_OBJECT

  FleetKeys keys_;
  std::unique_ptr<UplinkRig> rig_;

  TimePoint now() const { return rig_->node.loop.now(); }
  std::size_t lines() const { return rig_->dialler.calls.size(); }
  void startEnrolled(Duration life = kLife) {
    rig_->enrol(life);
    rig_->start();
    QVERIFY(rig_->dials(500ms));
  }
  v1::ServerMessage renewed(const std::string& requestPem) {
    v1::ServerMessage message;
    message.mutable_renewed()->set_certificate_pem(rig_->certificateFor(requestPem, kLife));
    return message;
  }
  // Until the session asks for another certificate, which it then gets.
  void renew() {
    QVERIFY(rig_->node.loop.runUntil([&] { return !rig_->renewals().empty(); }, kShort * 6 / 10 + 5s));
    rig_->hear(renewed(rig_->renewals().front()));
  }

 private slots:
  void init() { rig_ = std::make_unique<UplinkRig>(keys_); }

  void the_first_word_says_who_it_is_and_what_it_can_do() {
    rig_->config.searchLogs = [](const LogQuery&, const Done<LogExcerpt>&) {};
    startEnrolled();
    QCOMPARE(rig_->call().said.size(), std::size_t{1});
    const v1::Hello& hello = rig_->call().said.front().hello();
    QCOMPARE(hello.boot_id(), rig_->node.agent->bootId());
    QVERIFY(!hello.boot_id().empty());
    QCOMPARE(hello.hardware(), std::string("x86_64"));
    QCOMPARE(hello.agent_version(), std::string("1.2.3"));
    QCOMPARE(hello.queue(), rig_->node.agent->queue().incarnation);
    QCOMPARE(hello.queue_begins(), rig_->node.agent->queue().begins);
    QVERIFY(hello.searches_logs() && hello.captures_inputs() && hello.takes_orders() && hello.takes_faults() &&
            hello.takes_thresholds());
    QVERIFY(!hello.allows_faults());  // whoever owns the machine did not
    QCOMPARE(rig_->call().certificatePem, rig_->stored());
    QCOMPARE(rig_->used, std::vector{rig_->stored()});
  }

  void reports_wait_for_the_welcome_and_go_at_most_a_window_ahead() {
    startEnrolled();
    rig_->node.loop.runFor(300s);
    QCOMPARE(rig_->reports(), from(1, 0));
    rig_->welcome(3);
    QCOMPARE(rig_->reports(), from(4, kWindow));
    rig_->node.loop.runFor(60s);
    QCOMPARE(rig_->reports().size(), kWindow);
    rig_->acknowledge(34);  // 33 are on their way
    QCOMPARE(rig_->reports().size(), kWindow);
    rig_->acknowledge(35);
    QCOMPARE(rig_->reports(), from(4, 32 + kWindow));
    std::size_t most = 0;
    while (rig_->reports().back() < 300) {
      const std::uint64_t known = 35 + most;
      QVERIFY(rig_->reports().back() <= known + kWindow);
      rig_->acknowledge(known + 1);
      ++most;
    }
    QCOMPARE(rig_->reports(), from(4, rig_->reports().size()));
  }

  void what_was_not_acknowledged_is_said_again_in_the_next_session() {
    startEnrolled();
    rig_->node.loop.runFor(10s);
    rig_->welcome();
    rig_->acknowledge(2);
    const auto said = rig_->reports();
    rig_->end(kGone);
    QVERIFY(rig_->dials(1s));
    QCOMPARE(rig_->reports(), from(1, 0));
    rig_->welcome(4);
    QVERIFY(rig_->reports().size() >= said.size() - 4);
    QCOMPARE(rig_->reports(), from(5, rig_->reports().size()));
  }

  void an_end_is_followed_by_another_line_after_a_while_that_grows() {
    startEnrolled();
    std::chrono::milliseconds ceiling = 1s;
    TimePoint ended = now();
    Duration longest{};
    for (int i = 0; i < 20; ++i, ceiling = std::min<std::chrono::milliseconds>(2 * ceiling, 300s)) {
      ended = now();
      rig_->end(kGone);
      QVERIFY(rig_->call().abandoned);
      QVERIFY(rig_->dials(ceiling));
      QVERIFY(now() - ended >= 50ms);
      longest = std::max(longest, now() - ended);
    }
    QVERIFY(longest > 10s);
    QVERIFY(rig_->dialler.questions.empty());  // nobody refused it
    rig_->welcome();
    rig_->end(kGone);
    QVERIFY(rig_->dials(1s));  // from the beginning
  }

  void after_a_refusal_for_good_it_asks_seldom() {
    startEnrolled();
    const TimePoint refused = now();
    rig_->end(kRevoked);
    QVERIFY(rig_->dials(1h));
    QCOMPARE(now() - refused, Duration(300s));
    rig_->end(kSuperseded);  // may be about one of two certificates only
    QVERIFY(rig_->dials(1s));
  }

  void who_is_closed_out_twice_asks_why() {
    startEnrolled();
    rig_->end(kGone, true);
    QVERIFY(rig_->dialler.questions.empty());
    QVERIFY(rig_->dials(1s));
    rig_->end(kGone, true);
    QVERIFY(!rig_->dials(1h));
    QCOMPARE(rig_->dialler.questions.size(), std::size_t{1});
    const auto& asked = rig_->dialler.questions.front();
    QVERIFY(asked.request.csr_pem().empty());
    QCOMPARE(asked.request.certificate_pem(), rig_->stored());
    const TimePoint answered = now();
    asked.answer(kRevoked);
    QVERIFY(rig_->dials(1h));
    QCOMPARE(now() - answered, Duration(300s));
    rig_->end(kGone, true);
    QCOMPARE(rig_->dialler.questions.size(), std::size_t{2});
    rig_->dialler.questions.back().answer(std::string());  // it is welcome
    QVERIFY(rig_->dials(4s));
    rig_->welcome();
    rig_->end(kGone, true);  // not at a handshake
    QCOMPARE(rig_->dialler.questions.size(), std::size_t{2});
  }

  void half_way_through_its_life_the_certificate_is_renewed_and_used() {
    startEnrolled(kShort);
    rig_->welcome();
    const std::string old = rig_->stored();
    const TimePoint began = now();
    renew();
    QVERIFY(now() - began > kShort * 4 / 10 - 10s);
    QVERIFY(rig_->stored() != old);
    QCOMPARE(lines(), std::size_t{2});  // at once
    QVERIFY(rig_->dialler.calls.front()->abandoned);
    QCOMPARE(rig_->call().certificatePem, rig_->stored());
    QCOMPARE(rig_->used, (std::vector{old, rig_->stored()}));
    QVERIFY(rig_->identities.previous().has_value());
    rig_->welcome();
    QVERIFY(!rig_->identities.previous().has_value());
    rig_->node.loop.runFor(1min);
    QVERIFY(rig_->renewals().empty());
  }

  void until_the_new_identity_was_taken_both_are_tried_in_turn() {
    startEnrolled(kShort);
    rig_->welcome();
    const std::string old = rig_->stored();
    renew();
    rig_->end(kSuperseded);
    QVERIFY(rig_->dials(1s));
    QCOMPARE(rig_->call().certificatePem, old);
    rig_->end(kSuperseded);
    QVERIFY(rig_->dials(2s));
    QCOMPARE(rig_->call().certificatePem, rig_->stored());
    QVERIFY(rig_->call().certificatePem != old);
  }

  void an_expired_certificate_is_renewed_before_anything_is_dialled() {
    rig_->enrol(1h);
    const std::string old = rig_->stored();
    rig_->node.loop.runFor(2h);
    rig_->start();
    rig_->node.loop.runFor(1min);
    QCOMPARE(lines(), std::size_t{0});
    QCOMPARE(rig_->dialler.questions.size(), std::size_t{1});
    const v1::RenewExpiredRequest first = rig_->dialler.questions.front().request;
    QCOMPARE(first.certificate_pem(), old);
    QVERIFY(!first.csr_pem().empty());
    rig_->dialler.questions.front().answer(kGone);
    rig_->node.loop.runFor(1s);
    QCOMPARE(rig_->dialler.questions.size(), std::size_t{2});
    const v1::RenewExpiredRequest& second = rig_->dialler.questions.back().request;
    QCOMPARE(parseRequest(second.csr_pem())->fingerprint, parseRequest(first.csr_pem())->fingerprint);  // the same key
    rig_->dialler.questions.back().answer(rig_->certificateFor(second.csr_pem(), kLife));
    rig_->node.loop.runFor(1s);
    QCOMPARE(lines(), std::size_t{1});
    QCOMPARE(rig_->call().certificatePem, rig_->stored());
    QVERIFY(rig_->stored() != old);
  }

  void whoever_is_gone_has_no_line_and_hears_no_answers() {
    startEnrolled();
    rig_->end(kGone, true);
    QVERIFY(rig_->dials(1s));
    rig_->end(kGone, true);
    rig_->uplink.reset();
    rig_->dialler.questions.front().answer(std::string());
    rig_->node.loop.runFor(1h);
    QCOMPARE(lines(), std::size_t{2});
  }

  void while_the_link_is_cut_for_practice_nothing_is_dialled() {
    rig_->node.kill();
    rig_->node.drills = {true, 15min};
    rig_->node.boot();
    startEnrolled();
    rig_->welcome();
    rig_->node.agent->drills().take({"1", FaultKind::CutLink, 30s, {}, {}});
    rig_->node.loop.runFor(1s);
    QVERIFY(rig_->call().abandoned);
    rig_->node.loop.runFor(28s);
    QCOMPARE(lines(), std::size_t{1});
    rig_->node.loop.runFor(1s);
    QCOMPARE(lines(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TstUplink)
#include "tst_uplink.moc"
