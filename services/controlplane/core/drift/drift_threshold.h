// From a budget of false alarms to the limit of one test. Thread: pure functions over values.
#pragma once

#include <cstddef>

#include "models/domain/drift.h"

namespace flotilla::controlplane::drift {

// The domain has them because screens name them.
inline constexpr std::uint64_t kLeastValues = kLeastDriftValues;
inline constexpr double kLeastEffective = kLeastDriftEffective;
inline constexpr std::uint32_t kInRow = kDriftInRow;
inline constexpr double kSmallestShift = kSmallestDriftShift;
inline constexpr double kSmallestPsi = kSmallestDriftPsi;

// The PSI of two samples of n and m independent values of one distribution is about (1/n + 1/m) times a chi-square with
// bins - 1 degrees of freedom; this is its limit for one test at `chance`.
double psiThreshold(double n, double m, std::size_t bins, double chance);

// Chances of a false alarm: in a window, and once and for all.
struct DriftLevel {
  double window = 0;     // of one test; kInRow of them at once make the chance of the budget
  double reference = 0;  // that the reference itself is so unlucky a sample that every window looks far from it
};

// `tests`: judgements of one node in one window; `window`: how long that lasts. Half of the budget goes to windows, a
// fifth to the reference, and the rest to the slow sum.
DriftLevel levelOf(const DriftBudget& budget, std::size_t tests, Duration window);

// The limit of one window that is compared with the same reference again and again: what the reference is wrong by
// comes in all of them, so only the error of the window itself counts as chance. Windows that repeat the same inputs
// (`repeats`) are one window however many there are.
double windowThreshold(double n, double m, std::size_t bins, const DriftLevel& level, bool repeats);

}  // namespace flotilla::controlplane::drift
