#include "models/domain/runbook.h"

#include <algorithm>

namespace flotilla {

const RunbookStep* Runbook::find(std::string_view key) const {
  const auto at = std::find_if(steps.begin(), steps.end(), [&](const RunbookStep& step) { return step.key == key; });
  return at == steps.end() ? nullptr : &*at;
}

std::vector<std::string> Runbook::after(const RunbookStep& step) const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& key) {
    if (!key.empty() && key != kEndOfRunbook) out.push_back(key);
  };
  for (const StepChoice& choice : step.choices) add(choice.next);
  add(step.otherwise);
  if (step.kind == StepKind::Decide) return out;  // it goes where somebody chooses
  if (!step.next.empty()) {
    add(step.next);
    return out;
  }
  const auto place = static_cast<std::size_t>(&step - steps.data());
  if (place + 1 < steps.size()) add(steps[place + 1].key);
  return out;
}

bool allowsBreakGlass(const RunbookStep& step) {
  return step.approval && step.approval->breakGlass.value_or(step.risk != StepRisk::Irreversible);
}

const std::vector<ActionRule>& runbookActions() {
  using R = StepRisk;
  static const std::vector<ActionRule> kActions{
      {"roll_back", R::Reversible, "gives the nodes of a rollout what they had before it", {{"rollout"}}},
      {"deploy",
       R::Reversible,
       "gives nodes a version of a workload: at once, or, with a time for its shadow, one node first, each after that",
       {{"workload"},
        {"version"},
        {"region", false},
        {"where", false},
        {"shadow", false},
        {"good", false},
        {"bad", false}}},
      {"pause_rollout", R::Reversible, "begins no further wave", {{"rollout"}}},
      {"resume_rollout", R::Reversible, "goes on with the waves", {{"rollout"}}},
      {"abort_rollout", R::Irreversible, "ends a rollout and leaves nodes as they are", {{"rollout"}}},
      {"quarantine", R::Reversible, "gives nodes nothing but repairs", {{"where"}}},
      {"isolate", R::Reversible, "stops what nodes run and keeps them from everything new", {{"where"}}},
      {"readmit", R::Reversible, "ends the quarantine and the isolation of nodes", {{"where"}}},
      {"rotate_certificate", R::Reversible, "gives nodes new certificates", {{"where"}}, false},
      {"restart_workload", R::Reversible, "starts a workload of nodes anew", {{"workload"}, {"where"}}, false},
      {"set_threshold",
       R::Reversible,
       "holds answers back of which a classifier is less sure",
       {{"workload"}, {"value"}, {"region", false}, {"where", false}}},
      {"revoke", R::Irreversible, "refuses the certificates of nodes for good", {{"where"}}},
      {"silence", R::Reversible, "tells nobody of alerts for a while", {{"matchers"}, {"for"}}},
      {"end_silence", R::Reversible, "ends the silences with these matchers", {{"matchers"}}}};
  return kActions;
}

const ActionRule* findAction(std::string_view name) {
  const auto& all = runbookActions();
  const auto at = std::find_if(all.begin(), all.end(), [&](const ActionRule& action) { return action.name == name; });
  return at == all.end() ? nullptr : &*at;
}

const std::vector<ArgumentRule>& argumentsOf(QueryKind kind) {
  static const std::vector<ArgumentRule> kWhere{{"where"}};
  static const std::vector<ArgumentRule> kObjective{{"objective"}, {"region", false}, {"window", false}};
  static const std::vector<ArgumentRule> kRollout{{"rollout"}};
  static const std::vector<ArgumentRule> kLogs{
      {"where"}, {"window", false}, {"text", false}, {"level", false}, {"workload", false}};
  static const std::vector<ArgumentRule> kSamples{{"where"}, {"workload"}, {"count", false}};
  if (kind == QueryKind::Objective) return kObjective;
  if (kind == QueryKind::Logs) return kLogs;
  if (kind == QueryKind::Samples) return kSamples;
  return kind == QueryKind::Rollout ? kRollout : kWhere;
}

}  // namespace flotilla
