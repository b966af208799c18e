// Windows of reports that wait: of the same inputs, older ones are merged into newer ones, which keeps the counts and
// forgets when they came. Pure. Thread: values.
#pragma once

#include <vector>

#include "services/telemetry/report.h"

namespace flotilla::agent {

// What fits nothing in `newer` is put there as it is.
void mergeWindows(std::vector<WindowReport>& newer, const std::vector<WindowReport>& older);

}  // namespace flotilla::agent
