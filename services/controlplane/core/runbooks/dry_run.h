// Holds a runbook against the fleet as it is, without anything that happens: whether the places, workloads,
// objectives, versions and nodes that it names are there. Pure. Thread: the fleet loop.
#pragma once

#include <string>
#include <vector>

#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// "line 12, step back: no node matches region:eu-north, which it asks for". Empty: all of it is there. What an incident
// or a person will fill in is not known yet and taken as found; so is what changes from hour to hour, such as a node's
// health: a runbook whose alert does not fire asks for nodes that are well now. Of a fleet without nodes, nodes are not
// missed.
std::vector<std::string> whatIsMissing(const FleetState& state, const Runbook& runbook);

}  // namespace flotilla::controlplane
