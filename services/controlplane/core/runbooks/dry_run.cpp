#include "services/controlplane/core/runbooks/dry_run.h"

#include <algorithm>
#include <optional>

#include "models/domain/alert_fields.h"
#include "models/domain/node_selector.h"
#include "services/controlplane/core/fleet/node_view.h"
#include "services/controlplane/core/runbooks/library.h"
#include "services/controlplane/core/runbooks/run_inputs.h"
#include "services/runtime/pattern.h"

namespace flotilla::controlplane {
namespace {

constexpr std::string_view kNotSaid = "not-said-yet";        // in the place of an input
constexpr std::size_t kMostProblems = 50;                    // of one runbook
constexpr Duration kAnyInterval = std::chrono::seconds(10);  // how nodes do is not asked

bool isLasting(std::string_view field) {
  constexpr std::array<std::string_view, 6> kLasting{"name", "id", "region", "site", "hardware", "workload"};
  return field.starts_with("label.") || std::find(kLasting.begin(), kLasting.end(), field) != kLasting.end();
}

bool isFilled(const SelectorTerm& term) {
  return std::all_of(term.operands.begin(), term.operands.end(),
                     [](const SelectorOperand& operand) { return operand.text.find(kNotSaid) == std::string::npos; });
}

// What of it does not change from hour to hour. Nothing: it may hold, whatever nodes there are.
std::optional<Selector> lastingOf(const Selector& selector) {
  if (selector.kind == Selector::Kind::Term)
    return isLasting(selector.term.field) && isFilled(selector.term) ? std::optional(selector) : std::nullopt;
  Selector out = selector;
  out.children.clear();
  for (const Selector& child : selector.children) {
    std::optional<Selector> lasting = lastingOf(child);
    const bool whole = lasting && lasting->children.size() == child.children.size();
    if (lasting && (whole || selector.kind == Selector::Kind::All))
      out.children.push_back(std::move(*lasting));
    else if (selector.kind != Selector::Kind::All)
      return std::nullopt;  // one of several, or its opposite: it may hold
  }
  return out.children.empty() ? std::nullopt : std::optional(out);
}

class DryRun {
 public:
  DryRun(const FleetState& state, const Runbook& runbook) : state_(state), runbook_(runbook) {
    // Text that an incident fills in is a word such as "none" until then.
    for (const RunbookInput& input : runbook.inputs) {
      const bool isFilledIn = input.type == InputType::Text && input.from != InputSource::Asked;
      inputs_[input.name] = input.value.empty() || isFilledIn ? std::string(kNotSaid) : input.value;
    }
  }

  std::vector<std::string> look() {
    for (const RunbookInput& input : runbook_.inputs) lookAtInput(input);
    for (const auto& all : runbook_.match)
      for (const Matcher& matcher : all)
        if (matcher.isEqual && !matcher.isRegex) lookAtPlace("", matcher.name, matcher.value, "it is for alerts of");
    for (const RunbookStep& step : runbook_.steps) lookAtStep(step);
    if (const std::string note = escalationNote(state_, runbook_); !note.empty()) add(note);
    return std::move(problems_);
  }

