// Whether one feature has drifted, window by window. Pure. Thread: values.
#pragma once

#include "services/controlplane/core/drift/drift_metrics.h"
#include "services/controlplane/core/drift/drift_threshold.h"

namespace flotilla::controlplane::drift {

// What is kept of a feature from window to window.
struct DriftState {
  std::uint32_t inRow = 0;  // windows above the threshold
  std::uint32_t calm = 0;   // windows in a row that were not
  float cumulated = 0;
  bool drifted = false;
  friend bool operator==(const DriftState&, const DriftState&) = default;
};

// How far one window is from a reference; the verdict knows nothing of other windows: Suspected if it is above its
// threshold and not too small an effect to matter. `effective`: independent values in it; nothing is judged without
// enough of them.
DriftMeasure measure(const Reference& reference, const Distribution& current, double effective, const DriftLevel& level,
                     bool repeats);

// Whether the effect is large enough to be news, however certain it is.
bool matters(const DriftMeasure& m);

// The chance of a window that far or farther if nothing has changed, the reference as unlucky as the level allows.
double chanceOf(const DriftMeasure& m, const Reference& reference, const DriftLevel& level, bool repeats);

// One more window. A drift is told after kInRow windows above their thresholds, or when small excesses have added up;
// it is over after kInRow that are not, and then small excesses add up anew.
DriftMeasure step(DriftState& state, DriftMeasure window);

}  // namespace flotilla::controlplane::drift
