#include "models/domain/reference_profile.h"

namespace flotilla {

FeatureBins confidenceBins() {
  FeatureBins bins;
  bins.edges = {0.1F, 0.2F,  0.3F, 0.4F,  0.5F,  0.55F, 0.6F,  0.65F, 0.7F,  0.75F,
                0.8F, 0.85F, 0.9F, 0.93F, 0.95F, 0.97F, 0.98F, 0.99F, 0.999F};
  bins.min = 0;
  bins.max = 1;
  bins.centre = 0.9F;
  return bins;
}

}  // namespace flotilla
