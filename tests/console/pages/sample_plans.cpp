#include "tests/console/pages/sample_plans.h"

#include <cmath>

namespace flotilla::tests {
namespace {

using std::chrono::minutes;

constexpr std::uint64_t kSizes[] = {6, 24, 60};

Rollout planOf(const SampleFleet& fleet, const char* workload, std::uint64_t number, TimePoint now) {
  Rollout out;
  out.id = RolloutId(std::string(workload) + "-" + std::to_string(number));
  out.number = number;
  out.workload = WorkloadName(workload);
  out.artifact = ArtifactName(workload);
  out.to = {1, 9, 1};
  out.author = "shift-c";
  out.createdAt = now - minutes(90);
  out.state = RolloutState::Draft;
  for (std::size_t i = 0; i < out.planDigest.bytes.size(); ++i)
    out.planDigest.bytes[i] = static_cast<std::uint8_t>(number * 31 + i * 7);
  for (const char* name : {"canary", "early", "all"}) {
    RolloutWave wave;
    wave.rollout = out.id;
    wave.place = static_cast<std::uint32_t>(out.waves.size());
    wave.name = name;
    wave.nodes = kSizes[wave.place];
    wave.soak = minutes(60);
    wave.approvalsNeeded = wave.place == 0 ? 0 : 2;
    out.waves.push_back(wave);
  }
  for (const FleetThing& thing : fleet.things) {
    const auto* node = std::get_if<Node>(&thing);
    if (node == nullptr || out.nodes.size() == kSizes[0] + kSizes[1] + kSizes[2]) continue;
    RolloutNode row;
    row.rollout = out.id;
    row.node = node->id;
    row.nodeName = node->name;
    row.hadVersion = true;
    row.from = {1, 8, 0};
    row.place = static_cast<std::uint32_t>(out.nodes.size());
    row.wave = row.place < kSizes[0] ? 0 : row.place < kSizes[0] + kSizes[1] ? 1 : 2;
    row.outcome = NodeOutcome::Planned;
    out.nodes.push_back(row);
  }
  return out;
}

void bring(Rollout& rollout, std::uint32_t place, TimePoint at) {
  RolloutWave& wave = rollout.waves[place];
  wave.state = WaveState::Soaking;
  wave.startedAt = at;
  wave.soakingAt = at + std::chrono::seconds(40);
  rollout.state = RolloutState::Running;
  if (place == 0) rollout.startedAt = at;
  for (RolloutNode& node : rollout.nodes) {
    if (node.wave != place) continue;
    node.assignedAt = at;
    node.provenAt = at + minutes(1);
    node.outcome = node.place % 11 == 7 ? NodeOutcome::Late : NodeOutcome::Proven;
  }
}

void judge(Rollout& rollout, std::uint32_t place, TimePoint now) {
  RolloutWave& wave = rollout.waves[place];
  wave.looks = 1;  // so that it was looked at
  const RolloutExplanation told = sampleExplanation(rollout, now);
  const Evidence& e = told.looks.back().evidence;
  wave.looks = told.looks.size();
  wave.verdict = e.verdict;
  wave.why = e.why;
  wave.odds = std::exp(e.badLogOdds);
}

}  // namespace

std::vector<Rollout> samplePlans(const SampleFleet& fleet, TimePoint now) {
  Rollout running = planOf(fleet, "shelf-counter", 3, now), waits = planOf(fleet, "gate-sensor", 5, now),
          draft = planOf(fleet, "gate-sensor", 6, now), paused = planOf(fleet, "meter-reader", 2, now);
  if (running.nodes.empty()) return {};
  bring(running, 0, now - minutes(80));
  running.waves[0].state = WaveState::Passed;
  running.waves[0].verdict = Verdict::Pass;
  running.waves[0].endedAt = now - minutes(50);
  bring(running, 1, now - minutes(40));
  judge(running, 1, now);
  waits.state = RolloutState::AwaitingApproval;
  waits.startedAt = now - minutes(30);
  waits.waves[0].approvalsNeeded = 2;
  waits.approvals = {{waits.id, 0, "shift-d", waits.planDigest, true, {}, now - minutes(9), now + minutes(900)}};
  draft.author = "local-administrator";
  bring(paused, 0, now - minutes(70));
  judge(paused, 0, now);
  paused.state = RolloutState::Paused;
  paused.reason = "no_verdict";
  paused.message = "wave canary has no verdict after 60m: too few answers";
  return {running, waits, draft, paused};
}

RolloutExplanation sampleExplanation(const Rollout& rollout, TimePoint now) {
  RolloutExplanation out;
  const RolloutWave* judged = rollout.judgedWave();
  if (judged == nullptr) return out;
  constexpr std::uint64_t kLooks = 60;
  for (std::uint64_t i = 1; i <= kLooks; ++i) {
    RolloutLook look{rollout.id, judged->place, i, now - minutes(40) * (kLooks - i) / kLooks, {}};
    Evidence& e = look.evidence;
    e.canaryNodes = e.reportingNodes = judged->nodes;
    e.baselineNodes = 60;
    e.canaryRequests = i * 900;
    e.baselineRequests = i * 4'000;
    e.canaryBad = i * 3 + i % 3;
    e.baselineBad = i * 8;
    e.canarySlow = i * 46;
    e.baselineSlow = i * 201;
    e.requestsNeeded = 90'000;
    e.dispersion = 1.4;
    e.badLogOdds = 3.6 * static_cast<double>(i) / kLooks;
    e.slowLogOdds = -1.2;
    e.permutationP = 0.06;
    e.canPermute = true;
    e.verdict = Verdict::Inconclusive;
    e.reason = "too_few_requests";
    e.why = std::to_string(e.canaryRequests) + " of 90000 answers that it takes to see harm";
    out.looks.push_back(look);
  }
  out.lookCount = kLooks;
  for (const RolloutNode& node : rollout.nodes)
    if (node.wave <= judged->place) out.nodes.push_back({node.nodeName, true, 2'250, 7, 115});
  return out;
}

std::string samplePlan(const Rollout& rollout) {
  return "{\"workload\":\"" + rollout.workload.value + "\",\"to\":\"" + rollout.to.toString() +
         "\",\"on_failure\":\"roll_back\",\"gates\":{\"bad_event\":\"error\",\"min_success_ratio\":0.993},\"waves\":[{"
         "\"name\":\"canary\",\"size\":6,\"soak\":\"60m\"},{\"name\":\"early\",\"size\":\"25%\",\"soak\":\"60m\","
         "\"approvals\":{\"count\":2}},{\"name\":\"all\",\"size\":\"rest\",\"soak\":\"60m\"}]}";
}

std::vector<WavePreview> sampleWaves() {
  std::vector<WavePreview> out;
  for (const std::uint64_t nodes : kSizes) {
    WavePreview wave;
    wave.name = out.empty() ? "canary" : out.size() == 1 ? "early" : "all";
    wave.size = out.empty() ? "6 nodes" : out.size() == 1 ? "25 %" : "the rest";
    wave.nodes = nodes;
    wave.baseline = out.size() == 2 ? 0 : 84 - 24 * out.size();
    wave.bytes = nodes * 48'211'004;
    wave.duration = minutes(62);
    if (wave.baseline > 0) {
      wave.smallestHarm = 2.4 - 0.8 * static_cast<double>(out.size());
      wave.doubling = minutes(74 - 50 * static_cast<int>(out.size()));
    } else {
      wave.notes.push_back({"no_baseline", "no node is left to compare with: only the fixed limits are watched"});
    }
    if (out.empty())
      wave.notes.push_back({"soak_too_short", "a doubling of bad answers is not expected to be seen within the soak"});
    if (out.size() == 1) wave.approvals = 2;
    out.push_back(wave);
  }
  return out;
}

}  // namespace flotilla::tests
