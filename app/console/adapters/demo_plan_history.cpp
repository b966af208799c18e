#include "app/console/adapters/demo_plan_history.h"

#include <algorithm>
#include <array>

#include "app/console/adapters/demo_audit.h"
#include "app/console/adapters/demo_evidence.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_plans.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr const char* kAuthor = "operator-2";
constexpr double kRisingOdds = 58, kFailedOdds = 230;
constexpr std::uint64_t kShortOf = 16;  // tenths: so much more than there is would be enough

struct Script {
  const char* workload;
  const char* to;
  const char* region;
  int percent;         // of the second wave
  const char* soak;    // of the canary
  const char* later;   // soak of the other waves
  int firstApprovals;  // before the canary
  const char* interval;
  const char* limit = "6h";  // of the canary
};

// Short, so that all of it is seen in a quarter of an hour.
constexpr const char* kStages =
    "shadow:\n  min_time: 3m\n  limit: 1h\n\nweights:\n  steps: [1, 5, 25, 50, 100]\n  min_time: 2m\n"
    "  min_requests: 20\n  limit: 2h\n\n";
constexpr auto kStagedFor = 14min;  // since the first node of its wave got it

constexpr Script kRejected{"edge-gateway", "4.3.0", "eu-west", 5, "2h", "4h", 1, "60s"};
constexpr Script kFailed{"meter-reader", "2.1.0", "sa-east", 10, "30m", "1h", 0, "20s"};
constexpr Script kRunning{"checkout-vision", "2.14.0", "eu-west", 10, "45m", "60m", 0, "20s"};
constexpr Script kPaused{"gate-sensor", "1.9.1", "eu-north", 20, "15m", "1h", 0, "30s", "50m"};
constexpr Script kAwaiting{"meter-reader", "2.1.0", "ap-south", 10, "30m", "1h", 2, "30s"};
constexpr Script kStaged{"gate-sensor", "1.9.1", "us-west", 30, "30m", "1h", 0, "20s"};
constexpr Script kDraft{"gate-sensor", "1.9.1", "us-east", 10, "1h", "2h", 0, "60s"};

// Rows of nodes are what a rollout costs: in a larger fleet a plan is for every tenth node.
constexpr std::size_t kHuge = 20'000;

std::string planOf(const DemoState& state, const Script& script, const char* stages = "") {
  const std::size_t canary = std::clamp<std::size_t>(state.nodes.size() / 800, 1, 12);
  std::string out = "workload: " + std::string(script.workload) + "\nto: " + script.to + "\nregions: [" +
                    script.region + "]\n" + (state.nodes.size() > kHuge ? "selector: \"name~0$\"\n" : "") +
                    "on_failure: roll_back\n\n" + stages +
                    "gates:\n  bad_event: error\n  interval: " + script.interval +
                    "\n  min_success_ratio: 0.995\n\nwaves:\n  - name: canary\n    size: " + std::to_string(canary) +
                    "\n    soak: " + script.soak + "\n    limit: " + script.limit + "\n";
  if (script.firstApprovals > 0) out += "    approvals: {count: " + std::to_string(script.firstApprovals) + "}\n";
  return out + "\n  - name: early\n    size: " + std::to_string(script.percent) + "%\n    soak: " + script.later +
         "\n\n  - name: half\n    size: 50%\n    soak: " + script.later +
         "\n    approvals: {count: 1}\n\n  - name: all\n    size: rest\n    soak: " + script.later +
         "\n    approvals: {count: 2}\n";
}

DemoPlanned* add(DemoState& state, const Script& script, Duration ago, const char* author, const char* stages = "") {
  auto draft = draftDemoPlan(state, planOf(state, script, stages), author);
  if (!draft) return nullptr;
  draft->rollout.createdAt = state.startedAt - ago;
  state.planned.push_back(std::move(*draft));
  return &state.planned.back();
}

void approve(DemoPlanned& planned, std::uint32_t wave, const char* by, TimePoint at) {
  planned.rollout.approvals.push_back(
      {planned.rollout.id, wave, by, planned.rollout.planDigest, true, {}, at, at + std::chrono::hours(24)});
}

