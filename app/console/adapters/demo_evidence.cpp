#include "app/console/adapters/demo_evidence.h"

#include <algorithm>
#include <cmath>

#include "app/console/adapters/demo_names.h"

namespace flotilla::console {
namespace {

constexpr std::size_t kMostLooks = 200;
constexpr std::size_t kMostTallies = 2'000;
constexpr double kDispersion = 1.6;
constexpr double kSlowShare = 0.05;  // slow is what 5 % of the answers were before
constexpr std::uint64_t kFewNodes = 4;

std::string shareText(double bad, double answers) {
  const auto hundredths = static_cast<int>(std::lround(answers > 0 ? bad / answers * 10'000 : 0));
  const int rest = hundredths % 100;
  return std::to_string(hundredths / 100) + (rest < 10 ? ".0" : ".") + std::to_string(rest) + " %";
}

std::string oddsWord(double logOdds) {
  const double odds = std::exp(std::fabs(logOdds));
  const std::string many = odds >= 10 ? std::to_string(std::lround(odds)) : std::to_string(odds).substr(0, 3);
  return logOdds < 0 ? "1:" + many : many + ":1";
}

// Between -1 and 1, smooth over the looks, another one for each seed.
double wobble(std::uint64_t seed, std::uint64_t look) {
  const double phase = static_cast<double>(mixed(seed, 5) % 628) / 100, at = static_cast<double>(look);
  return 0.6 * std::sin(phase + at / 7.3) + 0.4 * std::sin(2.3 * phase + at / 2.9);
}

std::uint64_t badOf(double share, double answers, std::uint64_t seed, std::uint64_t look) {
  const double mean = share * answers;
  return static_cast<std::uint64_t>(std::max(0.0, std::round(mean + 0.3 * std::sqrt(mean) * wobble(seed, look))));
}

double secondsOf(Duration time) {
  return std::chrono::duration<double>(time).count();
}

// How many nodes have the version by now, and how many run the one before.
std::pair<double, double> armsOf(const DemoPlanned& planned, std::uint32_t place) {
  double canary = 0, baseline = 0;
  for (const RolloutNode& node : planned.rollout.nodes) {
    canary += node.wave <= place && node.provenAt != TimePoint{} ? 1 : 0;
    baseline += node.wave > place ? 1 : 0;
  }
  return {canary, baseline};
}

void judge(const DemoPlanned& planned, Evidence& e) {
  const auto d = [](std::uint64_t n) { return static_cast<double>(n); };
  const double limit = std::log(1 / planned.plan.gates.alpha);
  const std::string bad = shareText(d(e.canaryBad), d(e.canaryRequests)) + " answers of the new version are bad, " +
                          shareText(d(e.baselineBad), d(e.baselineRequests)) + " of the version before: odds " +
                          oddsWord(e.badLogOdds);
  if (e.canaryNodes == 0) {
    e.reason = "no_nodes";
    e.why = "no node has proven the new version and is warm";
  } else if (e.badLogOdds >= limit) {
    e.verdict = Verdict::Fail;
    e.reason = "grid_test";
    e.why = bad + " that it is worse";
  } else if (e.canaryRequests < e.requestsNeeded) {
    e.verdict = Verdict::Inconclusive;
    e.reason = "too_few_requests";
    e.why = std::to_string(e.canaryRequests) + " of " + std::to_string(e.requestsNeeded) +
            " answers that it takes to see harm";
  } else {
    e.verdict = Verdict::Pass;
    e.reason = "enough_evidence";
    e.why = bad;
  }
}

}  // namespace

double demoLogOdds(double bad, double answers, double usualBad, double usualAnswers, double dispersion) {
  const double pooled = (bad + usualBad) / (answers + usualAnswers);
  const double variance = dispersion * pooled * (1 - pooled) * (1 / answers + 1 / usualAnswers);
  if (variance <= 0) return 0;
  const double prior = 0.36 * pooled * pooled;  // harm worth seeing is about six tenths of the usual share
  const double z = (bad / answers - usualBad / usualAnswers) / std::sqrt(variance);
  const double weight = prior / (prior + variance);
  const double pull = z > 0 ? 0.5 * z * z * weight : -0.2 * z * z * weight;
  return pull - 0.5 * std::log(1 + prior / variance);
}

RolloutLook demoLook(const DemoPlanned& planned, std::uint32_t place, std::uint64_t number, TimePoint at) {
  const DemoTruth& truth = planned.truths[place];
  const auto [canary, baseline] = armsOf(planned, place);
  const double seconds = secondsOf(planned.plan.gates.interval) * static_cast<double>(number);
  const std::uint64_t seed = mixed(planned.rollout.seed, place);
  RolloutLook look{planned.rollout.id, place, number, at, {}};
  Evidence& e = look.evidence;
  e.canaryNodes = e.reportingNodes = static_cast<std::uint64_t>(canary);
  e.baselineNodes = static_cast<std::uint64_t>(baseline);
  const double answers = canary * truth.answersPerSecond * seconds;
  const double usual = baseline * truth.answersPerSecond * seconds;
  e.canaryRequests = static_cast<std::uint64_t>(answers);
  e.baselineRequests = static_cast<std::uint64_t>(usual);
  e.canaryBad = badOf(truth.trueBad, answers, seed, number);
  e.baselineBad = badOf(truth.usualBad, usual, seed + 1, number);
  e.canarySlow = badOf(kSlowShare * 1.02, answers, seed + 2, number);
  e.baselineSlow = badOf(kSlowShare, usual, seed + 3, number);
  e.requestsNeeded = truth.needed;
  e.canPermute = canary >= static_cast<double>(kFewNodes) && baseline >= static_cast<double>(kFewNodes);
  if (answers >= 1 && usual >= 1) {
    e.dispersion = kDispersion;
    const auto d = [](std::uint64_t n) { return static_cast<double>(n); };
    e.badLogOdds = demoLogOdds(d(e.canaryBad), answers, d(e.baselineBad), usual, kDispersion);
    e.slowLogOdds = demoLogOdds(d(e.canarySlow), answers, d(e.baselineSlow), usual, 3 * kDispersion);
    e.permutationP = std::clamp(std::exp(-0.7 * e.badLogOdds) * 0.3, 0.002, 1.0);
  }
  judge(planned, e);
  return look;
}

double demoShareFor(const DemoPlanned& planned, std::uint32_t place, std::uint64_t looks, double odds) {
  const DemoTruth& truth = planned.truths[place];
  const auto [canary, baseline] = armsOf(planned, place);
  const double seconds = secondsOf(planned.plan.gates.interval) * static_cast<double>(looks);
  const double answers = std::max(1.0, canary * truth.answersPerSecond * seconds);
  const double usual = std::max(1.0, baseline * truth.answersPerSecond * seconds);
  double low = truth.usualBad, high = std::min(0.5, truth.usualBad * 40);
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    const bool enough =
        demoLogOdds(middle * answers, answers, truth.usualBad * usual, usual, kDispersion) >= std::log(odds);
    (enough ? high : low) = middle;
  }
  return high;
}

void takeDemoLook(DemoPlanned& planned, RolloutWave& wave, TimePoint at) {
  if (!planned.looks.empty() && planned.looks.back().wave != wave.place) planned.looks.clear();
  planned.looks.push_back(demoLook(planned, wave.place, ++wave.looks, at));
  if (planned.looks.size() > kMostLooks) planned.looks.erase(planned.looks.begin());
  const Evidence& e = planned.looks.back().evidence;
  wave.verdict = e.verdict;
  wave.reason = e.reason;
  wave.why = e.why;
  wave.odds = std::exp(std::min(e.badLogOdds, 20.0));
}

RolloutExplanation explainDemo(const DemoState& state, const DemoPlanned& planned) {
  const Rollout& rollout = planned.rollout;
  RolloutExplanation out;
  out.sentence = rollout.message;
  const RolloutWave* judged = rollout.judgedWave();
  if (judged == nullptr || planned.looks.empty()) return out;
  if (out.sentence.empty()) out.sentence = "wave " + judged->name + ": " + judged->why;
  out.looks = planned.looks;
  out.lookCount = judged->looks;
  const Evidence& e = planned.looks.back().evidence;
  for (const RolloutNode& node : rollout.nodes) {
    const bool canary = node.wave <= judged->place && node.provenAt != TimePoint{};
    if ((!canary && node.wave <= judged->place) || out.nodes.size() == kMostTallies) continue;
    const std::uint64_t nodes = std::max<std::uint64_t>(1, canary ? e.canaryNodes : e.baselineNodes);
    const std::uint64_t answers = (canary ? e.canaryRequests : e.baselineRequests) / nodes;
    const double uneven = static_cast<double>(mixed(rollout.seed, node.place) % 1'000) / 500;  // 0 to 2
    const double bad = static_cast<double>(canary ? e.canaryBad : e.baselineBad) / static_cast<double>(nodes);
    const double slow = static_cast<double>(canary ? e.canarySlow : e.baselineSlow) / static_cast<double>(nodes);
    out.nodes.push_back({nameOf(state.nodes[planned.seats[node.place].node]), canary, answers,
                         static_cast<std::uint64_t>(std::lround(bad * uneven)),
                         static_cast<std::uint64_t>(std::lround(slow * uneven))});
  }
  return out;
}

}  // namespace flotilla::console
