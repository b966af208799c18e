#include "app/console/adapters/demo_history.h"

#include <algorithm>

#include "app/console/adapters/demo_build.h"
#include "app/console/adapters/demo_catalog.h"
#include "app/console/adapters/demo_install.h"
#include "app/console/adapters/demo_places.h"
#include "app/console/adapters/demo_plan_history.h"
#include "app/console/adapters/demo_plans.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

constexpr double kFailed = 0.0014, kDegraded = 0.0048, kUpdating = 0.0131;
constexpr double kRolloutShare = 0.10;  // of the fleet, at most
constexpr std::size_t kFlightsAtLeast = 4;
constexpr std::size_t kProvenPercent = 61;  // of the rollout that is under way
constexpr std::uint8_t kLoopGuard = 3;      // the only one of demoCauses() that leaves a node failed
constexpr auto kDeadline = 30min;

struct PastRollout {
  std::uint8_t workload;
  std::uint8_t to;
  std::size_t region;
  std::int64_t hoursAgo;
};
// Oldest first. What a node ran before each is the version below, because every workload climbs one step at a time.
constexpr PastRollout kPast[] = {{3, 1, 3, 24 * 46}, {1, 1, 2, 24 * 37}, {1, 1, 0, 24 * 34}, {2, 1, 1, 24 * 30},
                                 {0, 1, 2, 24 * 25}, {1, 2, 2, 24 * 9},  {0, 1, 3, 24 * 8},  {2, 2, 0, 24 * 4},
                                 {1, 2, 6, 47},      {3, 2, 3, 31},      {1, 3, 2, 5}};
constexpr std::size_t kSpoiled = 4;  // the newest of them, which did not end well everywhere
constexpr PastRollout kCurrent = {0, 2, 3, 0};

std::size_t slotFor(const DemoNode& node, std::uint8_t workload) {
  return node.installs[0].workload == workload ? 0 : 1;
}

std::vector<DemoTarget> chooseTargets(DemoState& state, const PastRollout& past) {
  std::vector<DemoTarget> all, chosen;
  for (std::uint32_t i = 0; i < state.nodes.size(); ++i) {
    const DemoNode& node = state.nodes[i];
    const auto slot = static_cast<std::uint8_t>(slotFor(node, past.workload));
    const DemoInstall& install = node.installs[slot];
    if (demoSites()[node.site].region != past.region || node.identity != NodeIdentity::Active) continue;
    if (install.workload == past.workload && install.version < past.to)
      all.push_back({i, 0, slot, install.version, kNone, NodeOutcome::Pending});
  }
  const std::size_t most = std::max<std::size_t>(1, shareOf(state.spec, kRolloutShare));
  std::sample(all.begin(), all.end(), std::back_inserter(chosen), most, state.dice);
  return chosen;
}

DemoRollout* addRollout(DemoState& state, const PastRollout& past, TimePoint at) {
  DemoRollout rollout;
  rollout.targets = chooseTargets(state, past);
  if (rollout.targets.empty()) return nullptr;
  rollout.workload = past.workload;
  rollout.to = past.to;
  rollout.number = nextDemoNumber(state, past.workload);
  rollout.author = kDemoCaller;
  rollout.createdAt = at;
  rollout.deadline = at + kDeadline;
  state.rollouts.push_back(std::move(rollout));
  return &state.rollouts.back();
}

void finishTarget(DemoState& state, const DemoRollout& rollout, DemoTarget& target, TimePoint at) {
  DemoNode& node = state.nodes[target.node];
  startInstall(node, target.slot, rollout.to, false, kNone, at);
  finishInstall(node.installs[target.slot], at);
  target.generation = node.generation;
  target.outcome = NodeOutcome::Proven;
}

void addPast(DemoState& state, const PastRollout& past) {
  const TimePoint at = state.startedAt - std::chrono::hours(past.hoursAgo);
  DemoRollout* rollout = addRollout(state, past, at);
  if (rollout == nullptr) return;
  for (DemoTarget& target : rollout->targets)
    finishTarget(state, *rollout, target, at + 58s + std::chrono::seconds(roll(state, 600)));
  rollout->next = rollout->targets.size();
  rollout->state = RolloutState::Succeeded;
  rollout->endedAt = at + 11min;
}

// The newest rollout that brought the second workload of this node where it is did not end well there.
bool spoil(DemoState& state, std::uint32_t index, std::uint8_t cause) {
  DemoNode& node = state.nodes[index];
  if (node.contact != DemoContact::Steady || node.identity != NodeIdentity::Active || node.installs[1].cause != kNone)
    return false;
  const auto oldest = state.rollouts.rbegin() + static_cast<std::ptrdiff_t>(std::min(kSpoiled, state.rollouts.size()));
  for (auto rollout = state.rollouts.rbegin(); rollout != oldest; ++rollout) {
    if (rollout->workload != node.installs[1].workload) continue;
    auto& targets = rollout->targets;
    const auto at = std::lower_bound(targets.begin(), targets.end(), index,
                                     [](const DemoTarget& target, std::uint32_t i) { return target.node < i; });
    if (at == targets.end() || at->node != index) continue;
    DemoInstall& install = node.installs[1];
    install.version = at->from;
    install.previous = kNone;
    install.endsWith = cause;
    finishInstall(install, install.since);
    at->cause = cause;
    at->outcome = demoCauses()[cause].outcome;
    rollout->state = RolloutState::Failed;
    return true;
  }
  return false;
}

