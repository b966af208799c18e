#include "services/controlplane/core/drift/false_discovery.h"

#include <algorithm>

namespace flotilla::controlplane::drift {

void keepDiscoveries(const std::vector<FeatureLook*>& looks, double rate) {
  std::vector<FeatureLook*> judged = looks;
  std::erase_if(judged, [](const FeatureLook* look) { return look->measure.verdict == DriftVerdict::NotEnoughData; });
  std::stable_sort(judged.begin(), judged.end(),
                   [](const FeatureLook* a, const FeatureLook* b) { return a->chance < b->chance; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < judged.size(); ++i)
    if (judged[i]->chance <= rate * static_cast<double>(i + 1) / static_cast<double>(judged.size())) kept = i + 1;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    DriftMeasure& m = judged[i]->measure;
    m.verdict = i < kept && matters(m) ? DriftVerdict::Suspected : DriftVerdict::Steady;
  }
}

}  // namespace flotilla::controlplane::drift
