// How sure a classifier has to be on some nodes for its answers to be given out, in domain types; a part of
// OperatorApi. Thread: as OperatorApi.
#pragma once

#include <optional>
#include <string>

#include "models/domain/page.h"
#include "models/domain/run.h"

namespace flotilla {

// Of the nodes that run the workload now. It stays with them whatever version they get, until it is set again; nodes
// that come later have what the fleet declares.
struct NewThreshold {
  WorkloadName workload;
  std::optional<double> minConfidence = {};  // 0 to 1, 0 = none is held back; nothing = as the fleet declares
  RegionName region = {};                    // empty = of every region
  std::string selector = {};                 // likewise, see node_selector.h
  Digest digest = {};                        // setThreshold(): of the preview that was read
  std::string reason = {};
};

class ThresholdApi {
 public:
  virtual ~ThresholdApi() = default;
  virtual void prepareThreshold(const NewThreshold& threshold, Done<ActionPreview> done) = 0;
  // What it has changed. The same again changes nothing.
  virtual void setThreshold(const NewThreshold& threshold, Done<ActionPreview> done) = 0;
};

// "0.75", "off"; "declared" for nothing.
std::string thresholdText(std::optional<double> minConfidence);
// The other way round. Errors: Invalid/"bad_threshold", field "value".
Result<std::optional<double>> parseThreshold(std::string_view text);

}  // namespace flotilla
