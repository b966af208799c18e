#include "services/controlplane/core/judge/wave_evidence.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "models/domain/in_words.h"
#include "services/controlplane/core/judge/mann_whitney.h"
#include "services/controlplane/core/judge/past_test.h"
#include "services/controlplane/core/judge/permutation.h"
#include "services/controlplane/core/judge/planning.h"

namespace flotilla::controlplane {
namespace {

constexpr std::uint64_t kMinBad = 3;  // fewer bad answers break no ratio
constexpr double kOverShare = 0.05;   // more answers above a limit than this: the P95 is above it
constexpr double kWorthSeeing = 3;    // the harm that a wave must have been able to show
constexpr std::uint64_t kFewestRequests = 20;
constexpr std::uint64_t kMostRequests = 1'000'000;

judge::Counts since(const judge::Counts& before, std::uint64_t requests, std::uint64_t bad) {
  return {requests - before.requests, bad - before.bad};
}

bool beganAnew(const Reading& before, const Reading& now) {
  return before.canary != now.canary || now.requests < before.requests || now.bad < before.bad ||
         now.slow < before.slow || now.over < before.over;
}

void noteRestarts(TimePoint at, std::uint32_t before, std::uint32_t now, WaveEvidence::Node& node) {
  std::erase_if(node.restarts, [&](const auto& entry) { return entry.first + kCrashLoop < at; });
  const std::uint32_t more = now >= before ? now - before : now;  // fewer: the agent itself began anew
  if (more > 0) node.restarts.emplace_back(at, more);
}

void addTo(judge::Counts& sum, const judge::Counts& part) {
  sum.requests += part.requests;
  sum.bad += part.bad;
}

// Sums of one kind of event: of all nodes with the new version, and of both arms where they can be compared.
struct Sums {
  judge::Counts all, canary, baseline;
};

// One kind of event by stratum, as the tests want it: against nodes that still run the version before, and where there
// are none, against what the same nodes did under it.
struct Kind {
  std::vector<judge::StratumNodes> strata;
  Sums sums;
  std::vector<judge::PastStratum> pasts;
  judge::Counts pastNow, past;  // over those
};

void addPast(const std::map<std::uint32_t, judge::Counts>& pasts, const judge::StratumNodes& stratum, Kind& out) {
  const auto past = pasts.find(stratum.stratum);
  if (past == pasts.end() || past->second.requests == 0) return;
  out.pasts.push_back({stratum.canary, past->second, stratum.canarySpells});
  addTo(out.past, past->second);
  for (const judge::Counts& node : stratum.canary) addTo(out.pastNow, node);
}

Kind kindOf(const WaveEvidence& seen, judge::Counts WaveEvidence::Node::*counts,
            judge::Spells WaveEvidence::Node::*spells, std::uint64_t Reading::*pastBad) {
  std::map<std::uint32_t, judge::StratumNodes> strata;
  std::map<std::uint32_t, judge::Counts> pasts;
  Kind out;
  for (const auto& [place, node] : seen.nodes()) {
    judge::StratumNodes& stratum = strata[node.stratum];
    stratum.stratum = node.stratum;
    (node.canary ? stratum.canary : stratum.baseline).push_back(node.*counts);
    (node.canary ? stratum.canarySpells : stratum.baselineSpells) += node.*spells;
    if (!node.canary) continue;
    addTo(out.sums.all, node.*counts);
    addTo(pasts[node.stratum], {node.newest.pastRequests, node.newest.*pastBad});
  }
  for (auto& [number, stratum] : strata) {
    if (stratum.canary.empty()) continue;
    if (stratum.baseline.empty()) {
      addPast(pasts, stratum, out);
      continue;
    }
    for (const judge::Counts& node : stratum.canary) addTo(out.sums.canary, node);
    for (const judge::Counts& node : stratum.baseline) addTo(out.sums.baseline, node);
    out.strata.push_back(std::move(stratum));
  }
  return out;
}

struct Arms {
  Kind bad, slow;
};

std::vector<judge::Stratum> ratesOf(const Kind& kind) {
  std::vector<judge::Stratum> out;
  for (const judge::StratumNodes& nodes : kind.strata) {
    judge::Stratum stratum;
    const auto add = [](const std::vector<judge::Counts>& from, std::vector<double>& to) {
      for (const judge::Counts& node : from)
        if (node.requests > 0) to.push_back(static_cast<double>(node.bad) / static_cast<double>(node.requests));
    };
    add(nodes.canary, stratum.canary);
    add(nodes.baseline, stratum.baseline);
    out.push_back(std::move(stratum));
  }
  return out;
}

// "12 of 340 (3.5 %)"
std::string share(const judge::Counts& counts) {
  const double percent =
      counts.requests == 0 ? 0 : 100.0 * static_cast<double>(counts.bad) / static_cast<double>(counts.requests);
  const auto tenths = static_cast<std::int64_t>(std::llround(percent * 10));
  return std::to_string(counts.bad) + " of " + std::to_string(counts.requests) + " (" + std::to_string(tenths / 10) +
         "." + std::to_string(tenths % 10) + " %)";
}

// Each comparison has its part of alpha; the odds are told so that each fails at the whole of it.
double shared(double logOdds) {
  return logOdds - std::log(static_cast<double>(kComparisons));
}

std::string oddsText(double logOdds) {
  constexpr double kTooMany = 13.9;  // a million
  if (logOdds > kTooMany) return "more than 1,000,000 to 1";
  return std::to_string(std::llround(std::exp(logOdds))) + " to 1";
}

// How many requests the nodes with the new version must have served before silence means something: so many that a
// tripling of bad answers would have been expected to fail. Where the baseline has none yet, one more request of it
// would have been bad.
std::uint64_t enoughRequests(const Gates& gates, const Arms& arms) {
  if (gates.minRequests > 0) return gates.minRequests;
  const auto canary = static_cast<double>(arms.bad.sums.canary.requests);
  const auto baseline = static_cast<double>(arms.bad.sums.baseline.requests);
  if (!gates.compare || canary == 0 || baseline == 0) return kFewestRequests;
  const double rate = std::max(1.0, static_cast<double>(arms.bad.sums.baseline.bad)) / (baseline + 1);
  const double needed =
      judge::badEventsNeeded(std::max(kWorthSeeing, kWorthSeeing * gates.tolerance), canary / (canary + baseline),
                             gates.tolerance, gates.alpha / kComparisons);
  if (!std::isfinite(needed)) return kMostRequests;
  // needed = bad answers of both arms, of which the canary has kWorthSeeing times the rate of the baseline.
  const double perCanaryRequest = rate * (kWorthSeeing + baseline / canary);
  const double requests = std::ceil(needed / perCanaryRequest);
  return static_cast<std::uint64_t>(
      std::clamp(requests, static_cast<double>(kFewestRequests), static_cast<double>(kMostRequests)));
}

// "1.3 times"
std::string times(double factor) {
  return oneDecimal(factor) + " times";
}

struct Said {
  Verdict verdict;
  const char* reason;
  std::string why;
};

std::optional<Said> crashLoops(const WaveEvidence& seen, const Gates& gates) {
  std::size_t canaries = 0, looping = 0;
  std::uint32_t most = 0;
  for (const auto& [place, node] : seen.nodes()) {
    if (!node.canary) continue;
    ++canaries;
    std::uint32_t restarts = 0;
    for (const auto& [at, more] : node.restarts) restarts += more;
    if (restarts >= gates.maxRestarts) ++looping;
    most = std::max(most, restarts);
  }
  if (gates.maxRestarts == 0 || looping < std::min<std::size_t>(2, canaries) || looping == 0) return std::nullopt;
  return Said{Verdict::Fail, "crash_loop",
              std::to_string(looping) + (looping == 1 ? " node restarts" : " nodes restart") +
                  " the new version again and again, " + std::to_string(most) + " times within 10 minutes"};
}

std::optional<Said> memory(const WaveEvidence& seen, const Gates& gates) {
  if (!gates.maxMemoryMb) return std::nullopt;
  std::uint32_t most = 0;
  for (const auto& [place, node] : seen.nodes())
    if (node.canary) most = std::max(most, node.newest.memoryMb);
  if (most <= *gates.maxMemoryMb) return std::nullopt;
  return Said{Verdict::Fail, "memory",
              "a worker of the new version takes " + std::to_string(most) + " MB; at most " +
                  std::to_string(*gates.maxMemoryMb) + " MB are allowed"};
}

// The memory of each node in multiples of what is usual among the nodes like it that run the version before.
struct MemoryRatios {
  std::vector<double> canary, baseline;
};

MemoryRatios memoryRatios(const WaveEvidence& seen) {
  std::map<std::uint32_t, MemoryRatios> strata;
  for (const auto& [place, node] : seen.nodes()) {
    if (!node.reporting || node.newest.memoryMb == 0) continue;
    MemoryRatios& stratum = strata[node.stratum];
    (node.canary ? stratum.canary : stratum.baseline).push_back(node.newest.memoryMb);
  }
  MemoryRatios out;
  for (auto& [number, stratum] : strata) {
    if (stratum.canary.empty() || stratum.baseline.empty()) continue;
    const auto middle = stratum.baseline.begin() + static_cast<std::ptrdiff_t>(stratum.baseline.size() / 2);
    std::nth_element(stratum.baseline.begin(), middle, stratum.baseline.end());
    const double usual = *middle;
    for (const double value : stratum.canary) out.canary.push_back(value / usual);
    for (const double value : stratum.baseline) out.baseline.push_back(value / usual);
  }
  return out;
}

std::optional<Said> moreMemory(const WaveEvidence& seen, const Gates& gates) {
  if (!gates.compare || !gates.maxMemoryRatio) return std::nullopt;
  const MemoryRatios ratios = memoryRatios(seen);
  judge::MetricPolicy policy;
  policy.limits.allowedIncrease = *gates.maxMemoryRatio;
  const auto judged = judge::judgeMetric(ratios.canary, ratios.baseline, policy);
  if (judged.classification != judge::MetricClass::High) return std::nullopt;
  return Said{Verdict::Fail, "memory_test",
              "workers of the new version take " + times(judged.effect.value_or(0)) +
                  " the memory of the version before on nodes like theirs; the plan allows " +
                  times(*gates.maxMemoryRatio)};
}

std::optional<Said> limits(const WaveEvidence& seen, const Gates& gates, const Arms& arms, const Evidence& out) {
  const judge::Counts& bad = arms.bad.sums.all;
  if (gates.minSuccessRatio && bad.requests > 0 && bad.bad >= kMinBad) {
    const double good = 1 - static_cast<double>(bad.bad) / static_cast<double>(bad.requests);
    if (good < *gates.minSuccessRatio)
      return Said{Verdict::Fail, "success_ratio",
                  share(bad) + " answers of the new version are bad; the plan allows fewer"};
  }
  if (gates.maxP95Ms && out.canaryOver >= kMinBad &&
      static_cast<double>(out.canaryOver) > kOverShare * static_cast<double>(bad.requests))
    return Said{Verdict::Fail, "p95",
                share({bad.requests, out.canaryOver}) +
                    " answers of the new version take longer than the plan's limit for the P95"};
  if (const auto said = crashLoops(seen, gates)) return said;
  return memory(seen, gates);
}

std::optional<Said> comparisons(const Gates& gates, const Arms& arms, const Evidence& out) {
  if (!gates.compare) return std::nullopt;
  const double limit = judge::failLimit(gates.alpha);
  if (out.badLogOdds >= limit)
    return Said{Verdict::Fail, "grid_test",
                share(arms.bad.sums.canary) + " answers of the new version are bad, " + share(arms.bad.sums.baseline) +
                    " of the version before: odds " + oddsText(out.badLogOdds) + " that it is worse"};
  if (out.slowLogOdds >= limit)
    return Said{Verdict::Fail, "slow_test",
                share(arms.slow.sums.canary) + " answers of the new version are slow, " +
                    share(arms.slow.sums.baseline) + " of the version before: odds " + oddsText(out.slowLogOdds) +
                    " that it is slower"};
  return std::nullopt;
}

// Where no node is left to compare with. Tells the larger of the two odds.
std::optional<Said> thanBefore(const Gates& gates, const Arms& arms, Evidence& out) {
  if (!gates.compare) return std::nullopt;
  const auto judged = [&](const Kind& kind, double& odds, const char* reason,
                          const std::string& what) -> std::optional<Said> {
    const double than = shared(judge::pastLogOdds(kind.pasts, gates.tolerance));
    if (kind.pasts.empty()) return std::nullopt;
    odds = std::max(odds, than);
    if (than < judge::failLimit(gates.alpha)) return std::nullopt;
    return Said{Verdict::Fail, reason,
                "where no node is left to compare with, " + share(kind.pastNow) + " answers of the new version are " +
                    what + ", " + share(kind.past) + " of the version before on the same nodes: odds " +
                    oddsText(than) + " that it is more than " + times(judge::kPastAllowance * gates.tolerance) +
                    " worse"};
  };
  if (auto said = judged(arms.bad, out.badLogOdds, "past_test", "bad")) return said;
  return judged(arms.slow, out.slowLogOdds, "past_slow_test", "slow");
}

Said waiting(const WaveEvidence& seen, const Gates& gates, const Arms& arms, const Evidence& out) {
  if (out.canaryNodes == 0) return {Verdict::Unknown, "no_nodes", "no node has proven the new version and is warm"};
  if (static_cast<double>(out.reportingNodes) < gates.minReporting * static_cast<double>(out.canaryNodes))
    return {Verdict::Unknown, "not_reporting",
            std::to_string(out.reportingNodes) + " of " + std::to_string(out.canaryNodes) +
                " nodes with the new version report"};
  if (out.canaryRequests < out.requestsNeeded)
    return {Verdict::Inconclusive, "too_few_requests",
            std::to_string(out.canaryRequests) + " of " + std::to_string(out.requestsNeeded) +
                " answers that it takes to see harm"};
  if (gates.compare && out.baselineNodes > 0 && seen.bad().intervals() < judge::kFirstLook)
    return {Verdict::Inconclusive, "too_few_looks",
            std::to_string(seen.bad().intervals()) + " of " + std::to_string(judge::kFirstLook) +
                " looks that it takes to compare"};
  if (gates.compare && out.canPermute && out.permutationP <= gates.alpha / kPermutationLooks)
    return {Verdict::Inconclusive, "nodes_differ", "the nodes with the new version are worse than a draw explains"};
  std::string why = share(arms.bad.sums.all) + " answers of the new version are bad";
  if (gates.compare && out.baselineNodes == 0) why += "; no node like these is left to compare with";
  if (gates.compare && out.baselineNodes == 0 && !arms.bad.pasts.empty())
    why += ", " + share(arms.bad.past) + " of the version before on the same nodes were";
  if (gates.compare && out.baselineNodes > 0)
    why += ", " + share(arms.bad.sums.baseline) + " of the version before: odds " + oddsText(out.badLogOdds);
  return {Verdict::Pass, "enough_evidence", why};
}

}  // namespace

void WaveEvidence::add(TimePoint at, const std::vector<Reading>& readings) {
  std::map<std::uint32_t, Node> next;
  std::map<std::uint32_t, judge::StratumCounts> bad, slow;
  const auto count = [](auto& strata, const Reading& reading, const judge::Counts& counts) {
    judge::StratumCounts& stratum = strata[reading.stratum];
    addTo(reading.canary ? stratum.canary : stratum.baseline, counts);
  };
  for (const Reading& reading : readings) {
    const auto known = nodes_.find(reading.place);
    Node node;
    judge::Counts newBad, newSlow;
    if (known != nodes_.end() && !beganAnew(known->second.newest, reading)) {
      node = std::move(known->second);
      const Reading& before = node.newest;
      newBad = since({before.requests, before.bad}, reading.requests, reading.bad);
      newSlow = since({before.requests, before.slow}, reading.requests, reading.slow);
      addTo(node.bad, newBad);
      addTo(node.slow, newSlow);
      node.badSpells.add(newBad);
      node.slowSpells.add(newSlow);
      node.over += reading.over - before.over;
      noteRestarts(at, before.restarts, reading.restarts, node);
    }
    count(bad, reading, newBad);
    count(slow, reading, newSlow);
    node.canary = reading.canary;
    node.reporting = reading.reporting;
    node.stratum = reading.stratum;
    node.newest = reading;
    next.emplace(reading.place, std::move(node));
  }
  nodes_ = std::move(next);
  const auto give = [](std::map<std::uint32_t, judge::StratumCounts>& strata, judge::StratifiedTest& test) {
    std::vector<judge::StratumCounts> interval;
    for (auto& [number, counts] : strata) {
      counts.stratum = number;
      interval.push_back(counts);
    }
    test.add(interval);
  };
  give(bad, bad_);
  give(slow, slow_);
}

Evidence judgeWave(const WaveEvidence& seen, const Gates& gates, std::uint64_t seed, std::uint64_t look) {
  const Arms arms{kindOf(seen, &WaveEvidence::Node::bad, &WaveEvidence::Node::badSpells, &Reading::pastBad),
                  kindOf(seen, &WaveEvidence::Node::slow, &WaveEvidence::Node::slowSpells, &Reading::pastSlow)};
  Evidence out;
  for (const auto& [place, node] : seen.nodes()) {
    out.canaryNodes += node.canary ? 1 : 0;
    out.reportingNodes += node.canary && node.reporting ? 1 : 0;
    out.canaryOver += node.canary ? node.over : 0;
  }
  for (const judge::StratumNodes& stratum : arms.bad.strata) out.baselineNodes += stratum.baseline.size();
  out.canaryRequests = arms.bad.sums.all.requests;
  out.canaryBad = arms.bad.sums.all.bad;
  out.canarySlow = arms.slow.sums.all.bad;
  out.baselineRequests = arms.bad.sums.baseline.requests;
  out.baselineBad = arms.bad.sums.baseline.bad;
  out.baselineSlow = arms.slow.sums.baseline.bad;
  out.requestsNeeded = enoughRequests(gates, arms);
  if (gates.compare) {
    out.dispersion = judge::dispersion(arms.bad.strata);
    out.badLogOdds = shared(seen.bad().logOdds(arms.bad.strata));
    out.slowLogOdds = shared(seen.slow().logOdds(arms.slow.strata));
    const auto permuted = judge::permutationTest(ratesOf(arms.bad), gates.alpha / kPermutationLooks,
                                                 seed ^ (look * 0x9E3779B97F4A7C15ULL));
    out.permutationP = permuted.p;
    out.canPermute = permuted.canReject;
  }
  auto said = limits(seen, gates, arms, out);
  if (!said) said = comparisons(gates, arms, out);
  if (!said) said = thanBefore(gates, arms, out);
  if (!said) said = moreMemory(seen, gates);
  if (!said) said = waiting(seen, gates, arms, out);
  out.verdict = said->verdict;
  out.reason = said->reason;
  out.why = said->why;
  return out;
}

}  // namespace flotilla::controlplane
