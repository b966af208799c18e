#include "models/domain/input_samples.h"

namespace flotilla {

Status checkSampleQuery(const SampleQuery& query) {
  if (query.workload.empty())
    return invalid("no_workload", "whose inputs is not said", "workload", "name a workload of the node");
  if (query.samples < 1 || query.samples > kMaxSamples)
    return invalid("bad_samples", "1 to " + std::to_string(kMaxSamples) + " inputs can be captured at once", "samples",
                   "ask for more again afterwards");
  if (query.within < kShortestCapture || query.within > kLongestCapture)
    return invalid("bad_within", "a capture lasts " + toText(kShortestCapture) + " to " + toText(kLongestCapture),
                   "within", "ask for fewer inputs, or again");
  return okStatus();
}

std::string inWords(const SampleQuery& query) {
  return "the next " + std::to_string(query.samples) + " inputs of " + query.workload.value + ", within " +
         toText(query.within);
}

std::size_t bytesOf(const InputSample& sample) {
  return sizeof(InputSample) + sizeof(float) * (sample.input.size() + sample.output.size()) + sample.failure.size();
}

}  // namespace flotilla
