#include "services/controlplane/core/rollouts/cohorts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <random>

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kOneBaselineOf = 10;  // nodes, rounded up

// By hand, because the distributions and shuffles of the standard library differ from one to the next.
class Deal {
 public:
  explicit Deal(std::uint64_t seed) : random_(seed) {}

  std::size_t below(std::size_t bound) {
    const std::uint64_t limit = random_.max() - random_.max() % bound;
    std::uint64_t value = random_();
    while (value >= limit) value = random_();
    return static_cast<std::size_t>(value % bound);
  }
  void shuffle(std::vector<std::size_t>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::mt19937_64 random_;
};

using Strata = std::map<std::pair<RegionName, std::string>, std::vector<std::size_t>>;

// Those that are in no wave yet, each stratum in the order in which it will be drawn from.
Strata shuffledStrata(const std::vector<Candidate>& candidates, Deal& deal) {
  Strata strata;
  std::vector<std::size_t> order(candidates.size());
  std::iota(order.begin(), order.end(), 0);
  // The draw must not depend on the order in which the fleet happens to be kept.
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return candidates[a].node < candidates[b].node; });
  for (const std::size_t i : order) strata[{candidates[i].region, candidates[i].hardware}].push_back(i);
  for (auto& [key, members] : strata) {
    deal.shuffle(members);
    std::stable_partition(members.begin(), members.end(), [&](std::size_t i) { return candidates[i].live; });
  }
  return strata;
}

std::size_t leftIn(const Strata& strata) {
  return std::accumulate(strata.begin(), strata.end(), std::size_t{0},
                         [](std::size_t sum, const auto& stratum) { return sum + stratum.second.size(); });
}

// How many of `wanted` come from each stratum: in proportion to its size. What rounding leaves over goes first to those
// that would have none, so that harm in one of them can be seen, then to the largest remainders, between equal ones by
// lot.
std::vector<std::size_t> sharesOf(const Strata& strata, std::size_t wanted, Deal& deal) {
  const std::size_t left = leftIn(strata);
  std::vector<std::size_t> shares, order;
  std::vector<double> remainders;
  for (const auto& [key, members] : strata) {
    const double exact = static_cast<double>(wanted) * static_cast<double>(members.size()) / static_cast<double>(left);
    shares.push_back(static_cast<std::size_t>(exact));
    remainders.push_back(exact - std::floor(exact));
    order.push_back(order.size());
  }
  deal.shuffle(order);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return shares[i] == 0 && remainders[i] > 0; });
  std::size_t given = std::accumulate(shares.begin(), shares.end(), std::size_t{0});
  for (std::size_t i = 0; given < wanted; ++i, ++given) ++shares[order[i % order.size()]];
  return shares;
}

bool takes(const WaveSize& size, const Candidate& candidate) {
  const auto has = [](const auto& names, const auto& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (size.kind == WaveSize::Kind::Regions) return has(size.regions, candidate.region);
  if (size.kind == WaveSize::Kind::Sites) return has(size.sites, candidate.site);
  return size.kind == WaveSize::Kind::Rest;
}

// The end of each stratum, taken out of the draw: nodes that stay to be compared with. The live ones, which the draw
// takes first, are in front, so one of those is moved to the end.
std::vector<std::size_t> takeBaseline(const std::vector<Candidate>& candidates, Strata& strata) {
  std::vector<std::size_t> kept;
  for (auto& [key, members] : strata) {
    if (members.size() < 2) continue;
    const auto live = static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(), [&](std::size_t i) { return candidates[i].live; }));
    const std::size_t wanted = (members.size() + kOneBaselineOf - 1) / kOneBaselineOf;
    // At least one live node is left to be drawn as well.
    const std::size_t fromLive = std::min(wanted, live > 1 ? live - 1 : 0);
    const auto end = members.begin() + static_cast<std::ptrdiff_t>(live);
    const auto from = end - static_cast<std::ptrdiff_t>(fromLive);
    kept.insert(kept.end(), from, end);
    members.erase(from, end);
  }
  return kept;
}

// A wave of places whose nodes were all drawn by earlier waves, by chance, has nothing to do; one whose places have no
// node of the rollout at all is a mistake.
bool mayBeEmpty(const std::vector<Candidate>& candidates, const WaveSize& size) {
  if (size.kind != WaveSize::Kind::Regions && size.kind != WaveSize::Kind::Sites) return false;
  return std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& c) { return takes(size, c); });
}

// Takes a wave's nodes out of the strata.
std::vector<std::size_t> takeWave(const std::vector<Candidate>& candidates, const WaveSize& size, Strata& strata,
                                  Deal& deal) {
  std::vector<std::size_t> taken;
  if (size.kind == WaveSize::Kind::Percent || size.kind == WaveSize::Kind::Count) {
    const double percent = std::ceil(size.percent / 100 * static_cast<double>(candidates.size()) - 1e-9);
    const std::size_t wanted =
        std::min(leftIn(strata), size.kind == WaveSize::Kind::Count ? size.count : static_cast<std::size_t>(percent));
    if (wanted == 0) return taken;
    const auto shares = sharesOf(strata, wanted, deal);
    std::size_t s = 0;
    for (auto& [key, members] : strata) {
      const auto end = members.begin() + static_cast<std::ptrdiff_t>(std::min(shares[s++], members.size()));
      taken.insert(taken.end(), members.begin(), end);
      members.erase(members.begin(), end);
    }
    return taken;
  }
  for (auto& [key, members] : strata)
    std::erase_if(members, [&](std::size_t i) {
      const bool mine = takes(size, candidates[i]);
      if (mine) taken.push_back(i);
      return mine;
    });
  return taken;
}

}  // namespace

Result<std::vector<std::uint32_t>> drawWaves(const std::vector<Candidate>& candidates,
                                             const std::vector<PlanWave>& waves, std::uint64_t seed,
                                             bool keepBaseline) {
  Deal deal(seed);
  Strata strata = shuffledStrata(candidates, deal);
  const bool keeps = keepBaseline && waves.size() > 1;
  const std::vector<std::size_t> baseline = keeps ? takeBaseline(candidates, strata) : std::vector<std::size_t>();
  std::vector<std::uint32_t> out(candidates.size());
  for (std::uint32_t place = 0; place < waves.size(); ++place) {
    auto taken = takeWave(candidates, waves[place].size, strata, deal);
    if (place + 1 == waves.size()) taken.insert(taken.end(), baseline.begin(), baseline.end());
    if (taken.empty() && !mayBeEmpty(candidates, waves[place].size))
      return precondition("empty_wave",
                          "wave " + waves[place].name + " (" + toText(waves[place].size) + ") has no node: of " +
                              std::to_string(candidates.size()) + " none is left for it",
                          "waves[" + std::to_string(place) + "].size", "leave the wave out, or make it fit the fleet");
    for (const std::size_t i : taken) out[i] = place;
  }
  if (const std::size_t left = leftIn(strata); left > 0)
    return precondition("left_over", std::to_string(left) + (left == 1 ? " node is" : " nodes are") + " in no wave",
                        "waves", "end with a wave of size: rest");
  return out;
}

std::uint32_t stratumOf(const RegionName& region, const std::string& hardware) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : region.value + "/" + hardware) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return hash;
}

}  // namespace flotilla::controlplane
