#include "services/controlplane/core/drift/drift_threshold.h"

#include <algorithm>
#include <cmath>

#include "services/controlplane/core/drift/chi_square.h"

namespace flotilla::controlplane::drift {
namespace {

constexpr double kWindowsShare = 0.5;
constexpr double kReferenceShare = 0.2;
constexpr Duration kShortest = std::chrono::seconds(1);
constexpr double kMostChance = 0.05;  // of a test, however few there are

}  // namespace

double psiThreshold(double n, double m, std::size_t bins, double chance) {
  return (1 / n + 1 / m) * chiSquareLimit(chance, static_cast<double>(bins) - 1);
}

DriftLevel levelOf(const DriftBudget& budget, std::size_t tests, Duration window) {
  const double day = std::chrono::duration<double>(std::chrono::hours(24)) / std::max(window, kShortest);
  const auto count = static_cast<double>(std::max<std::size_t>(tests, 1));
  const double alarm = kWindowsShare / (count * day * budget.daysPerFalseAlarm);
  return {std::min(std::cbrt(alarm), kMostChance), std::min(kReferenceShare / count, kMostChance)};
}

double windowThreshold(double n, double m, std::size_t bins, const DriftLevel& level, bool repeats) {
  if (repeats) return psiThreshold(n, m, bins, level.reference);
  const double freedom = static_cast<double>(bins) - 1;
  const double unlucky = n / m * chiSquareLimit(level.reference, freedom);
  return std::max(shiftedChiSquareLimit(level.window, freedom, unlucky) / n, psiThreshold(n, m, bins, level.window));
}

}  // namespace flotilla::controlplane::drift
