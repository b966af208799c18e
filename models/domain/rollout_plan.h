// What a rollout will do, written down before it begins: which nodes, in which waves, and what has to hold before the
// next one. The document is services/documents/rollout_plan.h; its digest is what approvals are for. Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/domain/access.h"
#include "models/domain/ids.h"
#include "models/domain/stages.h"
#include "models/domain/time.h"
#include "models/domain/version.h"

namespace flotilla {

// Which of the nodes that are in no earlier wave a wave takes. Percent and count are drawn at random within region ×
// hardware; the others take all that are there.
struct WaveSize {
  enum class Kind { Percent, Count, Regions, Sites, Rest };
  Kind kind = Kind::Rest;
  double percent = 0;       // of all nodes of the rollout, above 0 to 100; rounded up to whole nodes
  std::uint64_t count = 0;  // nodes, at least 1; fewer if fewer are left
  std::vector<RegionName> regions = {};
  std::vector<SiteName> sites = {};
  friend bool operator==(const WaveSize&, const WaveSize&) = default;
};
// "2 nodes", "10 %", "region eu-west", "the rest"
std::string toText(const WaveSize& size);

// How many people other than the author have to agree before a wave begins.
struct ApprovalRule {
  std::uint32_t count = 0;                     // 0 = nobody
  Role role = Role::Approver;                  // that they hold in every region of the rollout
  Duration lifetime = std::chrono::hours(24);  // an approval older than this counts no more
  friend bool operator==(const ApprovalRule&, const ApprovalRule&) = default;
};

// Nodes are assigned only within it. `from` after `to` spans midnight: 22:00 to 04:00 belongs to the day it begins on.
struct TimeWindow {
  std::string zone = "UTC";                                            // IANA name
  std::array<bool, 7> days{true, true, true, true, true, true, true};  // Monday first
  std::uint32_t fromMinute = 0;                                        // of the day, 0 to 1439
  std::uint32_t toMinute = 24 * 60;                                    // 1 to 1440, not equal to fromMinute
  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

// How fast a wave assigns: `nodes` at once, and every `every` again, `growth` times as many each time.
struct RolloutRate {
  std::uint32_t nodes = 0;  // 0 = all at once
  Duration every = std::chrono::minutes(1);
  double growth = 1;  // 1 = constant, 2 = doubling; 1 to 10
  friend bool operator==(const RolloutRate&, const RolloutRate&) = default;
};

struct PlanWave {
  std::string name;  // [a-z0-9-]{1,63}, unique in the plan
  WaveSize size = {};
  Duration soak{};  // watched at least this long after its last node came, to 30 d; 0 = not at all, it passes then
  Duration limit = std::chrono::hours(24);  // without a verdict the rollout pauses for a human after this; >= soak
  ApprovalRule approvals = {};              // before it begins
  std::optional<TimeWindow> window = {};
  RolloutRate rate = {};
  friend bool operator==(const PlanWave&, const PlanWave&) = default;
};

// What counts as a bad answer: an error, or also one that a label shows to be wrong.
enum class BadEvent { Error, WrongAnswer };
inline constexpr std::array<std::string_view, 2> kBadEventNames{"error", "wrong_answer"};
constexpr std::string_view toText(BadEvent event) {
  return kBadEventNames[static_cast<std::size_t>(event)];
}

// What the nodes of a rollout are judged by, from the first that has the new version to the end.
struct Gates {
  bool compare = true;  // with the nodes that still run the version before
  BadEvent badEvent = BadEvent::Error;
  Duration interval = std::chrono::seconds(60);  // between two looks, 1 s to 1 h
  Duration warmUp = std::chrono::seconds(60);    // of a node after it proved the version; not counted, 0 to 1 h
  double alpha = 0.01;            // chance of failing a version that is as good, over all looks; 0.0001 to 0.2
  double tolerance = 1.0;         // how many times the bad events of the version before are as good; 1 to 10
  std::uint64_t minRequests = 0;  // on nodes with the new version before a wave can pass; 0 = enough to see a tripling
  double minReporting = 0.95;     // share of those nodes that reported in the last two intervals, 0 to 1
  std::optional<double> slowMs = {};  // an answer that takes longer is slow; none = the workload's max_p95_ms
  std::optional<double> minSuccessRatio =
      {};  // of answers on nodes with the new version, 0 to 1; none = the workload's, for errors
  std::optional<double> maxP95Ms = {};            // likewise
  std::optional<std::uint32_t> maxMemoryMb = {};  // of the largest worker on a node
  std::optional<double> maxMemoryRatio = {};      // times that of the version before, over at least 5 nodes of each
  std::uint32_t maxRestarts = 3;  // of a worker within 10 min is a crash loop; two nodes in one, or the only node, fail
  std::uint32_t maxFailedNodes = 0;  // more nodes that refuse, go back by themselves or stay silent fail
  friend bool operator==(const Gates&, const Gates&) = default;
};

// Nodes that may be under way or out of reach at a time; 0 = no limit.
struct MaxUnavailable {
  std::uint32_t perSite = 0;
  std::uint32_t perRegion = 0;
  friend bool operator==(const MaxUnavailable&, const MaxUnavailable&) = default;
};

// What follows when a gate fails: return the nodes that have it, wait for a human, or end and leave all as it is.
enum class OnFailure { RollBack, Pause, Stay };
inline constexpr std::array<std::string_view, 3> kOnFailureNames{"roll_back", "pause", "stay"};
constexpr std::string_view toText(OnFailure action) {
  return kOnFailureNames[static_cast<std::size_t>(action)];
}

// What a rollout is for. Where a budget is nearly spent only what repairs something is let through (budget.h).
enum class RolloutPurpose { Feature, Reliability, Security };
inline constexpr std::array<std::string_view, 3> kRolloutPurposeNames{"feature", "reliability", "security"};
constexpr std::string_view toText(RolloutPurpose purpose) {
  return kRolloutPurposeNames[static_cast<std::size_t>(purpose)];
}

struct RolloutPlan {
  WorkloadName workload;
  std::optional<Version> from;  // only nodes that have proven it; none = whatever they run
  Version to;
  std::vector<RegionName> regions;  // empty = the whole fleet
  std::string selector;             // besides the regions: both must hold; empty = all
  std::vector<PlanWave> waves;      // 1 to 100
  Gates gates;
  MaxUnavailable maxUnavailable;
  Stages stages;  // how a node goes from the version before to this one
  // From a node's assignment to its proof, 10 s to 30 d. Longer than the limits of the stages and the health window.
  Duration deadline = std::chrono::minutes(30);
  // Out of reach: no assignment before the node is back, instead of one that waits for it. Not in the document: only
  // what is deployed without a plan assigns to all at once.
  bool waitForReach = true;
  bool updateLate = true;  // a node that was out of reach gets the version when it is back
  OnFailure onFailure = OnFailure::RollBack;
  RolloutPurpose purpose = RolloutPurpose::Feature;
  friend bool operator==(const RolloutPlan&, const RolloutPlan&) = default;
};

inline constexpr std::size_t kMaxWaves = 100;

}  // namespace flotilla
