#include "services/controlplane/core/judge/dispersion.h"

#include <algorithm>
#include <vector>

#include "services/controlplane/core/judge/stratified_test.h"

namespace flotilla::controlplane::judge {
namespace {

struct PearsonSum {
  double sum = 0;
  double freedom = 0;
};

PearsonSum pearsonOf(std::span<const Counts> nodes) {
  double requests = 0, bad = 0, counted = 0;
  for (const Counts& node : nodes) {
    requests += static_cast<double>(node.requests);
    bad += static_cast<double>(badOf(node));
    if (node.requests > 0) ++counted;
  }
  if (counted < 2 || bad <= 0) return {};
  PearsonSum out{0, counted - 1};
  for (const Counts& node : nodes) {
    if (node.requests == 0) continue;
    const double expected = bad / requests * static_cast<double>(node.requests);
    const double difference = static_cast<double>(badOf(node)) - expected;
    out.sum += difference * difference / expected;
  }
  return out;
}

// sum over cells of (bad - expected)^2 / expected with expected = bad rate of the arm * requests of the cell, which is
// sum(bad^2 / requests) / rate - bad.
PearsonSum pearsonOf(std::span<const Counts> nodes, const Spells& spells) {
  double requests = 0, bad = 0;
  for (const Counts& node : nodes) {
    requests += static_cast<double>(node.requests);
    bad += static_cast<double>(badOf(node));
  }
  if (spells.cells < 2 || bad <= 0) return {};
  return {spells.squares * requests / bad - bad, static_cast<double>(spells.cells) - 1};
}

PearsonSum& operator+=(PearsonSum& sum, const PearsonSum& part) {
  sum.sum += part.sum;
  sum.freedom += part.freedom;
  return sum;
}

double factor(const PearsonSum& pearson) {
  return pearson.freedom > 0 ? std::max(1.0, pearson.sum / pearson.freedom) : 1;
}

// Any equal number of requests gives the mean of the arm as the expectation.
std::vector<Counts> equallyExposed(std::span<const std::uint64_t> bad, std::uint64_t requests) {
  std::vector<Counts> out;
  out.reserve(bad.size());
  for (const std::uint64_t count : bad) out.push_back({requests, count});
  return out;
}

}  // namespace

void Spells::add(const Counts& interval) {
  if (interval.requests == 0) return;
  const auto bad = static_cast<double>(badOf(interval));
  squares += bad * bad / static_cast<double>(interval.requests);
  ++cells;
}

Spells& Spells::operator+=(const Spells& other) {
  squares += other.squares;
  cells += other.cells;
  return *this;
}

std::optional<double> estimatedDispersion(std::span<const Counts> canary, std::span<const Counts> baseline) {
  const PearsonSum first = pearsonOf(canary), second = pearsonOf(baseline);
  const double freedom = first.freedom + second.freedom;
  if (freedom <= 0) return std::nullopt;
  return std::max(1.0, (first.sum + second.sum) / freedom);
}

double dispersion(std::span<const StratumNodes> strata) {
  PearsonSum nodes, cells;
  for (const StratumNodes& stratum : strata) {
    nodes += pearsonOf(stratum.canary);
    nodes += pearsonOf(stratum.baseline);
    cells += pearsonOf(stratum.canary, stratum.canarySpells);
    cells += pearsonOf(stratum.baseline, stratum.baselineSpells);
  }
  return std::max(factor(nodes), factor(cells));
}

double dispersion(std::span<const Counts> canary, std::span<const Counts> baseline) {
  return estimatedDispersion(canary, baseline).value_or(1);
}

double dispersion(std::span<const std::uint64_t> canaryBad, std::span<const std::uint64_t> baselineBad) {
  std::uint64_t most = 1;
  for (const std::uint64_t bad : canaryBad) most = std::max(most, bad);
  for (const std::uint64_t bad : baselineBad) most = std::max(most, bad);
  return dispersion(equallyExposed(canaryBad, most), equallyExposed(baselineBad, most));
}

}  // namespace flotilla::controlplane::judge
