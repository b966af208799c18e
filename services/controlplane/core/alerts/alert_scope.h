// What of alerts and silences somebody may see and touch. An alert is where its label region says; without one it is
// the fleet's, and for whoever may look at or operate all of it. Thread: pure functions.
#pragma once

#include <vector>

#include "models/domain/access.h"
#include "models/domain/alert.h"

namespace flotilla::controlplane {

RegionName regionOf(const Labels& labels);

bool mayWithAlert(const Caller& caller, Role role, const Labels& labels);

// Somebody who operates some regions silences only what is in one of them: one matcher has to be region="<that one>".
// Errors: Denied/"out_of_scope", field "matchers".
Status checkSilenceScope(const Caller& caller, const std::vector<Matcher>& matchers);

// Not if it is only about a region that the caller may not look at.
bool maySeeSilence(const Caller& caller, const Silence& silence);

}  // namespace flotilla::controlplane
