#include "services/controlplane/core/rollouts/explain.h"

#include <algorithm>
#include <map>

#include "models/domain/in_words.h"
#include "services/controlplane/core/rollouts/plan_of.h"
#include "services/controlplane/core/rollouts/rollouts.h"
#include "services/controlplane/core/rollouts/stages.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostLooks = 200;
constexpr std::size_t kMostNodes = 2000;

// "meter-reader-3 is rolling back since wave canary failed: …"
std::string sentenceOf(const Rollout& rollout, const RolloutWave* judged) {
  std::string out = rollout.id.value + " is " + inWords(toText(rollout.state));
  if (!rollout.message.empty()) out += ": " + rollout.message;
  const RolloutWave* current = rollout.currentWave();
  if (rollout.message.empty() && judged != nullptr && judged->looks > 0)
    out += "; wave " + judged->name + " " + inWords(toText(judged->verdict)) + ": " + judged->why;
  if (!hasEnded(rollout.state) && current != nullptr && current != judged)
    out += "; wave " + current->name + " is " + inWords(toText(current->state));
  return out;
}

// Which node has which place; without those the caller may not see.
std::map<std::uint32_t, std::string> namesByPlace(const FleetState& state, const Rollout& rollout,
                                                  const Caller& caller) {
  std::map<std::uint32_t, std::string> out;
  for (const RolloutNode& node : rollout.nodes)
    if (sees(state, node, caller)) out[node.place] = node.nodeName;
  return out;
}

void compare(const Evidence& stored, const Evidence& again, const RolloutLook& look, RolloutExplanation& out) {
  if (stored == again) return;
  if (out.differences++ == 0)
    out.firstDifference =
        "look " + std::to_string(look.number) + ": stored \"" + stored.why + "\", computed \"" + again.why + "\"";
}

}  // namespace

Result<RolloutExplanation> explainRollout(FleetStore& store, const FleetState& state, const RolloutId& id,
                                          const Caller& caller, bool replay) {
  FLOTILLA_CHECK(checkVisible(state, id, caller));
  const Rollout& rollout = state.rollouts.at(id);
  RolloutExplanation out;
  const RolloutWave* judged = rollout.judgedWave();
  out.sentence = sentenceOf(rollout, judged);
  for (const StageSummary& sum : foundInStages(state, rollout)) out.sentence += "; " + toText(sum);
  out.replayed = replay;
  if (judged == nullptr || rollout.plan.empty()) return out;
  FLOTILLA_TRY(const RolloutPlan plan, planOf(rollout));
  FLOTILLA_TRY(const auto looks, store.looks(id, judged->place));
  WaveEvidence seen(plan.gates.tolerance);
  for (const LookRecord& record : looks) {
    FLOTILLA_TRY(const auto readings, decodeReadings(record.readings));
    seen.add(record.look.at, readings);
    if (replay)
      compare(record.look.evidence, judgeWave(seen, plan.gates, rollout.seed, record.look.number), record.look, out);
    out.looks.push_back(record.look);
  }
  out.lookCount = looks.size();
  if (out.looks.size() > kMostLooks)
    out.looks.erase(out.looks.begin(), out.looks.end() - static_cast<std::ptrdiff_t>(kMostLooks));
  const auto names = namesByPlace(state, rollout, caller);
  for (const auto& [place, node] : seen.nodes()) {
    const auto name = names.find(place);
    if (name == names.end() || out.nodes.size() == kMostNodes) continue;
    out.nodes.push_back({name->second, node.canary, node.bad.requests, node.bad.bad, node.slow.bad});
  }
  return out;
}

}  // namespace flotilla::controlplane