// The wave's nodes got it at `at` and proved it within a minute; it soaks since then.
void bring(DemoState& state, DemoPlanned& planned, std::uint32_t place, TimePoint at) {
  Rollout& rollout = planned.rollout;
  RolloutWave& wave = rollout.waves[place];
  for (std::size_t i = 0; i < rollout.nodes.size(); ++i) {
    RolloutNode& node = rollout.nodes[i];
    if (node.wave != place) continue;
    node.assignedAt = at;
    if (state.nodes[planned.seats[i].node].contact == DemoContact::Steady) {
      proveDemoSeat(state, planned, i, at + 20s + std::chrono::seconds(mixed(rollout.seed, i) % 40));
    } else {
      node.outcome = NodeOutcome::Late;
      node.reason = "never_reached";
    }
  }
  wave.state = WaveState::Soaking;
  wave.startedAt = at;
  wave.soakingAt = at + 1min;
  rollout.state = RolloutState::Running;
  rollout.startedAt = std::max(rollout.startedAt, rollout.waves.front().startedAt);
  rollout.deadline = at + planned.plan.deadline;
}

void look(DemoPlanned& planned, std::uint32_t place, TimePoint until) {
  RolloutWave& wave = planned.rollout.waves[place];
  for (TimePoint at = wave.soakingAt + planned.plan.gates.interval; at <= until; at += planned.plan.gates.interval)
    takeDemoLook(planned, wave, at);
}

std::uint64_t looksUntil(const DemoPlanned& planned, std::uint32_t place, TimePoint until) {
  return static_cast<std::uint64_t>((until - planned.rollout.waves[place].soakingAt) / planned.plan.gates.interval);
}

void pass(DemoPlanned& planned, std::uint32_t place) {
  RolloutWave& wave = planned.rollout.waves[place];
  wave.endedAt = wave.soakingAt + wave.soak;
  look(planned, place, wave.endedAt);
  wave.state = WaveState::Passed;
}

void addRunning(DemoState& state) {
  DemoPlanned* planned = add(state, kRunning, 98min, kAuthor);
  if (planned == nullptr) return;
  bring(state, *planned, 0, state.startedAt - 90min);
  pass(*planned, 0);
  bring(state, *planned, 1, state.startedAt - 38min);
  const std::uint64_t looks = looksUntil(*planned, 1, state.startedAt);
  planned->truths[1].trueBad = demoShareFor(*planned, 1, looks, kRisingOdds);
  planned->truths[1].needed = demoLook(*planned, 1, looks, state.startedAt).evidence.canaryRequests * kShortOf / 10;
  look(*planned, 1, state.startedAt);
}

void addPaused(DemoState& state) {
  DemoPlanned* planned = add(state, kPaused, 68min, kDemoCaller);
  if (planned == nullptr) return;
  bring(state, *planned, 0, state.startedAt - 63min);
  RolloutWave& wave = planned->rollout.waves[0];
  planned->truths[0].answersPerSecond = 0.06;  // a quiet night
  planned->truths[0].needed = 4'800;
  look(*planned, 0, wave.soakingAt + 50min);
  planned->rollout.state = RolloutState::Paused;
  planned->rollout.reason = "no_verdict";
  planned->rollout.message = "wave canary has no verdict after 50m: " + wave.why;
}

void addFailed(DemoState& state) {
  DemoPlanned* planned = add(state, kFailed, 3h, kAuthor);
  if (planned == nullptr) return;
  bring(state, *planned, 0, state.startedAt - 175min);
  RolloutWave& wave = planned->rollout.waves[0];
  const TimePoint end = wave.soakingAt + 14min;
  planned->truths[0].trueBad = demoShareFor(*planned, 0, looksUntil(*planned, 0, end), kFailedOdds);
  planned->truths[0].needed = 60'000;
  for (TimePoint at = wave.soakingAt + 20s; at <= end + 30min && wave.verdict != Verdict::Fail; at += 20s)
    takeDemoLook(*planned, wave, at);
  wave.state = WaveState::Failed;
  wave.endedAt = planned->looks.back().at;
  Rollout& rollout = planned->rollout;
  for (std::size_t i = 0; i < rollout.nodes.size(); ++i)
    if (rollout.nodes[i].provenAt != TimePoint{}) returnDemoSeat(state, *planned, i, wave.endedAt + 32s);
  rollout.state = RolloutState::RolledBack;
  rollout.endedAt = wave.endedAt + 34s;
  rollout.reason = wave.reason;
  rollout.message = "wave canary failed: " + wave.why;
}

