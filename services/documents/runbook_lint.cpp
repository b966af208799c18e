#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "models/domain/alert_fields.h"
#include "models/domain/nearest_name.h"
#include "models/domain/node_selector.h"
#include "models/domain/rollout.h"
#include "models/domain/selector.h"
#include "services/documents/runbook_parts.h"
#include "services/documents/runbook_yaml.h"
#include "services/documents/secret_text.h"
#include "services/runtime/pattern.h"

namespace flotilla {
namespace {

using Path = std::vector<const RunbookStep*>;

class Linter {
 public:
  Linter(const Runbook& book, const RunbookDoubts& doubts) : book_(book), doubts_(doubts) {}

  std::vector<RunbookFinding> take() {
    for (std::size_t i = 0; i < book_.steps.size(); ++i) {
      const RunbookStep& step = book_.steps[i];
      lookAtWays(step);
      if (doubts_.none() || !doubts_.steps[i]) lookAtParts(step);
      for (const std::string& text : textsOf(step)) lookAtText(&step, text);
    }
    for (const std::string& text : {book_.title, book_.owner}) lookAtText(nullptr, text);
    if (doubts_.none() || std::find(doubts_.steps.begin(), doubts_.steps.end(), true) == doubts_.steps.end())
      for (const RunbookInput& input : book_.inputs) lookAtInput(input);
    lookForCycle();
    if (!doubts_.anyWay) lookForUnreachable();
    if (book_.match.empty() && !doubts_.match)
      note(nullptr, "no_match", "is suggested for no alert", "say under match what it is for");
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return std::move(out_);
  }

 private:
  void add(const RunbookStep* step, std::string reason, std::string message, std::string fix, bool isError) {
    out_.push_back({step == nullptr ? 1 : step->line, step == nullptr ? std::string() : step->key, std::move(reason),
                    std::move(message), std::move(fix), isError});
  }
  void error(const RunbookStep* step, const char* reason, std::string message, std::string fix) {
    add(step, reason, std::move(message), std::move(fix), true);
  }
  void note(const RunbookStep* step, const char* reason, std::string message, std::string fix) {
    add(step, reason, std::move(message), std::move(fix), false);
  }

  void lookAtParts(const RunbookStep& step) {
    if (step.kind == StepKind::Act) lookAtAct(step);
    if (step.kind == StepKind::Verify && step.verify->within == Duration{}) noWithin(step);
    lookAtQuestions(step);
  }

  void lookAtWays(const RunbookStep& step) {
    std::vector<std::string> keys;
    for (const RunbookStep& one : book_.steps) keys.push_back(one.key);
    std::vector<std::string> named{step.next, step.otherwise};
    for (const StepChoice& choice : step.choices) named.push_back(choice.next);
    for (const std::string& key : named)
      if (!key.empty() && key != kEndOfRunbook && book_.find(key) == nullptr)
        error(&step, "unknown_step", "goes to the step \"" + key + "\", which there is not",
              didYouMean(key, keys, "write the key of a step, or end"));
  }

  void noWithin(const RunbookStep& step) {
    error(&step, "no_deadline", "waits for ever to be true", "say within: how long it may take, such as 5m");
  }

  void lookAtAct(const RunbookStep& step) {
    if (!step.verify)
      error(&step, "no_verify", "acts, and nothing says whether it helped",
            "write verify: a condition that did not hold before, and within");
    else if (step.verify->within == Duration{})
      noWithin(step);
    const ActionRule* rule = findAction(step.action->name);
    if (rule != nullptr && step.risk < rule->risk)
      error(&step, "risk_too_low", step.action->name + " is " + std::string(toText(rule->risk)),
            "write risk: " + std::string(toText(rule->risk)));
    const bool lasts = rule == nullptr || rule->lasts;
    if (step.risk == StepRisk::Reversible && !step.undo && lasts)
      error(&step, "no_undo", "is called reversible, and nothing says how it is undone",
            "write undo, or risk: irreversible and an approval");
    if (step.risk == StepRisk::Irreversible && step.undo)
      error(&step, "undo_of_irreversible", "is called irreversible and has an undo", "write risk: reversible");
    if (step.risk == StepRisk::Irreversible && !step.approval)
      error(&step, "no_approval", "cannot be undone, and nobody has to agree", "write approval: {count: 1}");
    if (!step.limits.nodes && !step.limits.regions && !step.limits.traffic)
      note(&step, "no_limits", "may touch the whole fleet at once", "write limits: {nodes: 50, regions: 1}");
    if (step.checks.empty())
      note(&step, "no_checks", "acts whatever the fleet looks like", "write checks: what has to hold before");
  }

  void lookAtQuestions(const RunbookStep& step) {
    for (const RunbookQuery& query : step.show) lookAtSelector(step, query);
    std::vector<RunbookCondition> conditions = step.checks;
    if (step.verify) conditions.push_back(*step.verify);
    for (const RunbookCondition& condition : conditions) {
      lookAtSelector(step, condition.query);
      lookAtComparison(step, condition);
    }
    for (const auto& action : {step.action, step.undo})
      if (action && action->arguments.contains("where"))
        lookAtSelector(step, {QueryKind::Nodes, {{"where", action->arguments.at("where")}}});
  }

