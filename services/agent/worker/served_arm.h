// One loaded bundle: makes requests from its source and counts what came of them.
// Thread: one. Lifetime: holds the plugins and their libraries.
#pragma once

#include <cstdint>
#include <vector>

#include "models/domain/result.h"
#include "services/agent/worker/plugin_object.h"
#include "services/runtime/clock.h"
#include "services/telemetry/worker_frames.h"

namespace flotilla::worker {

class ServedArm {
 public:
  // Loads the bundle into the runtime and opens the source. Errors: those of openRuntime and openSource, and what the
  // plugins complain about (Precondition with their reason); "bad_model" if the runtime announces an empty or absurd
  // size.
  static Result<ServedArm> load(const Load& request);

  plugin::Runtime& runtime() { return *runtime_; }

  // One input through the runtime. Latency is that of the runtime alone. A failure of either plugin is a request with
  // an error.
  void serveOne(const Clock& clock, ArmCounts& counts);

 private:
  ServedArm(RuntimePlugin runtime, SourcePlugin source);

  RuntimePlugin runtime_;
  SourcePlugin source_;
  std::vector<float> input_;
  std::vector<float> output_;
};

// The index of the largest value, or -1 if there is a NaN or nothing at all.
std::int32_t largest(const std::vector<float>& values);

}  // namespace flotilla::worker
