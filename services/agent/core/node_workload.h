// One workload on this node: its install attempts and its workers. advance() carries an attempt as far as it goes now;
// what takes time (downloads, a worker that loads, the health window) calls it again. Every step may be repeated, so
// recovery after a restart is the same code from the state that was stored. Thread: the agent's loop. Lifetime: owned
// by the Agent.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "services/agent/core/agent.h"
#include "services/agent/core/guard.h"
#include "services/agent/core/install/content_fetch.h"
#include "services/agent/core/install/install_machine.h"
#include "services/agent/core/stage_judge.h"
#include "services/agent/core/workload_arms.h"

namespace flotilla::agent {

// Of a workload whose running slot is not what was written there.
inline constexpr const char* kSlotDamaged = "V38_slot_damaged";

struct WorkloadContext {
  const AgentConfig& config;
  AgentPorts& ports;
  NodeState& node;
  DownloadQueue& downloads;
  std::function<void()> onChange;                      // something that a report tells
  std::function<void(const WorkloadName&)> onSettled;  // an attempt ended and everything after it is done
};

class NodeWorkload {
 public:
  NodeWorkload(WorkloadContext& context, WorkloadRecord record);

  // Starts what is committed and goes on where the node was stopped. The boot record wins over the database.
  // `untrusted`: why the stored assignment does not vouch for the attempt any more; one that is before armed is refused
  // with it. nullptr if it does.
  void recover(const Error* untrusted);

  // A newer assignment of that may take over: nothing was marked in the boot record yet, the attempt ended, or its
  // version runs in shadow, which may take days, and another one is wanted.
  bool takesAttempts(const AssignmentTarget& wanted) const;
  // What a newer assignment wants, which did not take over: a version that has a part of the requests goes back if it
  // is another one.
  void onWanted(const AssignmentTarget& wanted);
  // A new attempt whose record is already stored.
  void begin(WorkloadRecord attempt);
  // A refusal before an attempt, already stored.
  void adopt(WorkloadRecord refused);

  const WorkloadRecord& record() const { return machine_.record(); }
  // Nothing is under way, and nothing is left to do after the last attempt.
  bool settled() const { return isSettled(machine_.state()) && finished_; }
  // The good slot does not hold what it should, which is `content`: that has to be installed once more.
  bool needsRepair(const Digest& content) const;
  WorkloadReport report() const;
  // Of the candidate that is compared now, or was and has not been told of since.
  std::optional<StageReport> stageReport() const;
  // What there is to report was stored.
  void reported();
  const WorkloadArms& arms() const { return arms_; }
  WorkloadArms& arms() { return arms_; }

 private:
  enum class Next { Again, Wait };
  using Why = const Error*;

  void advance();
  Next proceed();
  Next step(InstallEvent event, Why why = nullptr);
  Next retryLater(const Error& error);
  void resetAttempt();
  Path slotFolder(Slot slot) const;
  BootEntry bootEntry() const;

  // node_workload_content.cpp: from assigned to written
  Next plan();
  Next fetch();
  Next openStaged();
  Next write();
  bool slotHolds(Slot slot);
  void onCrashLoop(const Error& what);
  void onSlotDamaged(const Error& what);
  void onFetched(const Result<BundleManifest>& result);

  // node_workload_trial.cpp: from written to the end
  Next prepareCandidate();
  Next startCandidate();
  void onCandidateReady();
  void onCandidateEnded(const Error& ended);
  Next trial();
  void judgeTrial();
  Next rollBack();
  Next finish();
  Next settle();
  Status raiseFloor();

  // node_workload_stages.cpp: the candidate beside the version before, compared with it
  Status stagesFit() const;
  bool wantsShadow() const;
  bool wantsWeights() const;
  Next shadow();
  Next weights();
  Next lookLater();
  void onCompared(const worker::Compared& compared);
  void lookAtStage();
  void failStage(const Error& why);
  void passShadow();
  void passStep();
  void endStage();
  Beginning beginning() const;
  Error asStageEnd(const Error& why) const;

  // node_workload_recovery.cpp
  void startCommitted();
  bool runsDamaged() const;
  void lookAtSlotLater();
  void restoreSlots();
  void rebuildRecord();
  Status endForeignTrial();
  void resume(const Error* untrusted);
  bool bootRecordUsable() const;
  void stayAsItIs();

  WorkloadContext& context_;
  InstallMachine machine_;
  WorkloadArms arms_;
  Backoff backoff_;
  std::unique_ptr<ContentFetch> fetch_;
  std::optional<BundleManifest> staged_;  // hashed in this run of the agent
  int writeFailures_ = 0;
  bool slotChecked_ = false;  // the target slot was hashed in this run of the agent
  bool candidateReady_ = false;
  bool onTrial_ = false;
  SteadyPoint windowEnd_{};
  SteadyPoint trialEnd_{};
  std::optional<Error> lastFailure_;  // of the candidate
  struct Stage {
    std::optional<ShadowJudge> shadow = {};  // at most one of these is under way
    std::optional<WeightJudge> weights = {};
    bool shadowPassed = false;
    bool weightsPassed = false;
    bool looking = false;     // posted
    bool superseded = false;  // another version is wanted
    std::uint32_t peakRssKb = 0;
  };
  Stage stage_;                            // not stored: after a restart of the agent the one under way begins anew
  std::optional<StageReport> endedStage_;  // until it was reported
  bool finished_ = true;
  bool frozen_ = false;          // which slot is good is unknown: run what can be run, install nothing
  std::optional<Slot> damaged_;  // a good slot that does not hold what the boot record says
  Guard look_;                   // of the next look at a damaged slot
  Guard attempt_;                // of timers and posts that belong to the current attempt
};

}  // namespace flotilla::agent
