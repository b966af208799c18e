// The workers of one workload: the stable one, which is restarted whenever it ends, and during an install the candidate
// beside it. Traffic goes to one of them. Counts are kept per arm and version until a report took them. Thread: the
// agent's loop. Lifetime: owned by the workload; the destructor ends the processes.
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
#include "services/agent/core/worker_arm.h"
#include "services/runtime/backoff.h"
#include "services/telemetry/report.h"

namespace flotilla::agent {

class WorkloadArms {
 public:
  struct Listener {
    std::function<void()> onCandidateReady;              // loaded, golden check and warm-up passed
    std::function<void(const Error&)> onCandidateEnded;  // it is gone already
    std::function<void(const Error&)> onCrashLoop;       // the stable one began to end again and again, or lasts again
    std::function<void(const Error&)> onSlotDamaged;     // so the stable one is not started again
  };
  // `feeding` false: workers load, and get no requests.
  WorkloadArms(WorkerSetting setting, Random& random, bool feeding, Listener listener);

  // Replaces what is there. The slot has just been hashed.
  void startStable(const Path& slot, const AssignmentTarget& target);
  void startCandidate(const Path& slot, const AssignmentTarget& target);
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
  std::unique_ptr<WorkerArm> makeArm(const Path& slot, const AssignmentTarget& target, bool check);
  void onReady(const WorkerArm* arm);
  void onCounts(const WorkerArm* arm, const ArmCounts& delta);
  void onWindow(const WorkerArm* arm, std::string window);
  void onSample(const WorkerArm* arm, const worker::Sampled& sampled) const;
  void onTrace(const WorkerArm* arm, const worker::Traced& trace) const;
  void onEnded(const WorkerArm* arm, const Error& why);
  void startAgain(const AssignmentTarget& target);
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
