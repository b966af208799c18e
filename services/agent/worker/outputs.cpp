#include "services/agent/worker/outputs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/domain/stage_report.h"

namespace flotilla::worker {
namespace {

constexpr float kScoreTolerance = 0.1F;
constexpr double kSlower = 1.1;

bool scoresDiffer(float a, float b) {
  return std::fabs(a - b) > kScoreTolerance * std::max({1.0F, std::fabs(a), std::fabs(b)});
}

void countFlip(std::size_t classes, std::int32_t from, std::int32_t to, PairCounts& into) {
  if (classes > kMaxFlipClasses) return;
  if (into.flips.empty()) {
    into.classes = static_cast<std::uint32_t>(classes);
    into.flips.resize(classes * classes);
  }
  if (into.classes == classes) ++into.flips[static_cast<std::size_t>(from) * classes + static_cast<std::size_t>(to)];
}

// Whether they differ. What both decided, and how sure they were, is counted if both can be read.
bool decisionsDiffer(const std::vector<float>& stable, const std::vector<float>& candidate, PairCounts& into) {
  if (stable.size() != candidate.size() || !allFinite(stable)) return true;
  if (stable.size() == 1) {
    into.shift += std::clamp(static_cast<double>(candidate[0]) - static_cast<double>(stable[0]), -1.0, 1.0);
    return scoresDiffer(stable[0], candidate[0]);
  }
  const std::int32_t from = largest(stable), to = largest(candidate);
  into.shift += static_cast<double>(confidenceOf(candidate) - confidenceOf(stable));
  countFlip(stable.size(), from, to, into);
  return from != to;
}

}  // namespace

float confidenceOf(const std::vector<float>& outputs) {
  float most = -std::numeric_limits<float>::infinity(), least = -most, sum = 0;
  for (const float x : outputs) {
    if (!std::isfinite(x)) return std::numeric_limits<float>::quiet_NaN();
    most = std::max(most, x);
    least = std::min(least, x);
    sum += x;
  }
  constexpr float kRounding = 1e-3F;
  if (least >= 0 && std::fabs(sum - 1) < kRounding) return most;
  float parts = 0;
  for (const float x : outputs) parts += std::exp(x - most);
  return 1 / parts;
}

std::int32_t largest(const std::vector<float>& values) {
  const bool blind = std::any_of(values.begin(), values.end(), [](float x) { return std::isnan(x); });
  if (values.empty() || blind) return -1;
  return static_cast<std::int32_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

bool allFinite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

void compareAnswers(const TimedOutput& stable, const TimedOutput& candidate, PairCounts& into) {
  ++into.compared;
  if (decisionsDiffer(stable.output, candidate.output, into)) ++into.differ;
  if (!(stable.latencyUs > 0) || !std::isfinite(candidate.latencyUs)) return;
  const double ratio = candidate.latencyUs / stable.latencyUs;
  into.ratio.add(ratio);
  if (ratio > kSlower) ++into.slower;
}

}  // namespace flotilla::worker
