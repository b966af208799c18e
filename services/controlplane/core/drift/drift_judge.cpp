#include "services/controlplane/core/drift/drift_judge.h"

#include <algorithm>

#include "services/controlplane/core/drift/chi_square.h"

namespace flotilla::controlplane::drift {
namespace {

// A window as chance makes it is at about half of its threshold, so the sum stays at 0; one that is a little below the
// threshold again and again adds up within ten or twenty. No single window may bring an alarm, however far it is.
constexpr float kUsual = 0.8F;
constexpr float kMostAtOnce = 0.5F;
constexpr float kTold = 2;
constexpr float kMost = 2.5F;

}  // namespace

DriftMeasure measure(const Reference& reference, const Distribution& current, double effective, const DriftLevel& level,
                     bool repeats) {
  DriftMeasure out;
  out.n = current.count();
  out.effective = effective;
  if (out.n == 0 || reference.n <= 0) return out;
  const Grouped bins = grouped(reference, current, effective);
  const bool category = reference.bins.kind == FeatureKind::Category;
  out.bins = static_cast<std::uint32_t>(bins.reference.size());
  out.psi = psi(bins.reference, bins.current);
  out.js = jensenShannon(bins.reference, bins.current);
  out.ks = category ? largestDifference(bins.reference, bins.current) : kolmogorovSmirnov(bins.reference, bins.current);
  out.shift = normalisedShift(reference, current);
  if (out.n < kLeastValues || effective < kLeastEffective || reference.effective < kLeastEffective) return out;
  if (bins.reference.size() < 2) return out;
  out.threshold = windowThreshold(effective, reference.effective, bins.reference.size(), level, repeats);
  out.verdict = out.psi > out.threshold && matters(out) ? DriftVerdict::Suspected : DriftVerdict::Steady;
  return out;
}

bool matters(const DriftMeasure& m) {
  return m.shift >= kSmallestShift || m.psi >= kSmallestPsi;
}

double chanceOf(const DriftMeasure& m, const Reference& reference, const DriftLevel& level, bool repeats) {
  if (m.verdict == DriftVerdict::NotEnoughData) return 1;
  const double freedom = m.bins - 1.0;
  const double both = 1 / m.effective + 1 / reference.effective;
  if (repeats) return chiSquareAbove(m.psi / both, freedom);
  const double unlucky = m.effective / reference.effective * chiSquareLimit(level.reference, freedom);
  return std::max(shiftedChiSquareAbove(m.psi * m.effective, freedom, unlucky), chiSquareAbove(m.psi / both, freedom));
}

DriftMeasure step(DriftState& state, DriftMeasure window) {
  if (window.verdict != DriftVerdict::NotEnoughData) {
    const bool above = window.verdict == DriftVerdict::Suspected;
    state.inRow = above ? state.inRow + 1 : 0;
    state.calm = above ? 0 : state.calm + 1;
    const auto excess = static_cast<float>(window.psi / window.threshold) - kUsual;
    state.cumulated = std::clamp(state.cumulated + std::min(excess, kMostAtOnce), 0.0F, kMost);
    const bool addedUp = state.cumulated >= kTold && matters(window);
    if (state.inRow >= kInRow || addedUp) state.drifted = true;
    if (state.drifted && state.calm >= kInRow && !addedUp) {
      state.drifted = false;
      state.cumulated = 0;  // or what hovers about the limit would be told again and again
    }
  }
  window.inRow = state.inRow;
  window.cumulated = static_cast<double>(state.cumulated);
  if (state.drifted)
    window.verdict = DriftVerdict::Drifted;
  else if (state.inRow > 0 && window.verdict == DriftVerdict::Steady)
    window.verdict = DriftVerdict::Suspected;
  return window;
}

}  // namespace flotilla::controlplane::drift
