#include "services/controlplane/core/judge/shift_estimate.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

namespace flotilla::controlplane::judge {
namespace {

// Doubles as whole numbers in the same order, and back.
std::int64_t ordinalOf(double value) {
  const auto bits = std::bit_cast<std::int64_t>(value + 0.0);  // -0 and 0 are one number
  return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}
double valueOf(std::int64_t ordinal) {
  return std::bit_cast<double>(ordinal >= 0 ? ordinal : std::numeric_limits<std::int64_t>::min() - ordinal);
}

// All differences of two sorted series, without writing them down.
class Differences {
 public:
  Differences(const std::vector<double>& canary, const std::vector<double>& baseline)
      : canary_(canary), baseline_(baseline) {}

  std::uint64_t size() const { return static_cast<std::uint64_t>(canary_.size()) * baseline_.size(); }

  // The one that `rank` others stand before. Exact: rounding never changes the order of two differences.
  double at(std::uint64_t rank) const {
    std::int64_t low = ordinalOf(canary_.front() - baseline_.back());
    std::int64_t high = ordinalOf(canary_.back() - baseline_.front());
    while (low < high) {
      const std::int64_t middle = std::midpoint(low, high);
      if (countUpTo(valueOf(middle)) > rank)
        high = middle;
      else
        low = middle + 1;
    }
    return valueOf(low);
  }

  double median() const {
    const std::uint64_t count = size();
    return std::midpoint(at((count - 1) / 2), at(count / 2));
  }

 private:
  std::uint64_t countUpTo(double limit) const {
    std::uint64_t count = 0;
    std::size_t first = 0;  // the first baseline sample that keeps the difference within the limit; only moves up
    for (const double sample : canary_) {
      while (first < baseline_.size() && sample - baseline_[first] > limit) ++first;
      count += baseline_.size() - first;
    }
    return count;
  }

  const std::vector<double>& canary_;
  const std::vector<double>& baseline_;
};

// Of the rank sum, corrected for ties.
double standardDeviation(const std::vector<double>& canary, const std::vector<double>& baseline) {
  std::vector<double> all(canary);
  all.insert(all.end(), baseline.begin(), baseline.end());
  std::sort(all.begin(), all.end());
  double ties = 0;
  for (auto from = all.begin(); from != all.end();) {
    const auto to = std::upper_bound(from, all.end(), *from);
    const auto size = static_cast<double>(to - from);
    ties += size * size * size - size;
    from = to;
  }
  const auto total = static_cast<double>(all.size());
  const double pairs = static_cast<double>(canary.size()) * static_cast<double>(baseline.size());
  return std::sqrt(std::max(0.0, pairs / 12 * (total + 1 - ties / (total * (total - 1)))));
}

bool areFinite(std::span<const double> samples) {
  return std::all_of(samples.begin(), samples.end(), [](double sample) { return std::isfinite(sample); });
}

}  // namespace

std::optional<ShiftEstimate> estimateShift(std::span<const double> canary, std::span<const double> baseline,
                                           double quantile) {
  if (canary.empty() || baseline.empty() || !areFinite(canary) || !areFinite(baseline)) return std::nullopt;
  std::vector<double> first(canary.begin(), canary.end()), second(baseline.begin(), baseline.end());
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  const Differences differences(first, second);
  const auto count = static_cast<double>(differences.size());
  const double rank = std::floor(count / 2 - quantile * standardDeviation(first, second) - 0.5);
  if (!(rank >= 0)) return std::nullopt;
  const auto below = static_cast<std::uint64_t>(rank);
  return ShiftEstimate{differences.at(below), differences.median(), differences.at(differences.size() - 1 - below)};
}

}  // namespace flotilla::controlplane::judge
