#include "app/console/adapters/demo_run_steps.h"

#include <algorithm>
#include <set>

#include "app/console/adapters/demo_names.h"
#include "app/console/adapters/demo_objectives.h"
#include "app/console/adapters/demo_plan_motion.h"
#include "app/console/adapters/demo_plans.h"
#include "services/crypto/hash.h"

namespace flotilla::console {
namespace {

using namespace std::chrono_literals;

std::string inputOf(const Arguments& inputs, const char* name) {
  const auto at = inputs.find(name);
  return at == inputs.end() ? std::string() : at->second;
}

RunStep newStep(const char* key, StepKind kind, std::string title, std::string why) {
  RunStep out;
  out.key = key;
  out.kind = kind;
  out.title = std::move(title);
  out.why = std::move(why);
  return out;
}

const DemoPlanned* plannedOf(const DemoState& state, const Run& run) {
  const auto index = findDemoPlanned(state, RolloutId(inputOf(run.inputs, "rollout")));
  return index ? &state.planned[*index] : nullptr;
}

std::string rolloutWord(const DemoState& state, const Run& run) {
  const DemoPlanned* planned = plannedOf(state, run);
  return planned == nullptr ? "" : std::string(toText(planned->rollout.state));
}

RunReading rolloutIs(const DemoState& state, const Run& run, const std::string& title, RolloutState wanted) {
  const std::string word = rolloutWord(state, run);
  if (word.empty()) return {title, "unknown: there is no such rollout", false, false};
  return {title, word, word == toText(wanted), true};
}

std::size_t burning(const DemoState& state, const std::string& region) {
  const auto alerts = demoAlerts(state);
  return static_cast<std::size_t>(std::count_if(alerts.begin(), alerts.end(), [&](const ObjectiveAlert& alert) {
    return alert.state == AlertState::Firing && alert.key.severity == Severity::Page &&
           (region.empty() || alert.key.region.value == region);
  }));
}

std::string countText(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

RunReading pagesFor(const DemoState& state, const Run& run, const std::string& title, bool wanted) {
  const std::size_t pages = burning(state, run.region.value);
  return {title, countText(pages, "page fires", "pages fire"), (pages > 0) == wanted, true};
}

bool has(NodeOutcome outcome) {
  return outcome == NodeOutcome::Proven || outcome == NodeOutcome::Pending;
}

constexpr std::size_t kTargetsSent = 2'000;

// The wave that begins next; as many as there are waves if none does.
std::uint32_t nextWave(const Rollout& rollout) {
  std::uint32_t next = static_cast<std::uint32_t>(rollout.waves.size());
  for (const RolloutNode& node : rollout.nodes)
    if (!has(node.outcome)) next = std::min(next, node.wave);
  return next;
}

// Which nodes an action is about, and what each becomes: those that have it, or those whose turn is next.
std::vector<ActionTarget> targetsOf(const DemoState& state, const DemoPlanned& planned, bool takesBack, bool undo) {
  std::vector<ActionTarget> out;
  const std::string to = planned.rollout.to.toString();
  const std::uint32_t next = nextWave(planned.rollout);
  for (std::size_t i = 0; i < planned.rollout.nodes.size(); ++i) {
    const RolloutNode& node = planned.rollout.nodes[i];
    const bool given = has(node.outcome);
    if (given != takesBack || (!takesBack && node.wave != next)) continue;
    const std::string from = node.hadVersion ? node.from.toString() : "nothing";
    ActionTarget target{node.node, node.nodeName, regionOf(state.nodes[planned.seats[i].node]), from, to};
    if (takesBack) std::swap(target.before, target.after);
    if (!takesBack && !undo) target = {target.node, target.name, target.region, from + ", then " + to, from};
    out.push_back(std::move(target));
  }
  return out;
}

}  // namespace

std::vector<RunStep> demoSteps(const Arguments& inputs) {
  const std::string rollout = inputOf(inputs, "rollout"), region = inputOf(inputs, "region");
  std::vector<RunStep> out;
  out.push_back(newStep("scope", StepKind::Read, "See where it is",
                        "Whether one region or several, and whether nodes are gone as well, decides what helps."));
  out.push_back(newStep("there", StepKind::Check, "Is it there still?", "What is over by itself needs nobody to act."));
  out.back().checks = {"A page fires for " + region};
  out.push_back(newStep("cause", StepKind::Decide, "Is it the rollout?",
                        "It began after the rollout gave this region something, and other regions are well."));
  out.back().choices = {{"Yes", "hold"}, {"No, it was well before and after it", "summary"}};
  out.push_back(
      newStep("hold", StepKind::Act, "Begin no further wave", "Whatever it is, nobody else should get it meanwhile."));
  out.back().risk = StepRisk::Reversible;
  out.back().checks = {rollout + " goes on still"};
  out.back().action = "pauses " + rollout;
  out.back().undo = "resumes " + rollout;
  out.back().verify = rollout + " is paused";
  out.push_back(newStep("back", StepKind::Act, "Take it back",
                        "Nodes go back to what they ran before; it is on them already, so it takes a minute."));
  out.back().risk = StepRisk::Irreversible;
  out.back().checks = {rollout + " is held"};
  out.back().action = "takes " + rollout + " back";
  out.back().verify = rollout + " goes back";
  out.back().approvals = 1;
  out.push_back(newStep("summary", StepKind::Note, "Say what it was", "Whoever writes the review begins here."));
  return out;
}

std::string demoStepAfter(const std::vector<RunStep>& steps, const std::string& key) {
  const auto at = std::find_if(steps.begin(), steps.end(), [&](const RunStep& step) { return step.key == key; });
  return at == steps.end() || at + 1 == steps.end() ? std::string() : (at + 1)->key;
}

std::vector<RunReading> demoReadings(const DemoState& state, const Run& run, const RunStep& step) {
  if (step.key == "there") return {pagesFor(state, run, step.checks.front(), true)};
  if (step.key == "hold")
    return {rolloutIs(state, run, step.checks.front(), RolloutState::Running),
            rolloutIs(state, run, step.verify, RolloutState::Paused)};
  if (step.key != "back") return {};
  RunReading verify = rolloutIs(state, run, step.verify, RolloutState::RollingBack);
  verify.holds = verify.holds || verify.text == toText(RolloutState::RolledBack);
  return {rolloutIs(state, run, step.checks.front(), RolloutState::Paused), verify};
}

std::vector<RunReading> demoFindings(const DemoState& state, const Run& run, const RunStep& step) {
  if (step.kind == StepKind::Check) return demoReadings(state, run, step);
  const DemoPlanned* planned = plannedOf(state, run);
  std::vector<RunReading> out{pagesFor(state, run, "pages for " + run.region.value, true)};
  if (planned == nullptr) return out;
  const auto given = std::count_if(planned->rollout.nodes.begin(), planned->rollout.nodes.end(),
                                   [](const RolloutNode& node) { return has(node.outcome); });
  out.push_back({planned->rollout.id.value,
                 std::string(toText(planned->rollout.state)) + ", on " +
                     countText(static_cast<std::size_t>(given), "node", "nodes"),
                 true, true});
  return out;
}

ActionPreview demoPreview(const DemoState& state, const Run& run, const RunStep& step, const StepAttempt& attempt,
                          bool undo) {
  ActionPreview out;
  out.text = undo ? step.undo : step.action;
  const DemoPlanned* planned = plannedOf(state, run);
  if (planned == nullptr) {
    out.problem = "there is no rollout " + inputOf(run.inputs, "rollout");
    return out;
  }
  const bool takesBack = step.key == "back";
  out.targets = targetsOf(state, *planned, takesBack, undo);
  out.targetCount = out.targets.size();
  std::set<std::string> regions;
  for (const ActionTarget& target : out.targets) regions.insert(target.region.value);
  out.blast.nodes = static_cast<std::uint32_t>(out.targets.size());
  out.blast.regions = static_cast<std::uint32_t>(regions.size());
  if (!state.nodes.empty())
    out.blast.traffic = static_cast<double>(out.targets.size()) / static_cast<double>(state.nodes.size());
  const std::string was(toText(planned->rollout.state));
  const char* becomes = takesBack ? "rolling_back" : undo ? "running" : "paused";
  out.changes = {"- " + planned->rollout.id.value + "  " + was, "+ " + planned->rollout.id.value + "  " + becomes};
  if (hasEnded(planned->rollout.state)) out.problem = planned->rollout.id.value + " is " + was;
  std::string subject = run.id.value + "/" + step.key + "/" + std::to_string(attempt.seq) + (undo ? "/undo" : "");
  for (const ActionTarget& target : out.targets)
    subject += "\n" + target.node.value + " " + target.before + " " + target.after;
  out.digest = sha256(subject);
  if (out.targets.size() > kTargetsSent) out.targets.resize(kTargetsSent);
  return out;
}

Status doDemoAction(DemoState& state, const Run& run, const std::string& step, bool undo) {
  const RolloutId rollout(inputOf(run.inputs, "rollout"));
  const auto index = findDemoPlanned(state, rollout);
  if (!index) return notFound("no_rollout", "there is no rollout " + rollout.value, "rollout");
  if (step == "back") return rollBackDemoPlan(state, *index);
  RolloutWord word;
  word.verb = undo ? RolloutVerb::Resume : RolloutVerb::Pause;
  word.rollout = rollout;
  word.reason = run.id.value + ", step " + step;
  return sayToDemo(state, *index, word);
}

}  // namespace flotilla::console
