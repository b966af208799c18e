// Is a version worse than what the same nodes ran before, where no node is left that still runs that? The past is no
// drawn control: another hour has other inputs. So this asks for more than the comparison of nodes does (grid_test.h):
// null hypothesis: bad rate now <= kPastAllowance * tolerance * bad rate of the past, the latter taken at the upper end
// of what its counts allow. With a bad rate of at most b per request, for each r on the grid
//   E(r) = r^bad * exp(-requests * b * (r - 1))
// is a supermartingale however often it is looked at (for one request 1 + p(r - 1) <= exp(p(r - 1))), so is their mean,
// and Ville's inequality bounds the chance that it ever reaches 1/alpha. Pure. Thread: values.
#pragma once

#include <span>
#include <vector>

#include "services/controlplane/core/judge/dispersion.h"

namespace flotilla::controlplane::judge {

inline constexpr double kPastAllowance = 3;

// The nodes of one kind.
struct PastStratum {
  std::vector<Counts> now;  // per node, since the version came
  Counts past;              // of these nodes together, under the version before
  Spells spells = {};       // how `now` came
};

// ln E: half of the odds on all kinds alike, half on one of them alone. 0 where there is no past. Each kind's log
// likelihood ratio is divided by how unevenly its nodes are hit (dispersion.h). Fails at failLimit(alpha).
double pastLogOdds(std::span<const PastStratum> strata, double tolerance);

}  // namespace flotilla::controlplane::judge
