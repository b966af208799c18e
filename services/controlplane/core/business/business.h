// Declaring business indicators, and what may be reported of them. Pure. Thread: the fleet loop.
#pragma once

#include <vector>

#include "models/domain/business_api.h"
#include "services/controlplane/core/business/business_book.h"
#include "services/controlplane/core/fleet/decision.h"
#include "services/controlplane/core/fleet/state.h"

namespace flotilla::controlplane {

// Those that are declared from now on, all of them. The same again changes nothing. Errors: Invalid/"bad_name",
// "bad_title", "bad_unit", "bad_goal", "duplicate_name"; Exhausted/"too_many".
Result<Decision<BusinessDiff>> applyBusiness(const FleetState& state, std::vector<BusinessIndicator> wanted,
                                             bool dryRun);

// The points as they are stored: a site has its region, and times are whole seconds. Errors: Invalid/"no_points",
// "bad_value", "bad_time", "conflicting_places"; Exhausted/"too_many"; NotFound/"no_indicator", "no_region", "no_site";
// Denied/"out_of_scope" (an enroller there, or of the whole fleet where no region is named). Fields name the point.
Result<std::vector<BusinessPoint>> checkPoints(const FleetState& state, std::vector<BusinessPoint> points,
                                               const Caller& caller, TimePoint now);

// NotFound/"no_indicator".
Result<BusinessIndicator> findBusiness(const FleetState& state, const BusinessName& name, const std::string& field);
// A region, or the fleet if it is empty, as somebody may see it. Errors: Denied/"not_yours", NotFound/"no_region".
Result<BusinessPlace> businessPlace(const FleetState& state, const RegionName& region, const Caller& caller);
// All that somebody may see.
BusinessPlace seenBusinessPlace(const FleetState& state, const Caller& caller);
// Invalid/"out_of_range".
Status checkSpan(const BusinessSpan& span);

}  // namespace flotilla::controlplane