void addWaiting(DemoState& state) {
  if (DemoPlanned* planned = add(state, kAwaiting, 26min, kAuthor)) {
    planned->rollout.state = RolloutState::AwaitingApproval;
    planned->rollout.startedAt = state.startedAt - 22min;
    approve(*planned, 0, kDemoApprover, state.startedAt - 9min);
  }
  (void)add(state, kDraft, 4min, kDemoCaller);
}

// Its second wave is on its way through shadow and weights, some nodes further than others.
void addStaged(DemoState& state) {
  DemoPlanned* planned = add(state, kStaged, 118min, kAuthor, kStages);
  if (planned == nullptr) return;
  bring(state, *planned, 0, state.startedAt - 110min);
  pass(*planned, 0);
  RolloutWave& wave = planned->rollout.waves[1];
  wave.state = WaveState::Assigning;
  wave.startedAt = state.startedAt - kStagedFor;
  for (std::size_t i = 0; i < planned->rollout.nodes.size(); ++i) {
    RolloutNode& node = planned->rollout.nodes[i];
    if (node.wave != wave.place) continue;
    node.outcome = NodeOutcome::Pending;
    node.assignedAt = wave.startedAt + kStagedFor * static_cast<int>(mixed(planned->rollout.seed, i) % 100) / 100;
  }
  planned->rollout.deadline = wave.startedAt + planned->plan.deadline;
}

void addRejected(DemoState& state) {
  DemoPlanned* planned = add(state, kRejected, 7h, kAuthor);
  if (planned == nullptr) return;
  Rollout& rollout = planned->rollout;
  const TimePoint at = state.startedAt - 6h;
  rollout.startedAt = at - 40min;
  rollout.approvals.push_back({rollout.id, 0, kDemoApprover, rollout.planDigest, false,
                               "the terminal counts stock until Sunday", at, at + std::chrono::hours(24)});
  rollout.state = RolloutState::Rejected;
  rollout.endedAt = at;
  rollout.reason = "rejected";
  rollout.message = "approver-1 rejected wave canary: the terminal counts stock until Sunday";
}

}  // namespace

void addDemoPlans(DemoState& state) {
  addRejected(state);
  addFailed(state);
  addRunning(state);
  addPaused(state);
  addWaiting(state);
  addStaged(state);
}

std::vector<std::pair<TimePoint, AuditFact>> demoPlanFacts(const DemoState& state) {
  std::vector<std::pair<TimePoint, AuditFact>> out;
  for (const DemoPlanned& planned : state.planned) {
    const Rollout& rollout = planned.rollout;
    const std::string object = "rollout/" + rollout.id.value;
    out.emplace_back(rollout.createdAt, AuditFact{rollout.author,
                                                  "CreateRollout",
                                                  object,
                                                  rollout.workload.value + " " + rollout.to.toString() + ", " +
                                                      std::to_string(rollout.size()) + " nodes in " +
                                                      std::to_string(rollout.waves.size()) + " waves",
                                                  {},
                                                  "draft"});
    if (rollout.startedAt != TimePoint{})
      out.emplace_back(rollout.startedAt, AuditFact{rollout.author, "StartRollout", object, {}, "draft", "running"});
    for (const RolloutApproval& said : rollout.approvals)
      out.emplace_back(said.at, AuditFact{said.by,
                                          said.approved ? "ApproveRollout" : "RejectRollout",
                                          object,
                                          said.reason,
                                          {},
                                          rollout.waves[said.wave].name});
  }
  return out;
}

}  // namespace flotilla::console
