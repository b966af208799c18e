#include "services/agent/core/input_bins.h"

#include <vector>

#include "services/crypto/hash.h"
#include "services/documents/profile_json.h"
#include "services/runtime/log.h"
#include "services/telemetry/window_counter.h"

namespace flotilla::agent {

InputBins inputBins(Files& files, const Path& slot) {
  const Path file = slot / kProfileFile;
  if (!files.exists(file)) return {};
  const auto text = files.readAll(file, kMaxProfileBytes);
  const auto profile = text ? parseReferenceProfile(*text) : Result<ReferenceProfile>(text.error());
  if (!profile) {
    log::warn("the inputs cannot be compared with those of the training",
              {{"file", file.string()}, {"why", profile.error().message}});
    return {};
  }
  std::vector<FeatureBins> bins;
  for (const FeatureProfile& feature : profile->features) bins.push_back(feature.bins);
  return {encodeBins(bins), sha256(*text)};
}

}  // namespace flotilla::agent
