// What the looks at one wave add up to, and how it is judged. The same looks in the same order give the same bits: a
// verdict is computed when a look is taken and can be computed again from what was stored. Pure. Thread: values.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "models/domain/rollout_evidence.h"
#include "models/domain/rollout_plan.h"
#include "services/controlplane/core/judge/readings.h"
#include "services/controlplane/core/judge/stratified_test.h"

namespace flotilla::controlplane {

class WaveEvidence {
 public:
  // `tolerance` as Gates::tolerance.
  explicit WaveEvidence(double tolerance = 1) : bad_(tolerance), slow_(tolerance) {}

  // The next look. The first reading of a node, or of a node whose counters began anew, is what later ones are compared
  // with, so that nothing counts that happened before the wave.
  void add(TimePoint at, const std::vector<Reading>& readings);

  struct Node {
    bool canary = false;
    bool reporting = false;
    std::uint32_t stratum = 0;
    Reading newest;                                             // absolute
    judge::Counts bad, slow;                                    // since its first reading
    judge::Spells badSpells, slowSpells;                        // likewise
    std::uint64_t over = 0;                                     // likewise
    std::vector<std::pair<TimePoint, std::uint32_t>> restarts;  // within kCrashLoop: when, how many
  };
  // By place in the draw; those of the newest look.
  const std::map<std::uint32_t, Node>& nodes() const { return nodes_; }
  const judge::StratifiedTest& bad() const { return bad_; }
  const judge::StratifiedTest& slow() const { return slow_; }

 private:
  std::map<std::uint32_t, Node> nodes_;
  judge::StratifiedTest bad_, slow_;
};

// Bad answers and slow answers: each gets its half of alpha.
inline constexpr int kComparisons = 2;
// How often a comparison of nodes is planned to be looked at: each time has its part of alpha.
inline constexpr int kPermutationLooks = 5;

inline constexpr Duration kCrashLoop = std::chrono::minutes(10);

// The verdict and all it rests on. `wave` names the look for chance: the deals of a comparison of nodes.
Evidence judgeWave(const WaveEvidence& seen, const Gates& gates, std::uint64_t seed, std::uint64_t look);

}  // namespace flotilla::controlplane
