// How the sensor of one node differs from what the inputs of its source were taken with: a dim camera, a drifting
// scale. It belongs to the machine, so its owner sets it there and no control plane sees it. Thread: values.
#pragma once

#include <cmath>

#include "models/domain/workload.h"

namespace flotilla::agent {

struct Sensor {
  double gain = 1;  // x * gain + offset + noise * N(0,1)
  double offset = 0;
  double noise = 0;  // standard deviation
};

// What the two make of an input together: the sensor first, and then what the workload does to all its nodes.
inline Sensor throughSensor(const Sensor& sensor, const WorkloadConfig& config) {
  return {config.gain * sensor.gain, config.gain * sensor.offset + config.offset,
          std::hypot(config.gain * sensor.noise, config.noise)};
}

}  // namespace flotilla::agent
