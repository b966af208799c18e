// A runbook: what to do about a kind of incident, step by step, as data. Every acting step says beforehand what it
// would change, how one sees that it helped, and how it is undone. Thread: values and pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert.h"
#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

using RunbookName = Id<struct RunbookTag>;  // as names of regions

enum class StepKind { Read, Check, Decide, Act, Wait, Approve, Verify, Note };
inline constexpr std::array<std::string_view, 8> kStepKindNames{"read", "check",   "decide", "act",
                                                                "wait", "approve", "verify", "note"};
constexpr std::string_view toText(StepKind kind) {
  return kStepKindNames[static_cast<std::size_t>(kind)];
}

// What somebody who errs has done.
enum class StepRisk { Read, Reversible, Irreversible };
inline constexpr std::array<std::string_view, 3> kStepRiskNames{"read", "reversible", "irreversible"};
constexpr std::string_view toText(StepRisk risk) {
  return kStepRiskNames[static_cast<std::size_t>(risk)];
}

enum class InputType { Text, Region, Site, Node, Workload, Rollout, Version, Number };
inline constexpr std::array<std::string_view, 8> kInputTypeNames{"text",     "region",  "site",    "node",
                                                                 "workload", "rollout", "version", "number"};

// Where a value comes from by itself: what the incident knows. Version is the one that the suspected rollout brought.
enum class InputSource { Asked, Region, Workload, Suspect, Node, Site, Version, Objective };
inline constexpr std::array<std::string_view, 8> kInputSourceNames{
    "asked",         "incident.region", "incident.workload", "incident.suspect",
    "incident.node", "incident.site",   "incident.version",  "incident.objective"};

// A value that the steps use as {name}.
struct RunbookInput {
  std::string name;
  InputType type = InputType::Text;
  InputSource from = InputSource::Asked;
  std::string value = {};  // what it is when nothing else is known; empty = somebody has to say it
  std::string help = {};
  friend bool operator==(const RunbookInput&, const RunbookInput&) = default;
};

// A question about the fleet as it is, with one answer; the last two are asked of nodes, and answered by each.
enum class QueryKind {
  Nodes,      // how many match `where`, a selector
  Alerts,     // how many fire and match `where`, a filter
  Objective,  // the share of what was good for `objective`, in `region` or the fleet, over the last `window`
  Rollout,    // the state of `rollout`, a word
  Logs,       // only read: what nodes that match `where` logged in the last `window`, with `text` and from `level` on
  Samples,    // only read: the next inputs of `workload` on nodes that match `where`, `count` of each
};
inline constexpr std::array<std::string_view, 6> kQueryKindNames{"nodes",   "alerts", "objective",
                                                                 "rollout", "logs",   "samples"};
constexpr std::string_view toText(QueryKind kind) {
  return kQueryKindNames[static_cast<std::size_t>(kind)];
}

constexpr bool isAskedOfNodes(QueryKind kind) {
  return kind >= QueryKind::Logs;
}

using Arguments = std::map<std::string, std::string>;  // values may hold {input}

struct RunbookQuery {
  QueryKind kind = QueryKind::Nodes;
  Arguments arguments;
  friend bool operator==(const RunbookQuery&, const RunbookQuery&) = default;
};

enum class Comparison { Less, AtMost, Is, IsNot, AtLeast, More };
inline constexpr std::array<std::string_view, 6> kComparisonNames{"<", "<=", "=", "!=", ">=", ">"};

struct RunbookCondition {
  std::string title;  // "no node of the region has failed"
  RunbookQuery query;
  Comparison is = Comparison::Is;
  std::string value;  // a number, or a word; may hold {input}
  Duration lasts{};   // it has to hold so long without a break
  Duration within{};  // of what verifies: after so long it has failed
  friend bool operator==(const RunbookCondition&, const RunbookCondition&) = default;
};

// An operation of the operator API.
struct RunbookAction {
  std::string name;  // one of runbookActions()
  Arguments arguments;
  friend bool operator==(const RunbookAction&, const RunbookAction&) = default;
};

// More than that is not touched at once, whatever was previewed. Nothing = no limit of its own.
struct BlastLimits {
  std::optional<std::uint32_t> nodes, regions;
  std::optional<double> traffic;  // share of the requests of the fleet
  friend bool operator==(const BlastLimits&, const BlastLimits&) = default;
};

struct StepApproval {
  std::uint32_t count = 1;
  Role role = Role::Approver;
  Duration lifetime = std::chrono::minutes(15);
  std::optional<bool> breakGlass = {};  // as it is written; see allowsBreakGlass()
  friend bool operator==(const StepApproval&, const StepApproval&) = default;
};

struct StepChoice {
  std::string label;
  std::string next;  // key of a step, or kEndOfRunbook
  friend bool operator==(const StepChoice&, const StepChoice&) = default;
};

inline constexpr std::string_view kEndOfRunbook = "end";

struct RunbookStep {
  std::string key;
  StepKind kind = StepKind::Note;
  std::string title;
  std::string why = {};  // what it is good for
  int line = 0;          // where it stands in its document
  StepRisk risk = StepRisk::Read;
  std::vector<RunbookQuery> show = {};          // read: what is looked at and kept as evidence
  std::vector<RunbookCondition> checks = {};    // check; of an act: what has to hold before
  std::string otherwise = {};                   // check: where it goes on if one does not hold; empty = it stops
  std::vector<StepChoice> choices = {};         // decide
  std::optional<RunbookAction> action = {};     // act
  std::optional<RunbookAction> undo = {};       // likewise
  std::optional<RunbookCondition> verify = {};  // act and verify
  BlastLimits limits = {};                      // act
  std::optional<StepApproval> approval = {};    // act and approve
  Duration wait{};                              // wait
  std::string next = {};                        // empty = the one below, or the end
  friend bool operator==(const RunbookStep&, const RunbookStep&) = default;
};

// Whether the commander of an incident may go on without the approval that the step needs. If the runbook does not say:
// yes, unless what it does cannot be undone.
bool allowsBreakGlass(const RunbookStep& step);

// Without improvement for so long somebody else is called.
struct StopCondition {
  Duration after = std::chrono::minutes(15);
  std::string escalateTo = {};  // a receiver of the alerting document
  friend bool operator==(const StopCondition&, const StopCondition&) = default;
};

struct Runbook {
  RunbookName name;
  std::string title;
  std::string owner = {};
  std::vector<std::vector<Matcher>> match = {};  // alerts that it is for: all matchers of one of these
  std::vector<RunbookInput> inputs = {};
  StopCondition stop = {};
  std::vector<RunbookStep> steps = {};
  const RunbookStep* find(std::string_view key) const;  // nothing if there is none
  // The keys that may follow a step, without the end.
  std::vector<std::string> after(const RunbookStep& step) const;
  friend bool operator==(const Runbook&, const Runbook&) = default;
};

// What an action or a query takes.
struct ArgumentRule {
  std::string_view name;
  bool required = true;
};
struct ActionRule {
  std::string_view name;
  StepRisk risk = StepRisk::Reversible;  // at least
  std::string_view help;
  std::vector<ArgumentRule> arguments;
  bool lasts = true;  // there is something to undo
};
const std::vector<ActionRule>& runbookActions();
const ActionRule* findAction(std::string_view name);  // nothing if there is none
const std::vector<ArgumentRule>& argumentsOf(QueryKind kind);

}  // namespace flotilla
