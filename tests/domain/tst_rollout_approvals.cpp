#include <QtTest>

#include "models/domain/rollout_approvals.h"

using namespace flotilla;
using namespace std::chrono_literals;

namespace {

const TimePoint kNow = TimePoint(std::chrono::hours(500'000));

Digest digestOf(std::uint8_t first) {
  Digest digest;
  digest.bytes[0] = first;
  return digest;
}

Rollout written(const std::string& author) {
  Rollout rollout;
  rollout.author = author;
  rollout.planDigest = digestOf(1);
  return rollout;
}

RolloutApproval said(const std::string& by, bool approved = true) {
  RolloutApproval approval;
  approval.by = by;
  approval.approved = approved;
  approval.plan = digestOf(1);
  approval.expires = kNow + 1h;
  return approval;
}

}  // namespace

class TstRolloutApprovals : public QObject {
  Q_OBJECT

 private slots:
  void counts_different_people() {
    Rollout rollout = written("ada");
    rollout.approvals = {said("ben"), said("cleo")};
    QCOMPARE(approvalsOf(rollout, 0, kNow), 2U);
    QCOMPARE(approvalsOf(rollout, 1, kNow), 0U);
  }

  // However it came to be stored.
  void the_word_of_whoever_wrote_the_plan_does_not_count() {
    Rollout rollout = written("ada");
    rollout.approvals = {said("ada"), said("ben")};
    QCOMPARE(approvalsOf(rollout, 0, kNow), 1U);
    QCOMPARE(whyItDoesNotCount(rollout, rollout.approvals[0], kNow), std::string("wrote the plan"));
  }

  void a_word_for_another_plan_does_not_count() {
    Rollout rollout = written("ada");
    rollout.approvals = {said("ben")};
    rollout.approvals[0].plan = digestOf(2);
    QCOMPARE(approvalsOf(rollout, 0, kNow), 0U);
  }

  void a_word_lasts_until_it_expires() {
    Rollout rollout = written("ada");
    rollout.approvals = {said("ben")};
    QCOMPARE(approvalsOf(rollout, 0, kNow + 1h - 1us), 1U);
    QCOMPARE(approvalsOf(rollout, 0, kNow + 1h), 0U);
  }

  void one_rejection_outweighs_all() {
    Rollout rollout = written("ada");
    rollout.approvals = {said("ben"), said("cleo"), said("dan", false)};
    QCOMPARE(approvalsOf(rollout, 0, kNow), 0U);
  }
};

QTEST_GUILESS_MAIN(TstRolloutApprovals)
#include "tst_rollout_approvals.moc"
