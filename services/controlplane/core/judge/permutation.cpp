#include "services/controlplane/core/judge/permutation.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>

namespace flotilla::controlplane::judge {
namespace {

// Sums of the same values in another order differ by about this much of the sum of their magnitudes.
constexpr double kRounding = 1e-12;

// The canaries come first; each arm is sorted, so that the order of reports decides nothing.
struct Pool {
  std::vector<double> values;
  std::size_t canaries = 0;
};

std::vector<double> finiteSorted(const std::vector<double>& values) {
  std::vector<double> out;
  std::copy_if(values.begin(), values.end(), std::back_inserter(out),
               [](double value) { return std::isfinite(value); });
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Pool> poolsOf(std::span<const Stratum> strata) {
  std::vector<Pool> out;
  for (const Stratum& stratum : strata) {
    Pool pool{finiteSorted(stratum.canary), 0};
    pool.canaries = pool.values.size();
    const std::vector<double> baseline = finiteSorted(stratum.baseline);
    if (pool.canaries == 0 || baseline.empty()) continue;
    pool.values.insert(pool.values.end(), baseline.begin(), baseline.end());
    out.push_back(std::move(pool));
  }
  return out;
}

double canarySum(const Pool& pool) {
  return std::accumulate(pool.values.begin(), pool.values.begin() + static_cast<std::ptrdiff_t>(pool.canaries), 0.0);
}

// The sum above which a deal counts as at least as bad as the real one.
double thresholdOf(const std::vector<Pool>& pools) {
  double observed = 0, magnitude = 0;
  for (const Pool& pool : pools) {
    observed += canarySum(pool);
    for (const double value : pool.values) magnitude += std::fabs(value);
  }
  return observed - kRounding * magnitude;
}

// Sums that overflowed compare with nothing and count for the canary.
bool isAsBad(double sum, double threshold) {
  return !(sum < threshold);
}

// The sum of every choice of `canaries` values of the pool.
std::vector<double> sumsOfAllDeals(const Pool& pool) {
  std::vector<char> chosen(pool.values.size(), 0);
  std::fill_n(chosen.begin(), pool.canaries, 1);
  std::vector<double> out;
  do {
    double sum = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i)
      if (chosen[i]) sum += pool.values[i];
    out.push_back(sum);
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return out;
}

double exactP(const std::vector<Pool>& pools, double threshold) {
  std::vector<double> sums{0};
  for (const Pool& pool : pools) {
    std::vector<double> next;
    for (const double deal : sumsOfAllDeals(pool))
      for (const double sum : sums) next.push_back(sum + deal);
    sums = std::move(next);
  }
  const auto asBad = std::count_if(sums.begin(), sums.end(), [&](double sum) { return isAsBad(sum, threshold); });
  return static_cast<double>(asBad) / static_cast<double>(sums.size());
}

// Uniform below `limit`, at least 1. The distributions of the standard library differ between libraries; its engines do
// not.
std::size_t below(std::mt19937_64& engine, std::uint64_t limit) {
  const std::uint64_t unfair = (std::numeric_limits<std::uint64_t>::max() % limit + 1) % limit;
  std::uint64_t drawn = engine();
  while (drawn < unfair) drawn = engine();
  return static_cast<std::size_t>(drawn % limit);
}

double randomP(std::vector<Pool> pools, double threshold, std::uint64_t seed, std::size_t rounds) {
  std::mt19937_64 engine(seed);
  std::size_t asBad = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    double sum = 0;
    for (Pool& pool : pools)
      for (std::size_t i = 0; i < pool.canaries; ++i) {
        std::swap(pool.values[i], pool.values[i + below(engine, pool.values.size() - i)]);
        sum += pool.values[i];
      }
    if (isAsBad(sum, threshold)) ++asBad;
  }
  return static_cast<double>(asBad + 1) / static_cast<double>(rounds + 1);
}

}  // namespace

PermutationResult permutationTest(std::span<const Stratum> strata, double alpha, std::uint64_t seed,
                                  std::size_t rounds) {
  const std::vector<Pool> pools = poolsOf(strata);
  std::vector<std::pair<std::size_t, std::size_t>> nodes;
  for (const Pool& pool : pools) nodes.emplace_back(pool.canaries, pool.values.size() - pool.canaries);
  PermutationResult out;
  out.smallestP = smallestPermutationP(nodes);
  // Half a deal of slack: the product was rounded.
  const bool all = 1 / out.smallestP < static_cast<double>(rounds) + 0.5;
  if (!all) out.smallestP = std::max(out.smallestP, 1 / (static_cast<double>(rounds) + 1));
  out.p = all ? exactP(pools, thresholdOf(pools)) : randomP(pools, thresholdOf(pools), seed, rounds);
  out.canReject = out.smallestP <= alpha;
  return out;
}

double smallestPermutationP(std::span<const std::pair<std::size_t, std::size_t>> nodesPerStratum) {
  double deals = 1;
  for (const auto& [canary, baseline] : nodesPerStratum) {
    const std::size_t few = std::min(canary, baseline);
    const auto all = static_cast<double>(canary) + static_cast<double>(baseline);
    for (std::size_t i = 1; i <= few && std::isfinite(deals); ++i) {
      const auto chosen = static_cast<double>(i);
      deals = deals * (all - static_cast<double>(few) + chosen) / chosen;
    }
  }
  return 1 / deals;
}

}  // namespace flotilla::controlplane::judge
