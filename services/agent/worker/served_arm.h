// One loaded bundle: makes requests from its source and counts what came of them.
// Thread: one. Lifetime: holds the plugins and their libraries.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "models/domain/result.h"
#include "services/agent/worker/plugin_object.h"
#include "services/agent/worker/tracer.h"
#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

class ServedArm {
 public:
  // Loads the bundle into the runtime and opens the source, unless the runtime feeds itself. Errors: those of
  // openRuntime and openSource, and what the plugins complain about (Precondition with their reason); "bad_model" if
  // the runtime announces an empty or absurd size.
  static Result<ServedArm> load(const Load& request);

  plugin::Runtime& runtime() { return *runtime_; }

  // The runtime is its own source (plugins/api/runtime.h): a service.
  bool feedsItself() const { return !source_; }

  // One input through the runtime. Latency is that of the runtime alone. A failure of either plugin is a request with
  // an error. Error: that of a runtime which has ended, after which nothing more can be served.
  Status serveOne(const Clock& clock, ArmCounts& counts);
  // Answers of a classifier that is less sure than this are counted as held back from now on; 0 = none.
  void holdBelow(double confidence) { holdBelow_ = confidence; }
  // What the last request did, once, if it is to be told.
  std::optional<Traced> takeTrace() { return std::exchange(trace_, std::nullopt); }
  // Keeps what the next `samples` requests were and answered, each until it is taken. 0 keeps none any more. A refusal
  // is what takeSample() gives next.
  void capture(std::uint32_t samples);
  std::optional<Sampled> takeSample() { return std::exchange(sample_, std::nullopt); }
  // The window of inputs that is open, if it is full, or `now` at all; nothing if nothing was counted.
  std::optional<WindowClosed> closeWindow(const Clock& clock, bool atOnce);
  // Whether what feeds itself still runs. Error as above.
  Status look();

 private:
  ServedArm(RuntimePlugin runtime, std::optional<SourcePlugin> source);
  void countInputs(const Load& request);
  Status answer(const Clock& clock, ArmCounts& counts, std::int32_t label);
  void countAnswer(ArmCounts& counts, std::int32_t label);
  void keepSample(TimePoint at, std::int32_t label, std::string failure);

  RuntimePlugin runtime_;
  std::optional<SourcePlugin> source_;
  std::vector<float> input_;
  std::vector<float> output_;
  Tracer tracer_;
  std::optional<Traced> trace_;
  std::uint32_t capturing_ = 0;
  std::optional<Sampled> sample_;
  double holdBelow_ = 0;
  std::optional<WindowCounter> window_;  // none of what feeds itself: it has no inputs
};

// The share that a classifier gives its first choice: the largest output, if they are shares, or else of their softmax.
// Not a number if an output is not.
float confidenceOf(const std::vector<float>& outputs);

// The index of the largest value, or -1 if there is a NaN or nothing at all.
std::int32_t largest(const std::vector<float>& values);

}  // namespace flotilla::worker
