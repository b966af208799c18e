#include "services/agent/core/workload_arms.h"

#include <algorithm>
#include <utility>

#include "services/agent/core/trace_line.h"
#include "services/agent/core/verify/content_check.h"
#include "services/runtime/log.h"

namespace flotilla::agent {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstRestart{1'000};
constexpr milliseconds kLongestRestart{60'000};
// For the last counts of a worker that is not needed any more, and for its service to end in good order.
// Between two reports; more come only if reports cannot be stored, and then memory matters more.
constexpr std::size_t kMostWindows = 64;
constexpr Duration kFarewell = std::chrono::seconds(15);

bool loadsTheSame(const WorkloadConfig& a, const WorkloadConfig& b) {
  return a.runtime == b.runtime && a.source == b.source && a.gain == b.gain && a.offset == b.offset &&
         a.noise == b.noise && a.memoryMb == b.memoryMb && a.cpuPercent == b.cpuPercent &&
         a.maxProcesses == b.maxProcesses;
}

}  // namespace

WorkloadArms::WorkloadArms(WorkerSetting setting, Random& random, bool feeding, Listener listener)
    : setting_(std::move(setting)),
      feeding_(feeding),
      listener_(std::move(listener)),
      backoff_(random, kFirstRestart, kLongestRestart) {}

// Callbacks say which arm they come from, because an arm changes its place when it is promoted.
std::unique_ptr<WorkerArm> WorkloadArms::makeArm(const Path& slot, const AssignmentTarget& target, bool check) {
  auto self = std::make_shared<const WorkerArm*>(nullptr);
  WorkerArm::Listener listener;
  listener.onReady = [this, self] { onReady(*self); };
  listener.onCounts = [this, self](const ArmCounts& delta) { onCounts(*self, delta); };
  listener.onWindow = [this, self](std::string window) { onWindow(*self, std::move(window)); };
  listener.onTrace = [this, self](const worker::Traced& trace) { onTrace(*self, trace); };
  listener.onSample = [this, self](const worker::Sampled& sampled) { onSample(*self, sampled); };
  listener.onEnded = [this, self](const Error& why) { onEnded(*self, why); };
  auto arm = std::make_unique<WorkerArm>(setting_, slot, target, check, std::move(listener));
  *self = arm.get();
  arm->start();
  return arm;
}

void WorkloadArms::startStable(const Path& slot, const AssignmentTarget& target) {
  restart_.renew();
  if (&slot != &stableSlot_) stableSlot_ = slot;
  if (!stableTarget_ || &target != &*stableTarget_) stableTarget_ = target;
  if (held_) return;
  stable_ = makeArm(slot, target, false);
  routeTraffic();
}

void WorkloadArms::restart() {
  if (stableTarget_) startAgain(*stableTarget_);
}

// The disk may have gone bad since the slot was hashed last, and then what is in it must not run.
void WorkloadArms::startAgain(const AssignmentTarget& target) {
  const Status whole = held_ ? okStatus() : checkSlot(setting_.files, stableSlot_, target.digest);
  if (whole) return startStable(stableSlot_, target);
  stable_.reset();
  listener_.onSlotDamaged(whole.error());
}

void WorkloadArms::hold(bool held) {
  if (std::exchange(held_, held) == held) return;
  if (!held) return restart();
  restart_.renew();
  stable_.reset();
  if (candidate_) endHeldCandidate();
}

// Later, because whoever starts one is not done yet.
void WorkloadArms::endHeldCandidate() {
  dropCandidate();
  setting_.loop.post(guard_.wrap(
      [this] { listener_.onCandidateEnded(precondition("isolated", "the node is isolated, so nothing runs")); }));
}

void WorkloadArms::startCandidate(const Path& slot, const AssignmentTarget& target) {
  if (held_) return endHeldCandidate();
  candidate_ = makeArm(slot, target, true);
}

void WorkloadArms::dropCandidate() {
  candidate_.reset();
  trying_ = false;
  routeTraffic();
}

void WorkloadArms::promoteCandidate() {
  restart_.renew();
  if (stable_) letGo(std::move(stable_));
  stableSlot_ = candidate_->slot();
  stableTarget_ = candidate_->target();
  crashes_.lasted();
  toldLoop_ = false;
  stable_ = std::move(candidate_);
  trying_ = false;
  routeTraffic();
}

void WorkloadArms::configureStable(const AssignmentTarget& target) {
  if (!stableTarget_) return;
  const bool same = loadsTheSame(stableTarget_->config, target.config);
  if (!same) return startAgain(target);
  stableTarget_ = target;
  if (stable_) stable_->setTarget(target);
  routeTraffic();
}

void WorkloadArms::tryCandidate() {
  trying_ = true;
  trialCounts_ = {};
  routeTraffic();
}

void WorkloadArms::routeTraffic() {
  const bool toCandidate = trying_ && candidate_ && candidate_->ready();
  if (candidate_) candidate_->serve(toCandidate ? rateOf(*candidate_) : 0);
  if (stable_) stable_->serve(toCandidate ? 0 : rateOf(*stable_));
}

void WorkloadArms::onReady(const WorkerArm* arm) {
  if (arm == candidate_.get()) return listener_.onCandidateReady();
  // Only a worker that lasted clears the record of those that did not.
  const auto forget = [this, count = restarts_] {
    if (restarts_ == count) onStableLasted();
  };
  setting_.loop.postAfter(kLongestRestart, guard_.wrap(forget));
}

void WorkloadArms::onCounts(const WorkerArm* arm, const ArmCounts& delta) {
  const bool candidate = arm == candidate_.get();
  if (candidate && trying_) trialCounts_.merge(delta);
  if (!delta.empty()) counts_[{candidate ? Arm::Candidate : Arm::Stable, arm->target().version}].merge(delta);
}

void WorkloadArms::onWindow(const WorkerArm* arm, std::string window) {
  const Arm which = arm == candidate_.get() ? Arm::Candidate : Arm::Stable;
  if (windows_.size() < kMostWindows) windows_.emplace_back(CountKey{which, arm->target().version}, std::move(window));
}

Result<Version> WorkloadArms::capture(std::uint32_t samples, TakeSample take) {
  if (!stable_ || !stable_->ready())
    return precondition("not_running", "the workload does not serve on this node now", "workload",
                        "flotillactl nodes show says what runs there");
  captured_ = stable_.get();
  takeSample_ = std::move(take);
  stable_->capture(samples);
  return stable_->target().version;
}

void WorkloadArms::onSample(const WorkerArm* arm, const worker::Sampled& sampled) const {
  if (arm != captured_) return;
  const auto take = takeSample_;
  take(sampled.refused.empty() ? Result<InputSample>(sampled.sample)
                               : Result<InputSample>(precondition(sampled.refused, sampled.message, "workload")));
}

void WorkloadArms::onTrace(const WorkerArm* arm, const worker::Traced& trace) const {
  const AssignmentTarget& target = arm->target();
  logTrace(trace, {target.workload, arm == candidate_.get() ? Arm::Candidate : Arm::Stable, target.version});
}

void WorkloadArms::onEnded(const WorkerArm* arm, const Error& why) {
  if (arm == captured_) {
    captured_ = nullptr;
    if (takeSample_) takeSample_(precondition("worker_ended", "the worker ended: " + why.message));
  }
  if (arm == stable_.get()) return onStableEnded(why);
  if (arm == candidate_.get()) {
    if (trying_) ++restarts_;
    dropCandidate();
    return listener_.onCandidateEnded(why);
  }
  std::erase_if(leaving_, [&](const auto& leaver) { return leaver.get() == arm; });
}

void WorkloadArms::onStableEnded(const Error& why) {
  log::warn("a worker ended", {{"workload", stableTarget_->workload.value},
                               {"version", stableTarget_->version.toString()},
                               {"slot", stableSlot_.string()},
                               {"reason", why.reason},
                               {"message", why.message}});
  stable_.reset();
  ++restarts_;
  const Duration pause = backoff_.next();
  crashes_.ended(setting_.clock.steady(), why.message, pause);
  if (const auto looping = crashLoop(); looping && !std::exchange(toldLoop_, true)) listener_.onCrashLoop(*looping);
  setting_.loop.postAfter(pause, restart_.wrap([this] { startAgain(*stableTarget_); }));
}

void WorkloadArms::onStableLasted() {
  backoff_.reset();
  crashes_.lasted();
  if (std::exchange(toldLoop_, false)) listener_.onCrashLoop(precondition("crash_loop_over", "it runs again"));
}

std::optional<Error> WorkloadArms::crashLoop() const {
  if (!crashes_.looping(setting_.clock.steady())) return std::nullopt;
  return precondition("crash_loop", crashes_.sentence());
}

void WorkloadArms::letGo(std::unique_ptr<WorkerArm> arm) {
  const WorkerArm* leaver = arm.get();
  arm->serve(0);
  arm->stop();
  leaving_.push_back(std::move(arm));
  const auto end = [this, leaver] {
    std::erase_if(leaving_, [&](const auto& other) { return other.get() == leaver; });
  };
  setting_.loop.postAfter(kFarewell, guard_.wrap(end));
}

std::uint64_t WorkloadArms::rssKb() const {
  std::uint64_t largest = 0;
  for (const auto* arm : {&stable_, &candidate_})
    if (*arm) largest = std::max(largest, (*arm)->rssKb());
  return largest;
}

std::vector<ArmReport> WorkloadArms::counts(const WorkloadName& workload) const {
  std::vector<ArmReport> reports;
  for (const auto& [key, counts] : counts_) reports.push_back({workload, key.first, key.second, counts});
  return reports;
}

std::vector<WindowReport> WorkloadArms::windows(const WorkloadName& workload) const {
  std::vector<WindowReport> reports;
  for (const auto& [key, window] : windows_) reports.push_back({workload, key.first, key.second, window});
  return reports;
}

}  // namespace flotilla::agent
