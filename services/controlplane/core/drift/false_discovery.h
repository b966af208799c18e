// Many tests at once: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), p. 289. If nothing
// has changed anywhere, one of all of them is kept with a chance of at most `rate`. Thread: pure.
#pragma once

#include <vector>

#include "services/controlplane/core/drift/drift_series.h"

namespace flotilla::controlplane::drift {

// Of windows that could be judged, those are Suspected that are discoveries and not too small to matter; the others are
// Steady.
void keepDiscoveries(const std::vector<FeatureLook*>& looks, double rate);

}  // namespace flotilla::controlplane::drift
