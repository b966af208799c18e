// Sensors for tests of drift: values that follow each other as closely as one asks, counted as a worker counts them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "models/domain/reference_profile.h"
#include "services/telemetry/window_counter.h"

namespace flotilla::test {

// An autoregressive sensor with mean 0 and standard deviation 1, of which every value remembers a share of the last.
class Sensor {
 public:
  Sensor(double memory, std::uint64_t seed) : memory_(memory), random_(seed), value_(normal_(random_)) {}
  double next() {
    value_ = memory_ * value_ + std::sqrt(1 - memory_ * memory_) * normal_(random_);
    return value_;
  }

 private:
  double memory_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  double value_;
};

// As resources/models/bundle.py makes it.
inline FeatureProfile profileOf(std::vector<double> values, double lag1 = 0) {
  FeatureProfile out;
  out.name = "x";
  out.n = values.size();
  out.lag1 = lag1;
  for (const double v : values) out.mean += v / static_cast<double>(values.size());
  for (const double v : values) out.sd += (v - out.mean) * (v - out.mean) / static_cast<double>(values.size());
  out.sd = std::sqrt(out.sd);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < kInnerEdges; ++i)
    out.bins.edges[i] = static_cast<float>(values[(i + 1) * values.size() / kBins - 1]);
  out.bins.min = static_cast<float>(values.front());
  out.bins.max = static_cast<float>(values.back());
  out.bins.centre = static_cast<float>(out.mean);
  for (const double v : values)
    ++out.counts[static_cast<std::size_t>(
        std::lower_bound(out.bins.edges.begin(), out.bins.edges.end(), static_cast<float>(v)) -
        out.bins.edges.begin())];
  return out;
}

inline FeatureProfile normalProfile(std::size_t n, std::uint64_t seed, double memory = 0) {
  Sensor sensor(memory, seed);
  std::vector<double> values(n);
  for (double& v : values) v = sensor.next();
  return profileOf(std::move(values), memory);
}

template <class Next>
Distribution countedAs(const FeatureProfile& profile, std::size_t n, Next next) {
  WindowCounter counter({}, {profile.bins}, {}, false, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto value = static_cast<float>(next());
    counter.add(&value, 0);
  }
  return counter.take({}, {}).features[0];
}

}  // namespace flotilla::test
