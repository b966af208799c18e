#include "services/controlplane/core/incidents/what_changed.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "services/controlplane/core/budgets/attribution.h"

namespace flotilla::controlplane {
namespace {

constexpr std::size_t kMostChanges = 50;
constexpr std::string_view kRolloutObject = "rollout/";
constexpr std::string_view kNodeObject = "node/";

// Of what operators can do, what changes how a region works.
bool changesSomething(const std::string& action) {
  static const std::set<std::string> kActions{
      "ApplyFleet",    "PublishPolicy", "QuarantineNode",        "ReadmitNode",        "RetireNode",
      "RevokeNode",    "CreateRollout", "RollBackRollout",       "CancelRollout",      "StartRollout",
      "PauseRollout",  "ResumeRollout", "PromoteRollout",        "SkipRolloutWave",    "ApproveRollout",
      "RejectRollout", "IsolateNode",   "RotateNodeCertificate", "RestartNodeWorkload"};
  return kActions.contains(action);
}

bool isThere(const FleetState& state, const Rollout& rollout, const RegionName& region) {
  if (region.empty()) return true;
  return std::any_of(rollout.nodes.begin(), rollout.nodes.end(), [&](const RolloutNode& node) {
    const auto at = state.nodes.find(node.node);
    return at != state.nodes.end() && at->second.record.region == region;
  });
}

// When each rollout gave the region something first, within the time that is asked about.
std::map<RolloutId, TimePoint> rolloutsThere(const FleetState& state, const ChangeQuestion& question) {
  std::map<RolloutId, TimePoint> out;
  for (const CauseSpan& span : rolloutSpans(state, question.until)) {
    const bool there = question.region.empty() || span.region == question.region;
    const bool that = question.workload.empty() || span.workload == question.workload;
    const bool then = span.to >= question.began - kChangesBefore && span.from <= question.until;
    if (!there || !that || !then) continue;
    const auto known = out.try_emplace(RolloutId(span.id), span.from).first;
    known->second = std::min(known->second, span.from);
  }
  return out;
}

RolloutId suspectAmong(const std::map<RolloutId, TimePoint>& rollouts, const ChangeQuestion& question) {
  if (!question.named.empty()) return question.named;
  const std::pair<const RolloutId, TimePoint>* best = nullptr;
  for (const auto& rollout : rollouts)
    if (rollout.second <= question.began + question.grain && (best == nullptr || rollout.second > best->second))
      best = &rollout;
  return best == nullptr ? RolloutId() : best->first;
}

std::string rolloutText(const Rollout& rollout) {
  const std::string what = rollout.id.value + " brought " + rollout.to.toString() + " of " + rollout.workload.value;
  return rollout.wentBack() ? what + " and was taken back" : what;
}

// "RollBackRollout" as "roll back rollout".
std::string wordsOf(const std::string& action) {
  std::string out;
  for (const char c : action) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) != 0 && !out.empty()) out += ' ';
    out += static_cast<char>(std::tolower(letter));
  }
  return out;
}

}  // namespace

std::string actionText(const AuditEntry& entry) {
  const std::string name = entry.object.substr(entry.object.find('/') + 1);
  const std::string what = wordsOf(entry.action) + (name == entry.object ? "" : " " + name);
  return entry.detail.empty() ? what : what + ": " + entry.detail;
}

bool concerns(const FleetState& state, const AuditEntry& entry, const RegionName& region,
              const WorkloadName& workload) {
  if (!changesSomething(entry.action)) return false;
  if (entry.object.starts_with(kRolloutObject)) {
    const auto at = state.rollouts.find(RolloutId(entry.object.substr(kRolloutObject.size())));
    if (at == state.rollouts.end()) return false;
    const bool that = workload.empty() || at->second.workload == workload;
    return that && isThere(state, at->second, region);
  }
  if (entry.object.starts_with(kNodeObject)) {
    const NodeEntry* node = state.findNode(entry.object.substr(kNodeObject.size()));
    return node != nullptr && (region.empty() || node->record.region == region);
  }
  return true;  // the declared fleet, or the policy
}

RolloutId suspectOf(const FleetState& state, const ChangeQuestion& question) {
  return suspectAmong(rolloutsThere(state, question), question);
}

std::vector<RecentChange> recentChanges(const FleetState& state, std::span<const AuditEntry> audit,
                                        const ChangeQuestion& question) {
  std::vector<RecentChange> out;
  const auto rollouts = rolloutsThere(state, question);
  const RolloutId suspect = suspectAmong(rollouts, question);
  for (const auto& [id, from] : rollouts) {
    const Rollout& rollout = state.rollouts.at(id);
    out.push_back({from, std::string(kRolloutObject) + id.value, rolloutText(rollout), rollout.author, id == suspect,
                   from > question.began + question.grain});
  }
  for (const AuditEntry& entry : audit) {
    const bool then = entry.at >= question.began - kChangesBefore && entry.at <= question.until;
    if (!then || entry.object.starts_with(kRolloutObject)) continue;
    if (!concerns(state, entry, question.region, question.workload)) continue;
    out.push_back({entry.at, "audit/" + std::to_string(entry.seq), actionText(entry), entry.actor, false,
                   entry.at > question.began + question.grain});
  }
  std::stable_sort(out.begin(), out.end(), [](const RecentChange& a, const RecentChange& b) {
    return a.suspected != b.suspected ? a.suspected : a.at > b.at;
  });
  if (out.size() > kMostChanges) out.resize(kMostChanges);
  return out;
}

}  // namespace flotilla::controlplane
