// Could the nodes that happened to be drawn as canaries look this bad by the draw alone? The labels "canary" and
// "baseline" are dealt again, within each stratum, and p is the share of deals whose canaries have at least as high a
// sum as the real ones. Exact, whatever the distribution and however dependent the requests of a node are, if the
// canaries were drawn at random within the strata (the cohort is). One-sided: canary worse. Looks are not free: with k
// planned looks give each alpha / k.
//
// Thread: pure functions over values. The same values and seed give the same bits, on every standard library and in
// whatever order the nodes of an arm are given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace flotilla::controlplane::judge {

// One value per node: bad answers, or the bad rate where traffic differs. Higher is worse. A value that is not finite
// says nothing about its node, which is left out.
struct Stratum {
  std::vector<double> canary, baseline;
};

struct PermutationResult {
  double p = 1;          // in (0, 1]; two sums count as equal if they differ only by rounding, in favour of the canary
  double smallestP = 1;  // what p could be at least with this many nodes, before looking at their values
  bool canReject = false;  // smallestP <= alpha; otherwise the nodes are too few and p says nothing
  friend bool operator==(const PermutationResult&, const PermutationResult&) = default;
};

inline constexpr std::size_t kPermutationRounds = 2000;

// Goes through all deals if there are at most `rounds` of them: p = as bad / all. Otherwise `rounds` random ones:
// p = (as bad + 1) / (rounds + 1), which is valid for any number of rounds. A stratum with an empty arm has one deal
// and changes nothing. Time: rounds * canary nodes.
PermutationResult permutationTest(std::span<const Stratum> strata, double alpha, std::uint64_t seed,
                                  std::size_t rounds = kPermutationRounds);

// 1 / product of binomial(canary + baseline, canary), for (canary, baseline) nodes of each stratum: what an exact test
// could reach. 1 for none, 0 if smaller than a double can hold. For a preview: 2 of 4 nodes can never reject at 1 %.
double smallestPermutationP(std::span<const std::pair<std::size_t, std::size_t>> nodesPerStratum);

}  // namespace flotilla::controlplane::judge
