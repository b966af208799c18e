// A named place on nodes where an artifact runs, with its config.
#pragma once

#include <cstdint>
#include <string>

#include "models/domain/ids.h"
#include "models/domain/time.h"

namespace flotilla {

// Travels inside the signed assignment. All values have working defaults.
struct WorkloadConfig {
  std::string runtime = "runtime-onnx";  // plugin that runs the artifact
  std::string source = "source-replay";  // plugin that feeds it
  double ratePerSecond = 50;             // 0 (paused) to 10000
  double gain = 1;                       // perturbation of the input: x * gain + offset + noise * N(0,1)
  double offset = 0;
  double noise = 0;
  std::uint32_t memoryMb = 256;                       // of the worker and all it starts, 32 to 65536
  std::uint32_t cpuPercent = 0;                       // of one core, 1 to 6400; 0 = no limit
  std::uint32_t maxProcesses = 0;                     // processes and threads, 1 to 32768; 0 = 256
  Duration healthWindow = std::chrono::seconds(120);  // how long a new version must serve well before it is committed
  double minSuccessRatio = 0.99;                      // of answers in the health window, 0 to 1
  double maxP95Ms = 100;                              // of answers in the health window, > 0
  double minConfidence = 0;  // answers of a classifier that is less sure are held back, 0 to 1; 0 = none is
  friend bool operator==(const WorkloadConfig&, const WorkloadConfig&) = default;
};

struct Workload {
  WorkloadName name;
  ArtifactName artifact;  // what may run here
  WorkloadConfig config;
  friend bool operator==(const Workload&, const Workload&) = default;
};

}  // namespace flotilla
