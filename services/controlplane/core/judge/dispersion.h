// How much more unevenly bad answers fall on the nodes of an arm than chance alone would have it. The node is the unit:
// one bad camera or one bad hour of one node makes many bad answers that are no independent witnesses, and a test that
// takes them for such fails a third of all good releases. Dividing the log likelihood ratio by this factor
// (grid_test.h) brings that down to a few per cent; it is a heuristic, the exact companion is permutation.h. In
// simulations of bad spells at alpha = 1 %, 1 to 3.5 % of good releases fail with 10 canaries, 4 to 5.3 % with one or
// two: spells show in the node's own intervals (below) where there are no nodes to compare.
//
//   phi = max(1, sum over arms and nodes of (bad - expected)^2 / expected, over the degrees of freedom)
//
// Pearson's statistic of the Poisson model, because what the grid test asks is where the next bad answer falls. Degrees
// of freedom are the nodes less one per arm. Two arms of some nodes each give the N - 2 of the formula; an arm of one
// node has nothing to compare and adds neither a term nor freedom (the other arm then speaks for both); an arm without
// any bad answer cannot show unevenness, and counting its nodes would water down what the other arm shows, so it is
// left out. Thread: pure functions over values. The same counts in the same order give the same bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "services/controlplane/core/judge/counts.h"

namespace flotilla::controlplane::judge {

// How the bad answers of an arm fell on its nodes' intervals, in two sums. A bad hour of one node is seen here also
// where there are too few nodes to compare: with one or two of them nothing else shows it.
struct Spells {
  double squares = 0;  // sum of bad^2 / requests
  std::uint64_t cells = 0;

  // One interval of one node.
  void add(const Counts& interval);
  Spells& operator+=(const Spells& other);
};

// Cumulative counts of the step, one entry per node that reported. expected = bad rate of the arm * requests of the
// node. The one to use: nodes seldom have equal traffic, and a busy node has more bad answers without being worse.
// Nodes without requests are left out. Always >= 1 and finite; 1 also when nothing can be estimated.
double dispersion(std::span<const Counts> canary, std::span<const Counts> baseline);

// The same for nodes that had equally many requests, or whose requests nobody counted: expected = mean of the arm.
double dispersion(std::span<const std::uint64_t> canaryBad, std::span<const std::uint64_t> baselineBad);

// None where no arm has two nodes with requests and a bad answer among them: then 1 is an assumption, and with one node
// per arm it stays one for ever. A failure on it should be told as such.
std::optional<double> estimatedDispersion(std::span<const Counts> canary, std::span<const Counts> baseline);

}  // namespace flotilla::controlplane::judge
