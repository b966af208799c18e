// The grid test (grid_test.h) where nodes are of different kinds, for example in different regions: a canary is only
// ever compared with the baseline of its own stratum, so that regions which differ by nature prove nothing.
//
// Two views share the odds half and half. Pooled: the strata of an interval are so many intervals of one grid test,
// which is strong when all are harmed alike. Apart: one grid test per stratum and the mean of them, which sees harm
// that only one of them has and that the others would water down. Each is a mean of supermartingales, so their mean is
// one, and Ville's inequality holds for it as for the grid test. Thread: values, pure. The same calls give the same
// bits.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "services/controlplane/core/judge/counts.h"
#include "services/controlplane/core/judge/dispersion.h"
#include "services/controlplane/core/judge/grid_test.h"

namespace flotilla::controlplane::judge {

// What happened in one interval in one stratum.
struct StratumCounts {
  std::uint32_t stratum = 0;
  Counts canary, baseline;
};

// Cumulative counts of the nodes of one stratum, and how they came, for its dispersion.
struct StratumNodes {
  std::uint32_t stratum = 0;
  std::vector<Counts> canary, baseline;
  Spells canarySpells = {}, baselineSpells = {};  // of all nodes of the arm
};

class StratifiedTest {
 public:
  // tolerance as GridTest.
  explicit StratifiedTest(double tolerance = 1.0) : tolerance_(tolerance), pooled_(tolerance) {}

  // One interval, each stratum once. Those of the first interval are seen apart; one that comes later only counts in
  // the pool, because shares of the odds cannot be given out twice.
  void add(std::span<const StratumCounts> interval);
  // In which some stratum had requests in both arms.
  std::uint64_t intervals() const { return intervals_; }

  // ln E, finite; 0 before kFirstLook intervals, because the dispersions need data too. Fails at failLimit(alpha).
  double logOdds(std::span<const StratumNodes> nodes) const;

 private:
  double tolerance_;
  GridTest pooled_;
  std::map<std::uint32_t, GridTest> apart_;
  bool begun_ = false;
  std::uint64_t intervals_ = 0;
};

// Of all strata together, with an expectation of its own for each arm of each stratum: over nodes as dispersion(canary,
// baseline), or over their intervals, whichever is more.
double dispersion(std::span<const StratumNodes> strata);

}  // namespace flotilla::controlplane::judge