  // With any word in the place of inputs; whether that is a value of the field is seen when the run starts.
  void lookAtSelector(const RunbookStep& step, const RunbookQuery& query) {
    const auto where = query.arguments.find("where");
    if (where == query.arguments.end()) return;
    std::string text = where->second;
    const std::vector<std::string> inputs = inputNamesIn(text);
    for (const std::string& name : inputs) {
      const std::string braces = "{" + name + "}";
      text.replace(text.find(braces), braces.size(), "x");
    }
    const auto& fields = query.kind == QueryKind::Alerts ? alertStatusFields() : nodeSelectorFields();
    const auto read = parseSelector(text, fields, compilePattern);
    if (!read && (inputs.empty() || read.error().reason != "bad_value"))
      error(&step, "bad_selector", "asks for \"" + where->second + "\": " + read.error().message, read.error().fix);
  }

  void lookAtComparison(const RunbookStep& step, const RunbookCondition& condition) {
    if (!inputNamesIn(condition.value).empty()) return;
    if (condition.query.kind != QueryKind::Rollout) {
      double number = 0;
      const char* end = condition.value.data() + condition.value.size();
      const auto read = std::from_chars(condition.value.data(), end, number);
      if (read.ec != std::errc() || read.ptr != end)
        error(&step, "bad_comparison", "compares a number with \"" + condition.value + "\"", "write a number");
      return;
    }
    const bool equals = condition.is == Comparison::Is || condition.is == Comparison::IsNot;
    const bool known =
        std::find(kRolloutStateNames.begin(), kRolloutStateNames.end(), condition.value) != kRolloutStateNames.end();
    if (equals && known) return;
    const std::vector<std::string> names(kRolloutStateNames.begin(), kRolloutStateNames.end());
    error(&step, "bad_comparison", "compares the state of a rollout with \"" + condition.value + "\"",
          equals ? didYouMean(condition.value, names, "write a state, such as running") : "compare with = or !=");
  }

  static void addQuery(const RunbookQuery& query, std::vector<std::string>& out) {
    for (const auto& [name, value] : query.arguments) out.push_back(value);
  }
  static std::vector<std::string> textsOf(const RunbookStep& step) {
    std::vector<std::string> out{step.title, step.why};
    for (const RunbookQuery& query : step.show) addQuery(query, out);
    std::vector<RunbookCondition> conditions = step.checks;
    if (step.verify) conditions.push_back(*step.verify);
    for (const RunbookCondition& condition : conditions) {
      out.insert(out.end(), {condition.title, condition.value});
      addQuery(condition.query, out);
    }
    for (const auto& action : {step.action, step.undo})
      if (action)
        for (const auto& [name, value] : action->arguments) out.push_back(value);
    for (const StepChoice& choice : step.choices) out.push_back(choice.label);
    return out;
  }

  void lookAtText(const RunbookStep* step, const std::string& text) {
    std::vector<std::string> names;
    for (const RunbookInput& input : book_.inputs) names.push_back(input.name);
    for (const std::string& name : inputNamesIn(text)) {
      used_.insert(name);
      if (!doubts_.inputs && std::find(names.begin(), names.end(), name) == names.end())
        error(step, "unknown_input", "uses {" + name + "}, which is no input",
              didYouMean(name, names, "declare it under inputs"));
    }
    if (const std::string secret = secretIn(text); !secret.empty())
      error(step, "secret", "holds what looks like " + secret,
            "take it out: a runbook is read by many, and is kept for ever");
  }

  void lookAtInput(const RunbookInput& input) {
    if (!used_.contains(input.name))
      note(nullptr, "unused_input", "has the input " + input.name + ", which no step uses", "take it out");
  }

  // By depth first: a way that comes back to where it was. Each of them is told once, at the step that goes back.
  void lookForCycle() {
    std::map<std::string, int> seen;  // 1 = on the way, 2 = done
    for (const RunbookStep& step : book_.steps) visit(step, seen);
  }
  void visit(const RunbookStep& step, std::map<std::string, int>& seen) {
    int& state = seen[step.key];
    if (state != 0) return;
    state = 1;
    const auto place = static_cast<std::size_t>(&step - book_.steps.data());
    const bool known = doubts_.none() || !doubts_.ways[place];
    for (const std::string& key : known ? book_.after(step) : std::vector<std::string>{}) {
      const RunbookStep* next = book_.find(key);
      if (next == nullptr) continue;
      if (seen[key] == 1)
        error(&step, "cycle", "goes back to \"" + key + "\", so that the run may never end",
              "a person can jump back in a run; write a way that goes on");
      visit(*next, seen);
    }
    seen[step.key] = 2;
  }

  void lookForUnreachable() {
    std::set<std::string> reached;
    Path open;
    if (!book_.steps.empty()) open.push_back(&book_.steps.front());
    while (!open.empty()) {
      const RunbookStep* step = open.back();
      open.pop_back();
      if (!reached.insert(step->key).second) continue;
      for (const std::string& key : book_.after(*step))
        if (const RunbookStep* next = book_.find(key); next != nullptr) open.push_back(next);
    }
    for (const RunbookStep& step : book_.steps)
      if (!reached.contains(step.key))
        error(&step, "unreachable", "is never come to", "lead to it from a step before, or take it out");
  }

  const Runbook& book_;
  const RunbookDoubts& doubts_;
  std::vector<RunbookFinding> out_;
  std::set<std::string> used_;  // inputs
};

}  // namespace

std::vector<std::string> inputNamesIn(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const bool isName =
        !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
    if (isName) out.emplace_back(name);
  }
  return out;
}

std::vector<RunbookFinding> lintRunbook(const Runbook& runbook, const RunbookDoubts& doubts) {
  return Linter(runbook, doubts).take();
}

}  // namespace flotilla
