// What the lists can be filtered and sorted by; nodes are in models/domain/node_selector.h. Thread: pure functions. The
// values refer to the item.
#pragma once

#include "models/domain/operator_api.h"
#include "models/domain/selector.h"

namespace flotilla {

const std::vector<SelectorField>& releaseFields();
const std::vector<SelectorField>& rolloutFields();
const std::vector<SelectorField>& rolloutNodeFields();
const std::vector<SelectorField>& operatorFields();
const std::vector<SelectorField>& eventFields();
const std::vector<SelectorField>& auditFields();
const std::vector<SelectorField>& standingFields();
const std::vector<SelectorField>& alertFields();

SelectorValues valuesOf(const ReleaseSummary& release);
SelectorValues valuesOf(const Rollout& rollout);
SelectorValues valuesOf(const RolloutNode& node);
SelectorValues valuesOf(const Operator& op);
SelectorValues valuesOf(const NodeEvent& event);
SelectorValues valuesOf(const AuditEntry& entry);
SelectorValues valuesOf(const ObjectiveStanding& standing);
SelectorValues valuesOf(const ObjectiveAlert& alert);

}  // namespace flotilla
