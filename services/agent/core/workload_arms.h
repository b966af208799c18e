// The workers of one workload: the stable one, which is restarted whenever it ends, and during an install the candidate
// beside it. Traffic goes to one of them, or to the stable one as the front of both. Counts are kept per arm and
// version until a report took them. Thread: the agent's loop. Lifetime: owned by the workload; the destructor ends the
// processes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/domain/install.h"
#include "services/agent/core/crash_loop.h"
#include "services/agent/core/stage_relay.h"
#include "services/agent/core/worker_arm.h"
#include "services/runtime/backoff.h"
#include "services/telemetry/report.h"

namespace flotilla::agent {

class WorkloadArms {
 public:
  struct Listener {
    std::function<void()> onCandidateReady;                   // loaded, golden check and warm-up passed
    std::function<void(const Error&)> onCandidateEnded;       // it is gone already
    std::function<void(const worker::Compared&)> onCompared;  // of the candidate that is judged now
    std::function<void(const Error&)> onCrashLoop;  // the stable one began to end again and again, or lasts again
  };
  // `feeding` false: workers load, and get no requests.
  WorkloadArms(WorkerSetting setting, Random& random, bool feeding, Listener listener);

  // Replaces what is there.
  void startStable(const Path& slot, const AssignmentTarget& target);
  // `background`: behind all others; it is not promoted then.
  void startCandidate(const Path& slot, const AssignmentTarget& target, bool background = false);
  void dropCandidate();
  // The candidate becomes the stable one; the one before is asked to stop, and ended if it does not.
  void promoteCandidate();
  // Another configuration of the same content. A worker is started anew only if what it loads changes.
  void configureStable(const AssignmentTarget& target);

  // Ends the stable worker and starts it anew, at once. Without one nothing happens.
  void restart();
  // Kills the stable worker, which is restarted as after any other end. False if none runs.
  bool kill() { return stable_ != nullptr && stable_->kill(); }
  // While it is held, no worker runs, whatever is started; a candidate has ended. Let go, the stable one starts.
  void hold(bool held);

  // The next inputs of the stable worker, or why none come any more; until another capture begins. Says which version
  // sees them. Precondition/"not_running" while none serves.
  using TakeSample = std::function<void(Result<InputSample>)>;
  Result<Version> capture(std::uint32_t samples, TakeSample take);

  // The stable one serves, and as the front has the candidate answer copies, or a share of the requests, while that is
  // ready. What comes of it is told; what was asked before under another order is not any more.
  void judgeCandidate(worker::FrontMode mode, std::uint32_t percent = 0, const std::string& salt = {});
  void stopJudging();
  bool judging() const { return front_.mode != worker::FrontMode::Off; }
  // Since when the candidate owes answers and gives none; nothing if it owes none.
  std::optional<SteadyPoint> silentSince() const { return relay_.silentSince(); }
  std::uint64_t candidateRssKb() const { return candidate_ ? candidate_->rssKb() : 0; }
  // Whether the stable one, if there is one, gets requests at all.
  bool fed() const { return feeding_ && stableTarget_ && stableTarget_->config.ratePerSecond > 0; }
  const AssignmentTarget* stableTarget() const { return stableTarget_ ? &*stableTarget_ : nullptr; }

  // Requests go to the candidate while it is ready, and to the stable one otherwise.
  void tryCandidate();
  // What the candidate did since then.
  const ArmCounts& trialCounts() const { return trialCounts_; }

  bool hasStable() const { return stableTarget_.has_value(); }
  bool hasCandidate() const { return candidate_ != nullptr; }
  const Path& stableSlot() const { return stableSlot_; }
  std::uint32_t restarts() const { return restarts_; }
  // Precondition/"crash_loop" and how it stands, while the stable one ends again and again.
  std::optional<Error> crashLoop() const;
  std::uint64_t rssKb() const;  // of the largest

  std::vector<ArmReport> counts(const WorkloadName& workload) const;
  std::vector<WindowReport> windows(const WorkloadName& workload) const;
  void clearCounts() {
    counts_.clear();
    windows_.clear();
  }

 private:
  using CountKey = std::pair<Arm, Version>;
  std::unique_ptr<WorkerArm> makeArm(const Path& slot, const AssignmentTarget& target, ArmStart start);
  void onReady(const WorkerArm* arm);
  void onCounts(const WorkerArm* arm, const ArmCounts& delta);
  void onWindow(const WorkerArm* arm, std::string window);
  void onSample(const WorkerArm* arm, const worker::Sampled& sampled) const;
  void onTrace(const WorkerArm* arm, const worker::Traced& trace) const;
  void onAsk(const WorkerArm* arm, worker::Ask ask);
  void onAnswer(const WorkerArm* arm, worker::Answer answer);
  void onCompared(const WorkerArm* arm, const worker::Compared& compared);
  void abandonAsked();
  void onEnded(const WorkerArm* arm, const Error& why);
  void onStableEnded(const Error& why);
  void onStableLasted();
  void letGo(std::unique_ptr<WorkerArm> arm);
  void endHeldCandidate();
  void routeTraffic();
  double rateOf(const WorkerArm& arm) const { return feeding_ ? arm.target().config.ratePerSecond : 0; }

  WorkerSetting setting_;
  bool feeding_;
  bool held_ = false;
  Listener listener_;
  Backoff backoff_;
  CrashLoop crashes_;  // of the stable one
  bool toldLoop_ = false;
  Path stableSlot_;
  std::optional<AssignmentTarget> stableTarget_;
  std::unique_ptr<WorkerArm> stable_;  // null while it waits to be restarted
  std::unique_ptr<WorkerArm> candidate_;
  std::vector<std::unique_ptr<WorkerArm>> leaving_;
  bool trying_ = false;
  FrontOrder front_;  // while the candidate is judged
  std::uint32_t rounds_ = 0;
  Version judged_;  // whose counts come with what is compared
  StageRelay relay_;
  ArmCounts trialCounts_;
  std::map<CountKey, ArmCounts> counts_;
  std::vector<std::pair<CountKey, std::string>> windows_;  // closed since the last report
  std::uint32_t restarts_ = 0;
  const WorkerArm* captured_ = nullptr;  // whose inputs takeSample_ gets
  TakeSample takeSample_;
  Guard restart_;  // of the pending restart of the stable worker
  Guard guard_;
};

}  // namespace flotilla::agent