 private:
  void add(const std::string& problem) {
    if (problems_.size() < kMostProblems && std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
      problems_.push_back(problem);
  }

  static std::string placeOf(const RunbookStep& step) {
    return "line " + std::to_string(step.line) + ", step " + step.key + ": ";
  }

  // What was written in the runbook for when nothing else is known.
  void lookAtInput(const RunbookInput& input) {
    if (input.value.empty() || input.type == InputType::Node || input.type == InputType::Version) return;
    const std::string kind(kInputTypeNames[static_cast<std::size_t>(input.type)]);
    lookAtPlace("input " + input.name + ": ", kind, input.value, "it names");
  }

  void lookAtPlace(const std::string& where, std::string_view kind, const std::string& name, const char* how) {
    if (name.find(kNotSaid) != std::string::npos || name.empty()) return;
    const bool missing = (kind == "region" && !state_.regions.contains(RegionName(name))) ||
                         (kind == "site" && !state_.sites.contains(SiteName(name))) ||
                         (kind == "workload" && !state_.workloads.contains(WorkloadName(name))) ||
                         (kind == "objective" && !state_.objectives.contains(ObjectiveName(name))) ||
                         (kind == "rollout" && !state_.rollouts.contains(RolloutId(name)));
    if (missing) add(where + how + " the " + std::string(kind) + " " + name + ", which is not there");
  }

  void lookAtStep(const RunbookStep& step) {
    for (const RunbookQuery& query : step.show) lookAtQuery(step, query);
    for (const RunbookCondition& condition : step.checks) lookAtQuery(step, condition.query);
    if (step.verify) lookAtQuery(step, step.verify->query);
    for (const auto& action : {step.action, step.undo})
      if (action) lookAtArguments(step, filled(action->arguments, inputs_), false);
  }

  void lookAtQuery(const RunbookStep& step, const RunbookQuery& query) {
    lookAtArguments(step, filled(query.arguments, inputs_), query.kind == QueryKind::Alerts);
  }

  void lookAtArguments(const RunbookStep& step, const Arguments& arguments, bool ofAlerts) {
    for (const auto& [name, value] : arguments) {
      if (name == "where" && ofAlerts)
        lookAtAlerts(step, value);
      else if (name == "where")
        lookAtNodes(step, value);
      else if (name == "version")
        lookAtVersion(step, arguments);
      else
        lookAtPlace(placeOf(step), name, value, "it names");
    }
  }

  void lookAtVersion(const RunbookStep& step, const Arguments& arguments) {
    const auto workload = arguments.find("workload");
    const auto version = parseVersion(arguments.at("version"));
    if (workload == arguments.end() || !version) return;  // it is not said yet
    const auto known = state_.workloads.find(WorkloadName(workload->second));
    if (known == state_.workloads.end() || state_.findRelease(known->second.artifact, *version) != nullptr) return;
    add(placeOf(step) + "it gives nodes " + workload->second + " " + version->toString() + ", which is not published");
  }

  // Alerts come and go; the places that they are asked of do not.
  void lookAtAlerts(const RunbookStep& step, const std::string& where) {
    const auto selector = parseSelector(where, alertStatusFields(), compilePattern);
    if (selector) lookAtTerms(step, *selector);
  }

  void lookAtTerms(const RunbookStep& step, const Selector& selector) {
    for (const Selector& child : selector.children) lookAtTerms(step, child);
    const SelectorTerm& term = selector.term;
    if (selector.kind != Selector::Kind::Term || term.op != SelectorOp::Is || term.operands.size() != 1) return;
    const SelectorOperand& operand = term.operands.front();
    const std::string field = term.field.starts_with("label.") ? term.field.substr(6) : term.field;
    if (operand.quoted || operand.text.find('*') == std::string::npos)
      lookAtPlace(placeOf(step), field, operand.text, "it asks for alerts of");
  }

  void lookAtNodes(const RunbookStep& step, const std::string& where) {
    const auto selector = parseSelector(where, nodeSelectorFields(), compilePattern);
    const std::optional<Selector> lasting = selector ? lastingOf(*selector) : std::nullopt;
    if (!lasting) return;
    if (!nodes_) nodes_ = nodeViews(state_, {{}, {{Role::Viewer, {}}}}, {}, kAnyInterval);
    const bool some =
        nodes_->empty() || std::any_of(nodes_->begin(), nodes_->end(), [&](const Node& node) {
          return node.identity != NodeIdentity::Revoked && matches(*lasting, nodeSelectorValues(node, {}));
        });
    if (!some) add(placeOf(step) + "no node matches " + toText(*lasting) + ", which it asks for");
  }

  const FleetState& state_;
  const Runbook& runbook_;
  Arguments inputs_;
  std::optional<std::vector<Node>> nodes_;  // once somebody asks
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> whatIsMissing(const FleetState& state, const Runbook& runbook) {
  return DryRun(state, runbook).look();
}

}  // namespace flotilla::controlplane
