// Path and query of the lists that a summary counts, as models/view/navigation.h writes them. Thread: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla::controlplane {

// "/nodes?q=liveness:offline%20region:eu-west"; terms that are empty are left out.
std::string listAddress(std::string_view page, const std::vector<std::string>& terms);
// "/incidents?sel=INC-7"
std::string thingAddress(std::string_view page, std::string_view selection);
// "region:eu-west", "region:(eu-west|us-east)"; empty for none.
std::string regionTerm(const std::vector<RegionName>& regions);
// "created_at>=2026-10-28T00:00:00Z"
std::string sinceTerm(std::string_view field, TimePoint from);

}  // namespace flotilla::controlplane
