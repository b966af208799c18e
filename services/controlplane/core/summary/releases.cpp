#include <algorithm>

#include "services/controlplane/core/summary/addresses.h"
#include "services/controlplane/core/summary/parts.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostCanaries = 10;

// A rollout as far as the scope goes.
struct Seen {
  const RolloutDigest* rollout;
  RolloutInRegion sum;
};

std::vector<Seen> seenIn(const SummaryFacts& facts, TimePoint from, TimePoint to) {
  std::vector<Seen> out;
  for (const RolloutDigest& rollout : facts.basis.rollouts) {
    if (rollout.created < from || rollout.created >= to) continue;
    Seen seen{&rollout, {}};
    bool there = facts.scope.wholeFleet;
    for (const auto& [region, part] : rollout.regions) {
      if (!facts.scope.wholeFleet && !facts.scope.has(region)) continue;
      there = true;
      seen.sum.nodes += part.nodes;
      seen.sum.touched += part.touched;
      if (part.firstProven)
        seen.sum.firstProven = std::min(seen.sum.firstProven.value_or(*part.firstProven), *part.firstProven);
    }
    if (there) out.push_back(std::move(seen));
  }
  return out;
}

std::optional<double> failureRate(const std::vector<Seen>& seen) {
  std::uint64_t ended = 0, wrong = 0;
  for (const Seen& one : seen) {
    const RolloutDigest& rollout = *one.rollout;
    if (one.sum.touched == 0) continue;
    const bool isWrong = rollout.wayBack != WayBack::No || rollout.state == RolloutState::Failed;
    if (!hasEnded(rollout.state) && !isWrong) continue;
    ++ended;
    wrong += isWrong ? 1 : 0;
  }
  return ended == 0 ? std::nullopt : std::optional(static_cast<double>(wrong) / static_cast<double>(ended));
}

void countState(const RolloutDigest& rollout, SummaryReleases& out) {
  ++out.all.value;
  if (rollout.wayBack == WayBack::ByItself) ++out.rolledBackAutomatically.value;
  if (rollout.wayBack == WayBack::ByHand) ++out.rolledBackByHand.value;
  switch (rollout.state) {
    case RolloutState::Succeeded:
      ++out.succeeded.value;
      break;
    case RolloutState::Running:
    case RolloutState::RollingBack:
      ++out.running.value;
      break;
    case RolloutState::Paused:
      ++out.paused.value;
      break;
    case RolloutState::Failed:
      if (rollout.wayBack == WayBack::No) ++out.failed.value;
      break;
    case RolloutState::Aborted:
      ++out.aborted.value;
      break;
    default:
      break;
  }
}

void addCanary(const SummaryFacts& facts, const Seen& seen, SummaryReleases& out) {
  const RolloutDigest& rollout = *seen.rollout;
  const auto share =
      static_cast<double>(seen.sum.touched) / static_cast<double>(std::max<std::uint64_t>(seen.sum.nodes, 1));
  if (rollout.wayBack != WayBack::ByItself || seen.sum.touched == 0 || share > facts.canaryShare) return;
  ++out.stoppedAsCanaries.value;
  if (out.canaries.size() == kMostCanaries) return;
  out.canaries.push_back({rollout.id, rollout.workload, rollout.to, seen.sum.touched, seen.sum.nodes, rollout.reason,
                          rollout.message, rollout.ended, thingAddress("rollouts", rollout.id.value)});
}

void putAddresses(const SummaryFacts& facts, SummaryReleases& out) {
  const std::string since = sinceTerm("created_at", facts.basis.times.from);
  const auto address = [&](const std::string& term) { return listAddress("rollouts", {term, since}); };
  out.all.address = address("not state:(draft|awaiting_approval|rejected)");
  out.succeeded.address = address("state:succeeded");
  out.running.address = address("state:(running|rolling_back)");
  out.paused.address = address("state:paused");
  out.failed.address = address("state:failed went_back:no");
  out.aborted.address = address("state:aborted");
  out.rolledBackAutomatically.address = address("went_back:by_itself");
  out.rolledBackByHand.address = address("went_back:by_hand");
  out.stoppedAsCanaries.address = out.rolledBackAutomatically.address;
}

}  // namespace

SummaryDuration durationOf(std::vector<Duration> lengths) {
  SummaryDuration out;
  if (lengths.empty()) return out;
  std::sort(lengths.begin(), lengths.end());
  out.median = lengths[(lengths.size() - 1) / 2];
  out.shortest = lengths.front();
  out.longest = lengths.back();
  out.of = static_cast<std::uint32_t>(lengths.size());
  return out;
}

SummaryReleases releasesOf(const SummaryFacts& facts) {
  const SummaryTimes& times = facts.basis.times;
  SummaryReleases out;
  out.canaryShare = facts.canaryShare;
  const std::vector<Seen> seen = seenIn(facts, times.from, times.to);
  std::vector<Duration> live;
  for (const Seen& one : seen) {
    countState(*one.rollout, out);
    addCanary(facts, one, out);
    const bool isBack = one.rollout->wayBack != WayBack::No && hasEnded(one.rollout->state);
    if (isBack && one.sum.firstProven) live.push_back(one.rollout->ended - *one.sum.firstProven);
  }
  out.badLive = durationOf(std::move(live));
  out.changeFailureRate = failureRate(seen);
  out.changeFailureRateBefore = failureRate(seenIn(facts, times.from - times.period(), times.from));
  putAddresses(facts, out);
  return out;
}

}  // namespace flotilla::controlplane
