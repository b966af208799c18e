// The chi-square distribution, as far as tests of counts need it. The incomplete gamma function is computed as in the
// NIST Digital Library of Mathematical Functions: series 8.7.1 below a + 1, continued fraction 8.9.2 above. The
// noncentral one is Pearson's three moments (Biometrika 46, 1959, p. 364), good to a few per cent of a tail. Thread:
// pure functions.
#pragma once

namespace flotilla::controlplane::drift {

// The chance that it is above `x`; `freedom` above 0. 1 for x <= 0.
double chiSquareAbove(double x, double freedom);
// The value that it is above with chance `chance` in (0, 1).
double chiSquareLimit(double chance, double freedom);

// The same for squares of normal values that do not centre on 0; `centre` is the sum of their squared centres.
double shiftedChiSquareAbove(double x, double freedom, double centre);
double shiftedChiSquareLimit(double chance, double freedom, double centre);

}  // namespace flotilla::controlplane::drift
