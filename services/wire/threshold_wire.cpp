#include "services/wire/threshold_wire.h"

#include "services/wire/operator_fields.h"

namespace flotilla::wire {
namespace {

template <class Request>
Request write(const NewThreshold& threshold) {
  Request out;
  out.set_workload(threshold.workload.value);
  if (threshold.minConfidence) out.set_min_confidence(*threshold.minConfidence);
  out.set_region(threshold.region.value);
  out.set_selector(threshold.selector);
  return out;
}

template <class Request>
Result<NewThreshold> read(const Request& request) {
  NewThreshold out{WorkloadName(request.workload()), {}, RegionName(request.region()), request.selector()};
  if (!request.has_min_confidence()) return out;
  out.minConfidence = request.min_confidence();
  if (*out.minConfidence >= 0 && *out.minConfidence <= 1) return out;
  return invalid("bad_threshold", "a threshold is from 0 to 1", "min_confidence", "leave it out for what is declared");
}

}  // namespace

v1::PrepareThresholdRequest prepareRequest(const NewThreshold& threshold) {
  return write<v1::PrepareThresholdRequest>(threshold);
}

v1::SetThresholdRequest setRequest(const NewThreshold& threshold) {
  auto out = write<v1::SetThresholdRequest>(threshold);
  out.set_digest(optionalText(threshold.digest));
  out.set_reason(threshold.reason);
  return out;
}

Result<NewThreshold> fromProto(const v1::PrepareThresholdRequest& request) {
  return read(request);
}

Result<NewThreshold> fromProto(const v1::SetThresholdRequest& request) {
  FLOTILLA_TRY(NewThreshold out, read(request));
  FLOTILLA_TRY(out.digest, readOptionalDigest(request.digest(), "digest"));
  out.reason = request.reason();
  return out;
}

}  // namespace flotilla::wire
