#include "models/domain/nearest_name.h"
#include "models/domain/utf8.h"
#include "services/documents/runbook_parts.h"
#include "services/documents/runbook_yaml.h"

namespace flotilla {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::size_t kMaxArgument = 1024;  // bytes
constexpr std::size_t kMaxConditions = 20;
constexpr std::size_t kMaxChoices = 10;
constexpr std::uint32_t kMostNodes = 1'000'000;
constexpr Duration kLongestWait = hours(24);

Result<std::string> argumentText(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  if (text.empty() || text.size() > kMaxArgument || hasControls(text, false))
    return invalid("bad_argument", "must be 1 to 1024 bytes on one line");
  return text;
}

// {where: "region:{region}"}, with the names that `rules` know.
auto argumentsWith(const std::vector<ArgumentRule>& rules) {
  return [&rules](const YamlNode& node, const std::string& path) -> Result<Arguments> {
    Arguments out;
    YamlReader reader(node, path);
    for (const ArgumentRule& rule : rules) {
      const std::string name(rule.name);
      std::string text;
      if (rule.required)
        reader.required(name.c_str(), text, argumentText);
      else
        reader.optional(name.c_str(), text, argumentText);
      if (!text.empty()) out[name] = text;
    }
    FLOTILLA_CHECK(reader.finish());
    return out;
  };
}

// One of the four kinds of queries, as a key with its arguments; nothing if none is there. `reader` is of the node.
template <class Reader>
bool readQuery(Reader& reader, RunbookQuery& query) {
  bool found = false;
  for (std::size_t i = 0; i < kQueryKindNames.size(); ++i) {
    const auto kind = static_cast<QueryKind>(i);
    Arguments arguments;
    if (!reader.optional(std::string(kQueryKindNames[i]).c_str(), arguments, argumentsWith(argumentsOf(kind))))
      continue;
    found = true;
    if (arguments.empty()) continue;  // it could not be read, and the reader knows why
    query = {kind, std::move(arguments)};
  }
  return found;
}

Error noQuery(const YamlNode& node, const std::string& path) {
  return yamlError(
      node.line, "missing_key", "asks nothing", path,
      "write nodes, alerts, objective or rollout with its arguments; in a step that reads also logs or samples");
}

Result<RunbookQuery> readShown(const YamlNode& node, const std::string& path) {
  RunbookQuery query;
  YamlReader reader(node, path);
  const bool found = readQuery(reader, query);
  FLOTILLA_CHECK(reader.finish());
  if (!found) return noQuery(node, path);
  return query;
}

// "<= 0", "= succeeded"
Result<std::pair<Comparison, std::string>> comparisonText(const YamlNode& node) {
  FLOTILLA_TRY(const std::string text, argumentText(node));
  const std::size_t space = text.find(' ');
  for (std::size_t i = 0; space != std::string::npos && i < kComparisonNames.size(); ++i)
    if (text.substr(0, space) == kComparisonNames[i] && space + 1 < text.size())
      return std::pair(static_cast<Comparison>(i), text.substr(space + 1));
  return invalid("bad_comparison", "must be <, <=, =, !=, >= or > and a value, such as \"<= 0\"");
}

Result<RunbookCondition> readCondition(const YamlNode& node, const std::string& path) {
  RunbookCondition out;
  std::pair<Comparison, std::string> comparison;
  YamlReader reader(node, path);
  reader.required("title", out.title, runbookTitle);
  const bool found = readQuery(reader, out.query);
  reader.required("is", comparison, comparisonText);
  reader.optional("lasts", out.lasts, yamlLengthFrom(Duration(0), kLongestWait));
  reader.optional("within", out.within, yamlLengthFrom(seconds(1), kLongestWait));
  FLOTILLA_CHECK(reader.finish());
  if (!found) return noQuery(node, path);
  if (isAskedOfNodes(out.query.kind))
    return yamlError(node.line, "bad_value", "is answered by nodes with text, which does not hold or fail", path,
                     "show it in a step that reads");
  out.is = comparison.first;
  out.value = std::move(comparison.second);
  return out;
}

Status checkActionName(const YamlNode& node, const std::string& path) {
  std::vector<std::string> names;
  for (const ActionRule& rule : runbookActions()) names.emplace_back(rule.name);
  for (const YamlNode& child : node.children)
    if (findAction(child.key) == nullptr) {
      std::string all;
      for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
      return yamlError(child.line, "unknown_key", "\"" + excerpt(child.key, 60) + "\" is not a known key",
                       path + "." + excerpt(child.key, 60), didYouMean(child.key, names, "write one of " + all));
    }
  return okStatus();
}

// {roll_back: {rollout: "{rollout}"}}
Result<RunbookAction> readAction(const YamlNode& node, const std::string& path) {
  RunbookAction out;
  FLOTILLA_CHECK(checkActionName(node, path));
  YamlReader reader(node, path);
  for (const ActionRule& rule : runbookActions()) {
    Arguments arguments;
    reader.optional(std::string(rule.name).c_str(), arguments, argumentsWith(rule.arguments));
    if (!arguments.empty()) out = {std::string(rule.name), std::move(arguments)};
  }
  FLOTILLA_CHECK(reader.finish());
  if (node.children.size() != 1)
    return yamlError(node.line, "bad_value", "must be one action with its arguments", path,
                     "such as {roll_back: {rollout: \"{rollout}\"}}");
  return out;
}

Result<BlastLimits> readLimits(const YamlNode& node, const std::string& path) {
  BlastLimits out;
  std::uint32_t nodes = 0, regions = 0;
  double traffic = 0;
  YamlReader reader(node, path);
  if (reader.optional("nodes", nodes, yamlIntegerFrom(1, kMostNodes))) out.nodes = nodes;
  if (reader.optional("regions", regions, yamlIntegerFrom(1, kMaxDeclared))) out.regions = regions;
  if (reader.optional("traffic", traffic, yamlNumberFrom(0.0001, 1, kMillion))) out.traffic = traffic;
  FLOTILLA_CHECK(reader.finish());
  return out;
}

Result<StepApproval> readApproval(const YamlNode& node, const std::string& path) {
  StepApproval out;
  YamlReader reader(node, path);
  reader.optional("count", out.count, yamlIntegerFrom(1, 10));
  reader.optional("role", out.role, yamlWordOf(kRoleNames));
  reader.optional("lifetime", out.lifetime, yamlLengthFrom(seconds(10), kLongestWait));
  bool breakGlass = false;
  if (reader.optional("break_glass", breakGlass, yamlFlag)) out.breakGlass = breakGlass;
  FLOTILLA_CHECK(reader.finish());
  return out;
}

Result<StepChoice> readChoice(const YamlNode& node, const std::string& path) {
  StepChoice out;
  YamlReader reader(node, path);
  reader.required("label", out.label, runbookTitle);
  reader.required("next", out.next, yamlName);
  FLOTILLA_CHECK(reader.finish());
  return out;
}

// What only some kinds of steps have.
void readByKind(YamlReader& reader, RunbookStep& step) {
  RunbookAction action, undo;
  RunbookCondition verify;
  StepApproval approval;
  const StepKind kind = step.kind;
  const bool acts = kind == StepKind::Act;
  if (kind == StepKind::Read) reader.required("show", step.show, listOf<RunbookQuery>(1, kMaxConditions, readShown));
  if (kind == StepKind::Check)
    reader.required("checks", step.checks, listOf<RunbookCondition>(1, kMaxConditions, readCondition));
  if (kind == StepKind::Check) reader.optional("otherwise", step.otherwise, yamlName);
  if (kind == StepKind::Decide)
    reader.required("choices", step.choices, listOf<StepChoice>(2, kMaxChoices, readChoice));
  if (kind == StepKind::Wait) reader.required("wait", step.wait, yamlLengthFrom(seconds(1), kLongestWait));
  if (acts) {
    reader.required("risk", step.risk, yamlWordOf(kStepRiskNames));
    reader.optional("checks", step.checks, listOf<RunbookCondition>(1, kMaxConditions, readCondition));
    reader.required("action", action, readAction);
    step.action = action;
    if (reader.optional("undo", undo, readAction)) step.undo = undo;
    reader.optional("limits", step.limits, readLimits);
  }
  if (kind == StepKind::Verify) reader.required("verify", verify, readCondition);
  if ((acts && reader.optional("verify", verify, readCondition)) || kind == StepKind::Verify) step.verify = verify;
  if (acts || kind == StepKind::Approve)
    if (reader.optional("approval", approval, readApproval) || kind == StepKind::Approve) step.approval = approval;
  if (kind != StepKind::Decide) reader.optional("next", step.next, yamlName);
}

}  // namespace

Result<std::string> runbookTitle(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  if (!text.empty() && characterCount(text) <= kMaxTitleCharacters && !hasControls(text, false)) return text;
  return invalid("bad_title", "must be 1 to 80 characters on one line");
}

Result<std::string> runbookText(const YamlNode& node) {
  FLOTILLA_TRY(std::string text, yamlText(node));
  if (characterCount(text) <= 2000 && !hasControls(text, true)) return text;
  return invalid("bad_text", "must be at most 2000 characters");
}

Result<RunbookStep> readRunbookStep(const YamlNode& node, const std::string& path) {
  RunbookStep step;
  step.line = node.line;
  YamlReader reader(node, path);
  reader.required("key", step.key, yamlName);
  reader.check(step.key != kEndOfRunbook, "key", "is what ends a runbook", "call the step something else");
  reader.required("kind", step.kind, yamlWordOf(kStepKindNames));
  reader.required("title", step.title, runbookTitle);
  reader.optional("why", step.why, runbookText);
  readByKind(reader, step);
  // Without its kind it is not known which keys there may be.
  FLOTILLA_CHECK(reader.finish(reader.understood("kind")));
  return step;
}

}  // namespace flotilla
