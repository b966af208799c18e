#include "models/domain/run_fields.h"

namespace flotilla {

const std::vector<SelectorField>& runFields() {
  static const std::vector<SelectorField> kFields{
      {"id", SelectorKind::Text, "Its name, for example RUN-7."},
      {"runbook", SelectorKind::Text, "Which runbook it follows."},
      {"state", SelectorKind::Word, "Where it stands.", selectorWords(kRunStateNames)},
      {"open", SelectorKind::Word, "Whether it is under way.", {"yes", "no"}},
      {"incident", SelectorKind::Text, "The incident that it is for."},
      {"region", SelectorKind::Text, "Where; empty for the fleet."},
      {"owner", SelectorKind::Text, "Who takes its steps."},
      {"step", SelectorKind::Text, "The step that it is at."},
      {"drill", SelectorKind::Word, "Whether it is practice.", {"yes", "no"}},
      {"started_at", SelectorKind::Time, "When it was started."},
      {"ended_at", SelectorKind::Time, "When it ended."}};
  return kFields;
}

SelectorValues valuesOf(const Run& run) {
  return [&run](std::string_view field) -> std::vector<SelectorValue> {
    if (field == "id") return {run.id.value};
    if (field == "runbook") return {run.runbook.value};
    if (field == "state") return {std::string(toText(run.state))};
    if (field == "open") return {std::string(isOpen(run.state) ? "yes" : "no")};
    if (field == "incident") return {run.incident.value};
    if (field == "region") return {run.region.value};
    if (field == "owner") return {run.owner};
    if (field == "step") return {run.step};
    if (field == "drill") return {std::string(run.drill ? "yes" : "no")};
    if (field == "started_at") return {run.startedAt};
    if (run.endedAt == TimePoint{}) return {};
    return {run.endedAt};
  };
}

}  // namespace flotilla
