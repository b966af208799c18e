#include "services/controlplane/core/drift/chi_square.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace flotilla::controlplane::drift {
namespace {

constexpr double kEnough = 1e-14;
constexpr int kMostTerms = 10'000;

double front(double a, double x) {
  return std::exp(a * std::log(x) - x - std::lgamma(a));
}

// P(a, x) by its series.
double gammaBelow(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < kMostTerms && term > sum * kEnough; ++n) sum += term *= x / (a + n);
  return sum * front(a, x);
}

// Q(a, x) by its continued fraction, evaluated from the front (Lentz).
double gammaAbove(double a, double x) {
  constexpr double kTiny = std::numeric_limits<double>::min() / kEnough;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, out = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double factor = -n * (n - a);
    b += 2;
    d = factor * d + b;
    if (std::fabs(d) < kTiny) d = kTiny;
    c = b + factor / c;
    if (std::fabs(c) < kTiny) c = kTiny;
    d = 1 / d;
    out *= d * c;
    if (std::fabs(d * c - 1) < kEnough) break;
  }
  return out * front(a, x);
}

struct Pearson {
  double freedom, scale, shift;
};

Pearson pearsonOf(double freedom, double centre) {
  const double two = freedom + 2 * centre, three = freedom + 3 * centre;
  return {two * two * two / (three * three), three / two, -centre * centre / three};
}

}  // namespace

double chiSquareAbove(double x, double freedom) {
  if (!(x > 0)) return 1;
  const double a = freedom / 2, half = x / 2;
  return half < a + 1 ? 1 - gammaBelow(a, half) : gammaAbove(a, half);
}

// Newton's method on the logarithm of the chance, which bends one way only: after the first step it comes from above.
// The start is that of Wilson and Hilferty (PNAS 17, 1931, p. 684) with the usual bound of a normal tail.
double chiSquareLimit(double chance, double freedom) {
  const double tail = std::sqrt(std::max(0.0, -2 * std::log(std::min(chance, 1 - 1e-9))));
  const double ninth = 2 / (9 * freedom);
  double x = freedom * std::pow(std::max(1 - ninth + 0.85 * tail * std::sqrt(ninth), 0.05), 3);
  for (int i = 0; i < 100; ++i) {
    const double above = std::max(chiSquareAbove(x, freedom), std::numeric_limits<double>::min());
    const double density = front(freedom / 2, x / 2) / x;
    const double next = x + (std::log(above) - std::log(chance)) * above / density;
    const double kept = next > 0 ? next : x / 2;
    if (std::fabs(kept - x) <= 1e-12 * x) return kept;
    x = kept;
  }
  return x;
}

double shiftedChiSquareAbove(double x, double freedom, double centre) {
  const Pearson p = pearsonOf(freedom, std::max(centre, 0.0));
  return chiSquareAbove((x - p.shift) / p.scale, p.freedom);
}

double shiftedChiSquareLimit(double chance, double freedom, double centre) {
  const Pearson p = pearsonOf(freedom, std::max(centre, 0.0));
  return chiSquareLimit(chance, p.freedom) * p.scale + p.shift;
}

}  // namespace flotilla::controlplane::drift
