// Inputs of a model as a node gave them to it, captured on request: to look at what drifts, and to train anew. They go
// to who asked for them and are kept nowhere on the way. Thread: values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/domain/ids.h"
#include "models/domain/result.h"
#include "models/domain/time.h"

namespace flotilla {

inline constexpr std::uint32_t kMaxSamples = 1000;
inline constexpr std::size_t kMaxSampleBytes = 1 << 20;     // of all of them, about
inline constexpr std::size_t kMaxSampleFloats = 32 * 1024;  // of one input; a larger one is not captured
inline constexpr std::size_t kMaxOutputFloats = 1024;       // more are cut
inline constexpr Duration kShortestCapture = std::chrono::seconds(1);
inline constexpr Duration kLongestCapture = std::chrono::minutes(5);

struct SampleQuery {
  WorkloadName workload;
  std::uint32_t samples = 50;                  // the next so many, 1 to kMaxSamples
  Duration within = std::chrono::seconds(60);  // then what there is
  friend bool operator==(const SampleQuery&, const SampleQuery&) = default;
};
// Invalid with the field: no_workload, bad_samples, bad_within.
Status checkSampleQuery(const SampleQuery& query);
// "the next 50 inputs of meter-reader, within 1m", for the audit log.
std::string inWords(const SampleQuery& query);

struct InputSample {
  TimePoint at{};  // the node's clock
  std::vector<float> input;
  std::vector<float> output;  // empty if the model failed
  std::int32_t label = -1;    // the truth, if the source knows it
  std::string failure = {};   // why there is no output
  friend bool operator==(const InputSample&, const InputSample&) = default;
};
std::size_t bytesOf(const InputSample& sample);

struct InputSamples {
  WorkloadName workload;
  std::string version;               // that saw them
  std::vector<InputSample> samples;  // oldest first
  std::string endedEarly = {};       // why there are fewer than asked for; empty if there are not
  friend bool operator==(const InputSamples&, const InputSamples&) = default;
};

struct NodeSamples {
  NodeId id;
  std::string node;  // name
  RegionName region;
  SiteName site;
  InputSamples captured;
};

}  // namespace flotilla
