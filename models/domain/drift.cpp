#include "models/domain/drift.h"

#include <algorithm>

namespace flotilla {

DriftVerdict FeatureDrift::verdict() const {
  const auto of = [](const std::optional<DriftMeasure>& m) { return m ? m->verdict : DriftVerdict::NotEnoughData; };
  return std::max(of(training), of(own));
}

}  // namespace flotilla