void spoilSome(DemoState& state) {
  std::size_t failed = shareOf(state.spec, kFailed), degraded = shareOf(state.spec, kDegraded);
  for (const std::uint32_t index : state.reportOrder) {
    if (failed + degraded == 0) return;
    const bool halts = failed > 0;
    const auto cause = halts ? kLoopGuard : static_cast<std::uint8_t>(roll(state, kLoopGuard));
    if (spoil(state, index, cause)) --(halts ? failed : degraded);
  }
}

bool canMove(const DemoNode& node) {
  return node.contact == DemoContact::Steady && node.identity == NodeIdentity::Active;
}

void addCurrent(DemoState& state) {
  DemoRollout* rollout = addRollout(state, kCurrent, state.startedAt - 6min);
  if (rollout == nullptr) return;
  auto& targets = rollout->targets;
  std::size_t& next = rollout->next;
  for (; next < targets.size() * kProvenPercent / 100; ++next)
    if (canMove(state.nodes[targets[next].node]))
      finishTarget(state, *rollout, targets[next],
                   state.startedAt - std::chrono::seconds(60 + static_cast<std::int64_t>(roll(state, 240))));
  const auto index = static_cast<std::uint32_t>(state.rollouts.size() - 1);
  for (; next < targets.size() && state.flights.size() < demoFlightsAtOnce(state.spec); ++next) {
    DemoNode& node = state.nodes[targets[next].node];
    if (!canMove(node)) continue;
    if (node.installs[1].cause != kNone) {
      finishTarget(state, *rollout, targets[next], state.startedAt - 1min);
      continue;
    }
    startInstall(node, 0, rollout->to, false, kNone, state.startedAt - std::chrono::seconds(roll(state, 52)));
    moveInstall(node.installs[0], state.startedAt);
    targets[next].generation = node.generation;
    state.flights.push_back({index, static_cast<std::uint32_t>(next)});
  }
}

// Counters as if every version had served since it was committed.
void addTotals(DemoState& state) {
  for (DemoNode& node : state.nodes)
    for (DemoInstall& install : node.installs) {
      if (install.version == kNone || node.lastSeen == TimePoint{}) continue;
      const double seconds = std::chrono::duration<double>(state.startedAt - node.enrolledAt).count() / 8;
      install.requests = static_cast<std::uint64_t>(seconds * demoWorkloads()[install.workload].ratePerSecond);
      install.errors = install.requests / (1'500 + roll(state, 4'000));
    }
}

void addAudit(DemoState& state) {
  std::vector<std::pair<TimePoint, AuditFact>> facts = demoPlanFacts(state);
  facts.emplace_back(state.startedAt - std::chrono::hours(24 * 421),
                     AuditFact{"local-administrator", "ApplyFleet", "fleet", "62 differences", {}, "fleet"});
  for (const Operator& op : state.operators)
    facts.emplace_back(op.createdAt, AuditFact{"local-administrator",
                                               "CreateOperator",
                                               "operator/" + op.name,
                                               std::string(toText(op.grants.front().role)),
                                               {},
                                               op.name});
  for (const DemoWorkload& workload : demoWorkloads())
    for (std::size_t v = 0; v < workload.versions.size(); ++v)
      facts.emplace_back(
          state.startedAt - std::chrono::hours(workload.versions[v].publishedHoursAgo),
          AuditFact{kDemoCaller,
                    "PublishRelease",
                    "release/" + std::string(workload.name) + "/" + workload.versions[v].version.toString(),
                    "counter " + std::to_string(v + 1) + ", 2 variants",
                    {},
                    demoDigest(workload, v).toString()});
  for (const DemoRollout& rollout : state.rollouts) {
    const DemoWorkload& workload = demoWorkloads()[rollout.workload];
    const std::string id = std::string(workload.name) + "-" + std::to_string(rollout.number);
    facts.emplace_back(rollout.createdAt,
                       AuditFact{rollout.author,
                                 "CreateRollout",
                                 "rollout/" + id,
                                 std::string(workload.name) + " " + workload.versions[rollout.to].version.toString() +
                                     " to " + std::to_string(rollout.targets.size()) + " nodes",
                                 {},
                                 id});
  }
  std::stable_sort(facts.begin(), facts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, fact] : facts) note(state, at, fact);
}

}  // namespace

std::size_t demoFlightsAtOnce(const DemoSpec& spec) {
  return std::max(kFlightsAtLeast, shareOf(spec, kUpdating));
}

void addHistory(DemoState& state) {
  for (const PastRollout& past : kPast) addPast(state, past);
  spoilSome(state);
  addDemoPlans(state);
  addCurrent(state);
  addTotals(state);
  addAudit(state);
  state.nextMishap = state.startedAt + 15s;
}

}  // namespace flotilla::console
