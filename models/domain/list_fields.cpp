#include "models/domain/list_fields.h"

namespace flotilla {
namespace {

using Fields = std::vector<SelectorField>;
using Kind = SelectorKind;
using Values = std::vector<SelectorValue>;

double number(std::uint64_t value) {
  return static_cast<double>(value);
}

// A time that did not come yet is none.
Values timeOf(TimePoint at) {
  return at == TimePoint{} ? Values{} : Values{at};
}

}  // namespace

const Fields& releaseFields() {
  static const Fields kFields{{"artifact", Kind::Text, "What was released."},
                              {"version", Kind::Version, "Version of the release."},
                              {"counter", Kind::Number, "Release counter, which orders the releases of an artifact."},
                              {"published_at", Kind::Time, "When it was published."}};
  return kFields;
}

SelectorValues valuesOf(const ReleaseSummary& r) {
  return [&r](std::string_view field) -> Values {
    if (field == "artifact") return {r.release.artifact.value};
    if (field == "version") return {r.release.version};
    if (field == "counter") return {number(r.release.releaseCounter)};
    return timeOf(r.publishedAt);
  };
}

const Fields& rolloutFields() {
  static const Fields kFields{
      {"id", Kind::Text, "Name of the rollout, for example meter-reader-2."},
      {"number", Kind::Number, "Number among the rollouts of its workload."},
      {"workload", Kind::Text, "What is rolled out."},
      {"version", Kind::Version, "Version that it brings."},
      {"state", Kind::Word, "How far it is.", selectorWords(kRolloutStateNames)},
      {"author", Kind::Text, "Who started it."},
      {"created_at", Kind::Time, "When it was started."},
      {"ended_at", Kind::Time, "When it ended."},
      {"went_back", Kind::Word, "Whether it was taken back, and by whom.", selectorWords(kWayBackNames)}};
  return kFields;
}

SelectorValues valuesOf(const Rollout& r) {
  return [&r](std::string_view field) -> Values {
    if (field == "id") return {r.id.value};
    if (field == "number") return {number(r.number)};
    if (field == "workload") return {r.workload.value};
    if (field == "version") return {r.to};
    if (field == "state") return {std::string(toText(r.state))};
    if (field == "author") return {r.author};
    if (field == "went_back") return {std::string(toText(r.wayBack()))};
    return timeOf(field == "created_at" ? r.createdAt : r.endedAt);
  };
}

const Fields& rolloutNodeFields() {
  static const Fields kFields{{"name", Kind::Text, "Name of the node."},
                              {"outcome", Kind::Word, "What became of it.", selectorWords(kNodeOutcomeNames)},
                              {"reason", Kind::Text, "Code of the reason, if there was one."},
                              {"from", Kind::Version, "Version that it ran before."},
                              {"id", Kind::Text, "Identifier of the node."}};
  return kFields;
}

SelectorValues valuesOf(const RolloutNode& node) {
  return [&node](std::string_view field) -> Values {
    if (field == "name") return {node.nodeName};
    if (field == "id") return {node.node.value};
    if (field == "outcome") return {std::string(toText(node.outcome))};
    if (field == "reason") return {node.reason};
    return node.hadVersion ? Values{node.from} : Values{};
  };
}

const Fields& operatorFields() {
  static const Fields kFields{
      {"name", Kind::Text, "Name of the operator."},
      {"role", Kind::Word, "A role that the operator has somewhere.", selectorWords(kRoleNames)},
      {"created_at", Kind::Time, "When the operator was added."},
      {"id", Kind::Text, "Identifier of the operator."}};
  return kFields;
}

SelectorValues valuesOf(const Operator& op) {
  return [&op](std::string_view field) -> Values {
    if (field == "name") return {op.name};
    if (field == "id") return {op.id.value};
    if (field == "created_at") return timeOf(op.createdAt);
    Values roles;
    for (const Grant& grant : op.grants) roles.emplace_back(std::string(toText(grant.role)));
    return roles;
  };
}

const Fields& eventFields() {
  static const Fields kFields{{"workload", Kind::Text, "What was installed."},
                              {"state", Kind::Word, "State that was entered.", selectorWords(kInstallStateNames)},
                              {"version", Kind::Version, "Version that was installed."},
                              {"reason", Kind::Text, "Code of the reason, if there was one."},
                              {"generation", Kind::Number, "Generation of the assignment."},
                              {"at", Kind::Time, "When it happened, by the node's clock."}};
  return kFields;
}

SelectorValues valuesOf(const NodeEvent& event) {
  return [&event](std::string_view field) -> Values {
    if (field == "workload") return {event.workload.value};
    if (field == "state") return {std::string(toText(event.state))};
    if (field == "version") return {event.version};
    if (field == "reason") return {event.reason};
    if (field == "generation") return {number(event.generation)};
    return timeOf(event.at);
  };
}

const Fields& auditFields() {
  static const Fields kFields{{"actor", Kind::Text, "Who did it."},
                              {"action", Kind::Text, "What was done, for example CreateRollout."},
                              {"object", Kind::Text, "What it was done to, for example node/rotterdam-2."},
                              {"at", Kind::Time, "When it was done."},
                              {"seq", Kind::Number, "Number of the entry."}};
  return kFields;
}

SelectorValues valuesOf(const AuditEntry& entry) {
  return [&entry](std::string_view field) -> Values {
    if (field == "actor") return {entry.actor};
    if (field == "action") return {entry.action};
    if (field == "object") return {entry.object};
    if (field == "seq") return {number(entry.seq)};
    return timeOf(entry.at);
  };
}

const Fields& standingFields() {
  static const Fields kFields{
      {"objective", Kind::Text, "Name of the objective."},
      {"region", Kind::Text, "Where; empty for the fleet."},
      {"state", Kind::Word, "How much of the budget is left.", selectorWords(kBudgetStateNames)},
      {"budget_left", Kind::Number, "Share of the budget that is left; below 0 when overspent."},
      {"burn", Kind::Number, "Times the pace at which the budget lasts, over the shortest long window."}};
  return kFields;
}

SelectorValues valuesOf(const ObjectiveStanding& s) {
  return [&s](std::string_view field) -> Values {
    if (field == "objective") return {s.objective.value};
    if (field == "region") return {s.region.value};
    if (field == "state") return {std::string(toText(s.state))};
    if (field == "budget_left") return s.budgetLeft ? Values{*s.budgetLeft} : Values{};
    return s.tiers.empty() ? Values{} : Values{s.tiers.front().longBurn};
  };
}

const Fields& alertFields() {
  static const Fields kFields{{"severity", Kind::Word, "Whether somebody is paged.", selectorWords(kSeverityNames)},
                              {"state", Kind::Word, "Whether it is over.", selectorWords(kAlertStateNames)},
                              {"kind", Kind::Word, "What it is about.", selectorWords(kAlertKindNames)},
                              {"objective", Kind::Text, "Name of the objective."},
                              {"region", Kind::Text, "Where; empty for the fleet."},
                              {"since", Kind::Time, "When it began."},
                              {"resolved_at", Kind::Time, "When it was over."}};
  return kFields;
}

SelectorValues valuesOf(const ObjectiveAlert& a) {
  return [&a](std::string_view field) -> Values {
    if (field == "severity") return {std::string(toText(a.key.severity))};
    if (field == "state") return {std::string(toText(a.state))};
    if (field == "kind") return {std::string(toText(a.key.kind))};
    if (field == "objective") return {a.key.objective.value};
    if (field == "region") return {a.key.region.value};
    return timeOf(field == "since" ? a.since : a.resolvedAt);
  };
}

}  // namespace flotilla
