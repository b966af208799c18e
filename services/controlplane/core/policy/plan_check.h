// What is planned, against the policy of the fleet. Asked before something begins, and again before each wave; what
// goes back is never asked. Pure. Thread: the fleet loop. Pointers are into the state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// The wave that begins first, and who has to agree to it.
struct FirstWave {
  std::string name;
  ApprovalRule approvals;
};

// Of hours that are closed: they are waited for, or they refuse.
enum class ClosedHours { Wait, RefuseFreeze, Refuse };

struct PlannedStart {
  WorkloadName workload;
  const ReleaseRecord* release = nullptr;
  std::vector<const NodeEntry*> nodes = {};  // on which it would begin
  bool asksFirst = true;                     // nothing has begun yet, so that approvals count
  std::optional<FirstWave> first = {};       // none without a plan
  ClosedHours closed = ClosedHours::RefuseFreeze;
};

// The first rule that it breaks, in the order of the policy. Of signatures only the key ids are counted: the nodes have
// the root document and count what verifies.
std::optional<PolicyViolation> violationOf(const FleetState& state, const PlannedStart& start, TimePoint now);
// The same as Precondition/"policy".
Status checkPlanned(const FleetState& state, const PlannedStart& start, TimePoint now);

// The rules by which something of this workload may not begin now, with when they open again.
struct ClosedRule {
  const PolicyRule* rule = nullptr;
  std::optional<TimePoint> opens;
};
std::vector<ClosedRule> closedRules(const FleetState& state, const WorkloadName& workload, TimePoint now);
// The first of them that is about this node; nullptr if it may begin there.
const ClosedRule* closedFor(const std::vector<ClosedRule>& closed, const NodeEntry& node);

// Whether the newest assignment of this node would begin something there now that hours of the policy keep from it: the
// node would refuse it, and be counted as failed. What it has proven, and what goes back, never waits.
bool waitsForHours(const FleetState& state, const NodeEntry& node, TimePoint now);

}  // namespace flotilla::controlplane
