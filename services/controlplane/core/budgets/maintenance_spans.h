// What maintenance that was announced cost an objective. Pure but for the zones of the machine. Thread: the fleet loop.
#pragma once

#include <span>
#include <vector>

#include "services/controlplane/core/budgets/attribution.h"

namespace flotilla::controlplane {

// One span for each window and place in which bad events were counted while the window was open, without a pause. A
// window is about an objective where its own matchers have the labels of that objective's alert there; so one of a
// single site or node is no cause of what is counted for a region. Windows are taken as they are declared now.
std::vector<CauseSpan> maintenanceSpans(const FleetState& state, const Objective& objective,
                                        std::span<const CountedParts> places);

}  // namespace flotilla::controlplane
