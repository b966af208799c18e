// Counts the inputs of a model while a window is open. Everything is allocated when it is made; an input costs some
// nanoseconds per feature and no memory. Thread: one. Lifetime: of its worker.
#pragma once

#include <cstdint>
#include <vector>

#include "services/runtime/clock.h"
#include "services/telemetry/input_window.h"

namespace flotilla {

// When a window closes: it has `records` and is at least `shortest` old, or it is `longest` old.
struct WindowRule {
  std::uint32_t records = 500;
  Duration shortest = std::chrono::minutes(3);  // of a fast source: less, and windows are more than 1/300 of inputs
  Duration longest = std::chrono::hours(1);
  friend bool operator==(const WindowRule&, const WindowRule&) = default;
};

class WindowCounter {
 public:
  // `features`: of the first inputs, at most as many as an input has values. `confident`: there is a confidence too.
  WindowCounter(WindowRule rule, const std::vector<FeatureBins>& features, Digest profile, bool confident,
                std::uint32_t repeatsAfter);

  // One answered request. `input` has at least as many values as there are features.
  void add(const float* input, float confidence);
  bool empty() const { return records_ == 0; }
  // `now`: the monotonic clock. The window is open from its first look on.
  bool full(SteadyPoint now);
  // Closes it: what was counted, and an empty one begins. `ended` is the time of day.
  InputWindow take(SteadyPoint now, TimePoint ended);

 private:
  struct alignas(16) Feature {
    float edges[kBins] = {};  // the last one is above everything, which makes the comparisons a round number
    std::uint32_t bins[kBins] = {};
    float low = 0, high = 0;  // of the reference
    float centre = 0, before = 0;
    float min = 0, max = 0;
    double sum = 0, squares = 0, products = 0;  // of differences from the centre
    double first = 0;                           // the difference that has no neighbour before it
    std::uint32_t count = 0, under = 0, over = 0, missing = 0;
    std::int32_t category = -1;  // index in categories_; -1: a number
  };
  struct Category {
    std::vector<float> top, others;
  };
  static Feature featureOf(const FeatureBins& bins);
  void addTo(Feature& feature, float value) const;
  std::size_t binOf(const Category& category, float value) const;
  static Distribution closed(Feature& feature);

  WindowRule rule_;
  Digest profile_;
  bool confident_;
  std::uint32_t repeatsAfter_;
  std::vector<Feature> features_;  // the confidence is the last one
  std::vector<Category> categories_;
  std::uint32_t records_ = 0;
  SteadyPoint began_{};
  bool open_ = false;
};

// The bins of features as a record for the worker, and back. Errors: Invalid/"bad_bins".
std::string encodeBins(const std::vector<FeatureBins>& features);
Result<std::vector<FeatureBins>> decodeBins(std::string_view bytes);

}  // namespace flotilla
